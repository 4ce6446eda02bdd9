"""The computational graph that `grader explain` draws."""


def graph(draw, student):
    draw.title = (
        "The three layers, each by itself, with the same input and the same upstream gradient"
    )
    one(draw, "relu", "Relu", lambda: student.Relu())
    one(draw, "tanh", "Tanh", lambda: student.Tanh())
    one(draw, "soft", "Softplus", lambda: student.Softplus())


def one(draw, short, name, make):
    x, y = f"x_{short}", f"y_{short}"
    layer = draw.made(make)
    draw.given(x, [[2.0, -0.5], [-1.0, 0.0]])
    draw.forward(
        y, [x], lambda value: layer.forward(value), by=name.lower(), site=f"{name}.forward"
    )
    draw.upstream(y, [[-3.0, 2.0], [0.5, 4.0]])
    draw.backward(
        x,
        [y],
        lambda dout: layer.backward(dout),
        site=f"{name}.backward",
        own=lambda value: make().forward(value),
    )
