"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = (
        "Two samples: the probabilities and their error E, and the layer that does both steps"
    )
    y = np.array([[0.3, 0.2, 0.5], [0.1, 0.6, 0.3]])
    draw.given("x", np.log([[1.0], [4.0]] * y))
    layer = draw.made(lambda: student.SoftmaxWithLoss())
    draw.forward("y", ["x"], lambda x: student.softmax(x), by="softmax")
    t = draw.given("t", [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    draw.forward(
        "E",
        ["y", "t"],
        lambda y, t: student.cross_entropy_error(y, t),
        by="cross_entropy_error",
        relative=1e-5,
    )
    draw.forward(
        "L",
        ["x", "t"],
        lambda x, t: layer.forward(x, t),
        by="SoftmaxWithLoss",
        site="SoftmaxWithLoss.forward",
        relative=1e-5,
    )
    draw.upstream("L", 1.0)
    draw.backward(
        "x",
        ["L"],
        lambda dout: layer.backward(float(dout)),
        site="SoftmaxWithLoss.backward",
        own=lambda x: student.SoftmaxWithLoss().forward(x, t),
        relative=1e-5,
    )
