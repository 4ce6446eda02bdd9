"""The computational graph that `grader explain` draws."""


def graph(draw, student):
    draw.title = "The hidden layer of the 2-2-2 network, with 1 and 2 for the upstream gradient"
    layer = draw.made(lambda: student.Sigmoid())
    draw.given("x", [[0.3775, 0.3925]])
    draw.forward("y", ["x"], lambda x: layer.forward(x), by="sigmoid", site="Sigmoid.forward")
    draw.upstream("y", [[1.0, 2.0]])
    draw.backward(
        "x",
        ["y"],
        lambda dout: layer.backward(dout),
        site="Sigmoid.backward",
        own=lambda x: student.Sigmoid().forward(x),
    )
