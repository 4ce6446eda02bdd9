"""The computational graph that `grader explain` draws."""


def graph(draw, student):
    draw.title = "The first layer of the 2-2-2 network, for a batch of two samples"
    x = draw.given("x", [[0.05, 0.10], [1.0, 0.0]])
    W = draw.given("W", [[0.15, 0.25], [0.20, 0.30]])
    b = draw.given("b", [0.35, 0.35])
    layer = draw.made(lambda: student.Affine(W, b))
    draw.forward(
        "y", ["x", "W", "b"], lambda x, _W, _b: layer.forward(x), by="x·W+b", site="Affine.forward"
    )
    draw.upstream("y", [[1.0, 2.0], [3.0, 4.0]])
    draw.backward(
        "x",
        ["y"],
        lambda dout: layer.backward(dout),
        site="Affine.backward",
        own=lambda x: student.Affine(W, b).forward(x),
    )
    draw.backward(
        "W",
        ["y"],
        lambda _: layer.dW,
        site="Affine.dW",
        own=lambda W: student.Affine(W, b).forward(x),
    )
    draw.backward(
        "b",
        ["y"],
        lambda _: layer.db,
        site="Affine.db",
        own=lambda b: student.Affine(W, b).forward(x),
    )
