"""Public checks: the errors of the 2-2-2 network, and a batch of two."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient


def outputs_of_the_example():
    """The outputs of the 2-2-2 network, by its own weights."""
    hidden = 1 / (1 + np.exp(-np.array([[0.3775, 0.3925]])))
    net = hidden @ np.array([[0.4, 0.5], [0.45, 0.55]]) + 0.6
    return 1 / (1 + np.exp(-net))


@pytest.mark.points(0.5)
def test_forward_gives_the_total_error_of_the_worked_example(student):
    """forward gives the total error of the 2-2-2 network, half a square for each output"""
    x, t = outputs_of_the_example(), np.array([[0.01, 0.99]])
    loss = student.IdentityWithLoss().forward(x, t)
    assert_close(loss, (x[0, 0] - 0.01) ** 2 / 2 + (x[0, 1] - 0.99) ** 2 / 2, "the loss")


@pytest.mark.points(0.5)
def test_forward_averages_over_the_batch(student):
    """forward gives the mean of two samples' losses"""
    x, t = np.array([[3.0], [1.0]]), np.array([[1.0], [5.0]])
    loss = student.IdentityWithLoss().forward(x, t)
    assert_close(loss, (2.0 + 8.0) / 2, "the loss")


@pytest.mark.points(0.5)
def test_backward_gives_output_minus_target(student):
    """backward gives the outputs minus the targets for a single sample"""
    x, t = outputs_of_the_example(), np.array([[0.01, 0.99]])
    layer, again = student.IdentityWithLoss(), student.IdentityWithLoss()
    loss, right = layer.forward(x, t), float(np.sum((x - t) ** 2) / 2)
    own = OwnForward(
        student, lambda xs: again.forward.many((each, t) for each in xs), x, loss, right
    )
    assert_gradient(layer.backward(), x - t, np.array(1.0), own)
