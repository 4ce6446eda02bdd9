"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = (
        "Affine, sigmoid, affine and the loss layer; for h a network of the first two is asked"
    )
    x = draw.given("x", [[1.0], [1.0]])
    W1 = draw.given("W1", [[2.0]])
    b1 = draw.given("b1", [-2.0])

    def network(*parameters):
        layers = [student.given.Affine(*parameters[:2]), student.given.Sigmoid()]
        if parameters[2:]:
            layers.append(student.given.Affine(*parameters[2:]))
        return student.Network(layers, student.given.SoftmaxWithLoss())

    draw.forward(
        "h",
        ["x", "W1", "b1"],
        lambda x, W, b: network(W, b).predict(x),
        by="Affine,Sigmoid",
        site="Network.predict",
    )
    W2 = draw.given("W2", 2 * np.log([[0.3, 0.2, 0.5]]))
    b2 = draw.given("b2", [0.0, 0.0, 0.0])
    whole = draw.made(lambda: network(W1, b1, W2, b2))
    draw.forward(
        "scores",
        ["h", "W2", "b2"],
        lambda _h, _W, _b: whole.predict(x),
        by="Affine",
        site="Network.predict",
    )
    t = draw.given("t", [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    draw.forward(
        "L",
        ["scores", "t"],
        lambda _, t: whole.loss(x, t),
        by="SoftmaxWithLoss",
        site="Network.loss",
    )
    draw.upstream("L", 1.0)

    def gradients(_):
        grads = network(W1, b1, W2, b2).gradient(x, t)
        return grads["b2"], grads["W2"], grads["b1"], grads["W1"]

    draw.backward(
        ("b2", "W2", "b1", "W1"),
        ["L"],
        gradients,
        site="Network.gradient",
        own=lambda b2, W2, b1, W1: network(W1, b1, W2, b2).loss(x, t),
    )
