"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "The 2-2-2 network before an update, and its error E2 after it, biases frozen"
    b1, b2 = np.full(2, 0.35), np.full(2, 0.60)
    x = draw.given("x", [[0.05, 0.10]])
    W1 = draw.given("W1", [[0.15, 0.25], [0.20, 0.30]])
    W2 = draw.given("W2", [[0.40, 0.50], [0.45, 0.55]])

    def network(first, second):
        return student.TwoLayerNetwork(first, b1, second, b2)

    draw.forward(
        "y",
        ["x", "W1", "W2"],
        lambda x, W1, W2: network(W1, W2).forward(x),
        by="forward",
        site="TwoLayerNetwork.forward",
    )
    t = draw.given("t", [[0.01, 0.99]])
    draw.forward(
        "E",
        ["y", "t"],
        lambda _, t: network(W1, W2).loss(x, t),
        by="loss",
        site="TwoLayerNetwork.loss",
    )
    draw.upstream("E", 1.0)

    def gradients(_):
        grads = network(W1, W2).gradient(x, t)
        return grads["W2"], grads["W1"]

    draw.backward(
        ("W2", "W1"),
        ["E"],
        gradients,
        site="TwoLayerNetwork.gradient",
        own=lambda W2, W1: network(W1, W2).loss(x, t),
    )

    def error_after(_):
        updated = network(W1, W2)
        updated.update(x, t, 0.5)
        return updated.loss(x, t)

    draw.forward("E2", ["E"], error_after, by="update", site="TwoLayerNetwork.update")
