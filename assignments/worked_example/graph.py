"""The 2-2-2 network that `grader explain` draws, step by step."""

import numpy as np


def graph(draw, student):
    draw.title = "The 2-2-2 network, step by step; each step is asked with the numbers of the text"
    draw.remark = (
        "Source 004 prints 0.291027924 for the error E+ after the update. That isn't right: it is "
        "what comes out if W1 is moved by deltas for which W2 had been updated already. All the "
        "new weights that it prints are right, and lead to 0.291027774."
    )
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
    delta_h = np.array([0.008771354689, 0.009954254705])
    draw.forward("E", ["t"], lambda t: student.errors(out_o, t), by="errors")
    draw.upstream("E", [1.0, 1.0])
    draw.backward(
        "net_o", ["E"], lambda _: student.output_delta(out_o, t), site="output_delta", relative=1e-8
    )
    draw.backward(
        "E/dout_h",  # with the d of a gradient: the derivative of each error
        ["E"],
        lambda _: student.contributions(delta_o, W2),
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

    def after(gradient):
        return lambda w: student.updated(w, gradient, 0.5)

    site = "updated"
    draw.forward("W1+", ["W1"], after(np.outer(x, delta_h)), by=site, relative=1e-8)
    draw.forward("W2+", ["W2"], after(np.outer(out_h, delta_o)), by=site, relative=1e-8)
    draw.forward(
        "E+",
        ["W1+", "W2+"],
        lambda W1, W2: np.sum(student.errors(student.feed_forward(x, W1, b1, W2, b2)[3], t)),
        by="errors",
        relative=1e-8,
        digits=9,
    )
    hidden, output = {"net": "net_h", "out": "out_h"}, {"net": "net_o", "out": "out_o"}
    draw.step("1. Forward", {"": "x"}, hidden, output, weights=["W1", "W2"], below=["E"])
    draw.step(
        "2. Backward: deltas, and dE/dout_h",
        {"": "x"},
        {"δ": "dnet_h"},
        {"δ": "dnet_o"},
        weights=["", "dE/dout_h"],
    )
    draw.step(
        "3. The new weights, all at once", {"": "x"}, {}, {}, weights=["W1+", "W2+"], below=["E+"]
    )
