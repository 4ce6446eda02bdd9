"""Public checks: numbers that can be followed by hand."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient


def right_output(name, x):
    """The output by the printed formula, which is right for numbers of this size."""
    if name == "Relu":
        return np.maximum(x, 0)
    if name == "Tanh":
        return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return np.log(1 + np.exp(x))


def own_forward(student, name, x, outputs):
    """The student's forward, in case that it is another function."""
    layer = getattr(student, name)()
    return OwnForward(
        student,
        lambda xs: layer.forward.many((each,) for each in xs),
        x,
        outputs,
        right_output(name, x),
        # far enough that a function made of straight lines has another slope somewhere
        lambda xs: layer.forward.many((each - 3,) for each in xs),
    )


@pytest.mark.points(1.5)
@pytest.mark.parametrize("name", ["Relu", "Tanh", "Softplus"])
def test_forward(student, name):
    """forward gives the outputs for 2, -0.5, -1 and 0"""
    x = np.array([[2.0, -0.5], [-1.0, 0.0]])
    outputs = getattr(student, name)().forward(x)
    assert_close(outputs, right_output(name, x), "the output")


@pytest.mark.points(0.5)
def test_relu_lets_the_gradient_through_where_x_is_positive(student):
    """backward of `Relu` gives the upstream gradient where x > 0, and 0 elsewhere, also at x = 0"""
    x = np.array([[2.0, -0.5], [-1.0, 0.0]])
    dout = np.array([[-3.0, 2.0], [0.5, 4.0]])
    layer = student.Relu()
    own = own_forward(student, "Relu", x, layer.forward(x))
    assert_gradient(layer.backward(dout), np.array([[-3.0, 0.0], [0.0, 0.0]]), dout, own)


@pytest.mark.points(1)
@pytest.mark.parametrize("name", ["Tanh", "Softplus"])
def test_backward_gives_the_slopes(student, name):
    """backward gives the slope at 2, -0.5, -1 and 0 where the upstream gradient is 1"""
    x, ones = np.array([[2.0, -0.5], [-1.0, 0.0]]), np.ones((2, 2))
    slopes = 1 - right_output("Tanh", x) ** 2 if name == "Tanh" else 1 / (1 + np.exp(-x))
    layer = getattr(student, name)()
    own = own_forward(student, name, x, layer.forward(x))
    assert_gradient(layer.backward(ones), slopes, ones, own)
