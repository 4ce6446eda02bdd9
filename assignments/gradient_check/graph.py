"""The computational graph that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "Half the sum of squares with its numerical gradients, and a relative error"
    x = draw.given("x", [1.0, 2.0])
    W = draw.given("W", [[1.0, -1.0], [0.5, 1.0]])
    b = draw.given("b", [0.5, -2.0])
    draw.forward("f", ["x", "W", "b"], loss, by="½Σ(x·W+b)²")
    draw.upstream("f", 1.0)
    asked = {"b": (b, lambda b: loss(x, W, b)), "W": (W, lambda W: loss(x, W, b))}
    for name, (value, f) in asked.items():
        draw.backward(
            name,
            ["f"],
            lambda _, f=f, value=value: student.numerical_gradient(f, value),
            site="numerical_gradient",
            relative=1e-7,
        )
    draw.given("a1", [1.0, 1.0])
    draw.given("b1", [1.0, 3.0])
    draw.forward(
        "error",
        ["a1", "b1"],
        lambda a, b: student.relative_error(a, b),
        by="relative_error",
        relative=1e-6,
    )


def loss(x, W, b):
    return float(np.sum((x @ np.asarray(W) + np.asarray(b)) ** 2) / 2)
