"""The computational graph that `grader explain` draws."""


def graph(draw, student):
    draw.title = "The loss of the 2-2-2 network, and the loss of two samples with 3 for `dout`"
    back = [
        one(draw, student, ("x", "t", "L"), [[0.75136507, 0.772928465]], [[0.01, 0.99]], 1.0),
        one(draw, student, ("x2", "t2", "L2"), [[3.0], [1.0]], [[1.0], [5.0]], 3.0),
    ]
    for go_back in back:
        go_back()


def one(draw, student, names, x, t, dout):
    layer = draw.made(lambda: student.IdentityWithLoss())
    draw.given(names[0], x)
    target = draw.given(names[1], t)
    draw.forward(
        names[2],
        names[:2],
        lambda x, t: layer.forward(x, t),
        by="IdentityWithLoss",
        site="IdentityWithLoss.forward",
    )
    draw.upstream(names[2], dout)
    return lambda: draw.backward(
        names[0],
        names[2:],
        lambda dout: layer.backward(float(dout)),
        site="IdentityWithLoss.backward",
        own=lambda x: student.IdentityWithLoss().forward(x, target),
    )
