"""Public checks: numbers that can be followed by hand, and shapes."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, real_array, require


@pytest.mark.points(1)
def test_forward_gives_the_outputs_of_the_worked_example(student):
    """forward gives the hidden outputs of the 2-2-2 network"""
    nets = np.array([[0.3775, 0.3925]])
    outputs = student.Sigmoid().forward(nets)
    assert_close(outputs, 1 / (1 + np.exp(-nets)), "the output")


@pytest.mark.points(1)
def test_backward_gives_the_slopes_of_the_worked_example(student):
    """backward gives the slope y (1 - y) of each hidden unit where the upstream gradient is 1"""
    nets = np.array([[0.3775, 0.3925]])
    ones = np.ones((1, 2))
    layer, again = student.Sigmoid(), student.Sigmoid()
    y = 1 / (1 + np.exp(-nets))
    own = OwnForward(
        student, lambda xs: again.forward.many((x,) for x in xs), nets, layer.forward(nets), y
    )
    assert_gradient(layer.backward(ones), y * (1 - y), ones, own)


@pytest.mark.points(0.5)
def test_shapes_are_kept(student):
    """forward and backward keep the shape of a batch"""
    layer = student.Sigmoid()
    assert_close(layer.forward(np.zeros((3, 2))), np.full((3, 2), 0.5), "the output")
    require(
        real_array(layer.backward(np.ones((3, 2))), "`dx`").shape == (3, 2), "`dx` must be (3, 2)"
    )
