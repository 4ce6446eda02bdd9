"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "The 2-2-2 network, step by step; each step is asked with the numbers of the text"
    b1, b2 = np.full(2, 0.35), np.full(2, 0.60)
    x, W1 = draw.given("x", [0.05, 0.10]), draw.given("W1", [[0.15, 0.25], [0.20, 0.30]])
    W2 = draw.given("W2", [[0.40, 0.50], [0.45, 0.55]])

    def unit(place):
        return lambda *_: student.feed_forward(x, W1, b1, W2, b2)[place]

    site = "feed_forward"
    draw.forward("net_h", ["x", "W1"], unit(0), by="x·W1+b1", site=site)
    draw.forward("out_h", ["net_h"], unit(1), by="sigmoid", site=site)
    draw.forward("net_o", ["out_h", "W2"], unit(2), by="out_h·W2+b2", site=site)
    draw.forward("out_o", ["net_o"], unit(3), by="sigmoid", site=site)
    t = draw.given("t", [0.01, 0.99])
    out_h = np.array([0.593269992107, 0.596884378260])
    out_o = np.array([0.751365069552, 0.772928465321])
    delta_o = np.array([0.138498561629, -0.038098236517])
    draw.forward("E", ["out_o", "t"], lambda _, t: student.errors(out_o, t), by="errors")
    draw.upstream("E", [1.0, 1.0])
    draw.backward(
        "net_o", ["E"], lambda _: student.output_delta(out_o, t), site="output_delta", relative=1e-8
    )
    draw.backward(
        "out_h",
        ["E"],
        lambda _: np.sum(student.contributions(delta_o, W2), axis=1),
        site="contributions",
        relative=1e-8,
    )
    draw.backward(
        "net_h",
        ["E"],
        lambda _: student.hidden_delta(delta_o, W2, out_h),
        site="hidden_delta",
        relative=1e-8,
    )
    draw.backward(
        "W2",
        ["E"],
        lambda _: (W2 - student.updated(W2, np.outer(out_h, delta_o), 0.5)) / 0.5,
        site="updated",
        relative=1e-8,
    )
