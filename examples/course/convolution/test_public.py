"""Public checks: numbers that can be followed by hand. Students get this file."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient

X = ((1.0, 2.0, 3.0, 4.0),)
K = (1.0, -2.0)
Y = ((-3.0, -4.0, -5.0),)
DX = ((1.0, -1.0, -1.0, -2.0),)
DK = (6.0, 9.0)


@pytest.mark.points(1)
def test_forward_gives_the_worked_numbers(student):
    """forward gives the numbers of the text"""
    assert_close(student.Convolution(np.array(K)).forward(np.array(X)), np.array(Y), "the output")


@pytest.mark.points(1)
def test_backward_gives_the_worked_numbers(student):
    """backward gives the numbers of the text, for an upstream gradient of ones"""
    x, y, ones = np.array(X), np.array(Y), np.ones((1, 3))
    layer, again = student.Convolution(np.array(K)), student.Convolution(np.array(K))
    own = OwnForward(
        student, lambda xs: again.forward.many((x,) for x in xs), x, layer.forward(x), y
    )
    assert_gradient(layer.backward(ones), np.array(DX), ones, own)


@pytest.mark.points(1)
def test_dk_has_the_worked_numbers(student):
    """dk is the sum over all places, for an upstream gradient of ones"""
    layer = student.Convolution(np.array(K))
    layer.forward(np.array(X))
    layer.backward(np.ones((1, 3)))
    assert_close(layer.dk, np.array(DK), "`dk`")
