"""The 2-2-2 network that `grader explain` draws, step by step."""

import numpy as np


def graph(draw, student):
    draw.title = "The 2-2-2 network, and its error E+ after one update with frozen biases"
    draw.remark = (
        "Source 004 prints 0.291027924 for E+. That isn't right: it is what comes out if the "
        "gradient of W1 is taken with W2 updated already. With both gradients of the network as "
        "it was, it is 0.291027774; the first numbers to tell the two apart are those of W1+."
    )
    x = draw.given("x", [[0.05, 0.10]])
    W1 = draw.given("W1", [[0.15, 0.25], [0.20, 0.30]])
    W2 = draw.given("W2", [[0.40, 0.50], [0.45, 0.55]])
    b1, b2 = draw.given("b1", [0.35, 0.35]), draw.given("b2", [0.60, 0.60])
    t = draw.given("t", [[0.01, 0.99]])

    def network(first=W1, second=W2):
        return student.TwoLayerNetwork(first, b1, second, b2)

    name = "TwoLayerNetwork"
    draw.forward(
        "y",
        ["x", "W1", "b1", "W2", "b2"],
        lambda x, *_: network().forward(x),
        by="forward",
        site=f"{name}.forward",
    )
    draw.forward("E", ["y", "t"], lambda _, t: network().loss(x, t), by="loss", site=f"{name}.loss")
    draw.upstream("E", 1.0)

    def gradients(_):
        grads = network().gradient(x, t)
        return grads["b2"], grads["W2"], grads["b1"], grads["W1"]

    draw.backward(
        ("b2", "W2", "b1", "W1"),
        ["E"],
        gradients,
        site=f"{name}.gradient",
        own=lambda b2, W2, b1, W1: student.TwoLayerNetwork(W1, b1, W2, b2).loss(x, t),
    )

    def updated():
        after = network()
        after.update(x, t, 0.5)
        return after

    draw.forward(
        ("W2+", "W1+"),
        ["E"],
        lambda _: (lambda after: (after.W2, after.W1))(updated()),
        by="update",
        site=f"{name}.update",
    )
    draw.forward(
        "E+", ["E"], lambda _: updated().loss(x, t), by="loss", site=f"{name}.loss", digits=9
    )
    units = {"": "x"}
    draw.step(
        "1. Forward", units, {"b": "b1"}, {"b": "b2", "y": "y"}, weights=["W1", "W2"], below=["E"]
    )
    draw.step("2. Backward: gradients", units, {"db": "db1"}, {"db": "db2"}, weights=["dW1", "dW2"])
    draw.step(
        "3. The new weights, all at once", units, {}, {}, weights=["W1+", "W2+"], below=["E+"]
    )
