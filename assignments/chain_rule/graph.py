"""The computational graph that `grader explain` draws."""

import numpy as np

BETA = (-np.pi / 6, np.log(2) - 1, -np.pi / 6, 1.0)
OMEGA = (np.pi / 6, 2.0, np.pi / 4, 4.0)


def graph(draw, student):
    draw.title = "A product and a sum, a branch, and the toy function at 2 with the target 2"
    product_and_sum(draw, student)
    branch(draw, student)
    toy_function(draw, student)


def product_and_sum(draw, student):
    multiply = draw.made(lambda: student.Multiply())
    add = draw.made(lambda: student.Add())
    draw.given("x", [3.0, -2.0])
    draw.given("y", [-4.0, 6.0])
    draw.forward(
        "xy", ["x", "y"], lambda x, y: multiply.forward(x, y), by="×", site="Multiply.forward"
    )
    draw.given("z", [2.0, 1.0])
    draw.forward("L", ["xy", "z"], lambda xy, z: add.forward(xy, z), by="+", site="Add.forward")
    draw.upstream("L", [1.0, 0.5])
    draw.backward(
        ("xy", "z"),
        ["L"],
        lambda dout: add.backward(dout),
        site="Add.backward",
        own=lambda xy, z: student.Add().forward(xy, z),
    )
    draw.backward(
        ("x", "y"),
        ["xy"],
        lambda dout: multiply.backward(dout),
        site="Multiply.backward",
        own=lambda x, y: student.Multiply().forward(x, y),
    )


def branch(draw, student):
    node = draw.made(lambda: student.Branch())
    draw.given("a", 7.0)
    draw.forward(
        ("u", "v"), ["a"], lambda a: node.forward(float(a)), by="branch", site="Branch.forward"
    )
    draw.upstream("u", 1.5)
    draw.upstream("v", -4.0)
    draw.backward(
        "a",
        ["u", "v"],
        lambda du, dv: node.backward(float(du), float(dv)),
        site="Branch.backward",
    )


def toy_function(draw, student):
    toy = draw.made(lambda: student.ToyFunction(list(BETA), list(OMEGA)))
    draw.given("β", column(BETA))
    draw.given("ω", column(OMEGA))
    draw.forward(
        "f",
        ["β", "ω"],
        lambda _beta, _omega: toy.forward(2.0),
        by="toy",
        site="ToyFunction.forward",
    )
    draw.forward("loss", ["f"], loss, by="(f-2)²")
    draw.upstream("loss", 1.0)
    draw.backward(
        ("β", "ω"),
        ["loss"],
        lambda _: columns(*toy.backward(2.0)),
        site="ToyFunction.backward",
        own=lambda beta, omega: loss(
            student.ToyFunction(beta.ravel().tolist(), omega.ravel().tolist()).forward(2.0)
        ),
    )


def loss(f):
    return (f - 2.0) ** 2


def columns(first, second):
    return column(first), column(second)


def column(numbers):
    return np.reshape(numbers, (-1, 1))
