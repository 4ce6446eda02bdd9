"""The curves that `grader explain` draws."""

import numpy as np


def graph(draw, student):
    draw.title = "How large the gradient is after each of ten layers, on a logarithmic scale"
    given = student.given
    x, dout = np.array([[0.5, 1.0], [2.0, 0.2]]), np.array([[1.0, 2.0], [-2.0, 1.0]])
    half = 0.5 * np.eye(2)

    def norms(layer):
        return lambda: student.gradient_norms([layer() for _ in range(10)], x, dout)

    by = "gradient_norms"
    draw.forward("sigmoids", [], norms(lambda: given.Sigmoid()), by=by)
    draw.forward("halves", [], norms(lambda: given.Affine(half, np.zeros(2))), by=by)
    draw.forward("relus", [], norms(lambda: given.Relu()), by=by)
    draw.chart(
        "layers passed",
        "norm of the gradient",
        {"ten sigmoids": "sigmoids", "ten weights of 0.5": "halves", "ten ReLUs": "relus"},
        is_log=True,
    )
