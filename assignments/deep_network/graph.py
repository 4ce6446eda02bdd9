"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "The network of the public checks; for f0 its first layer is asked, as a network"
    x = draw.given("x", [[1.0], [2.0]])
    W0 = draw.given("Ω0", [[1.0, 0.5], [-1.0, 0.25]])
    b0 = draw.given("β0", [[0.5], [0.25]])

    def output(weights, biases):
        return student.DeepNetwork(weights, biases).forward(x)

    site = "DeepNetwork.forward"
    draw.forward("f0", ["x", "Ω0", "β0"], lambda _, W, b: output([W], [b]), by="linear", site=site)
    W1 = draw.given("Ω1", [[0.4, 1.0], [-0.2, 2.0]])
    b1 = draw.given("β1", [[0.5], [1.0]])
    draw.forward(
        "f1",
        ["f0", "Ω1", "β1"],
        lambda _, W, b: output([W0, W], [b0, b]),
        by="ReLU,linear",
        site=site,
    )
    y = draw.given("y", [[1.0], [1.5]])
    draw.forward("L", ["f1", "y"], loss, by="½Σ(f1-y)²")
    draw.upstream("L", 1.0)

    def gradients(_):
        dweights, dbiases = student.DeepNetwork([W0, W1], [b0, b1]).backward(x, y)
        return dbiases[1], dweights[1], dbiases[0], dweights[0]

    draw.backward(
        ("β1", "Ω1", "β0", "Ω0"),
        ["L"],
        gradients,
        site="DeepNetwork.backward",
        own=lambda b1, W1, b0, W0: loss(output([W0, W1], [b0, b1]), y),
    )


def loss(output, y):
    return float(np.sum((output - y) ** 2) / 2)
