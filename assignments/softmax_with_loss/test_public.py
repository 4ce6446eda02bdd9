"""Public checks: probabilities (0.3, 0.2, 0.5) and what follows from them, and shapes."""

import numpy as np
import pytest

from grader.checks import (
    OwnForward,
    Tolerance,
    assert_close,
    assert_gradient,
    real_array,
    require,
)

WITH_1E_7_IN_THE_LOGARITHM = Tolerance(relative=1e-5)


@pytest.mark.points(0.5)
def test_softmax_of_one_vector(student):
    """softmax gives (0.3, 0.2, 0.5) for the logarithms of these numbers, and of their doubles"""
    y = np.array([0.3, 0.2, 0.5])
    assert_close(student.softmax(np.log(y)), y, "what `softmax` gives")
    assert_close(student.softmax(np.log(2 * y)), y, "what `softmax` gives")


@pytest.mark.points(0.5)
def test_softmax_of_a_batch(student):
    """softmax of a batch gives the probabilities of each row"""
    y = np.array([[0.3, 0.2, 0.5], [0.1, 0.6, 0.3]])
    assert_close(student.softmax(np.log([[1.0], [4.0]] * y)), y, "what `softmax` gives")


@pytest.mark.points(0.5)
def test_cross_entropy_error_of_two_samples(student):
    """`cross_entropy_error` is (-log 0.2 - log 0.3) / 2 where the right classes got 0.2 and 0.3"""
    y = np.array([[0.3, 0.2, 0.5], [0.1, 0.6, 0.3]])
    t = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    right = -(np.log(0.2) + np.log(0.3)) / 2
    error = student.cross_entropy_error(y, t)
    assert_close(error, right, "the error", WITH_1E_7_IN_THE_LOGARITHM)


@pytest.mark.points(0.5)
def test_forward_gives_the_loss_of_the_example(student):
    """forward gives -log 0.2 where the right class gets the probability 0.2"""
    x, t = np.log([[0.3, 0.2, 0.5]]), np.array([[0.0, 1.0, 0.0]])
    loss = student.SoftmaxWithLoss().forward(x, t)
    assert_close(loss, -np.log(0.2), "the loss", WITH_1E_7_IN_THE_LOGARITHM)


@pytest.mark.points(0.5)
def test_backward_gives_the_gradient_of_the_example(student):
    """backward gives (0.3, -0.8, 0.5) for probabilities (0.3, 0.2, 0.5) and the second class"""
    x, t = np.log([[0.3, 0.2, 0.5]]), np.array([[0.0, 1.0, 0.0]])
    layer, again = student.SoftmaxWithLoss(), student.SoftmaxWithLoss()
    shift = np.array([[1.0, 0.0, -1.0]])
    own = OwnForward(
        student,
        lambda xs: again.forward.many((x, t) for x in xs),
        x,
        layer.forward(x, t),
        -np.log(0.2),
        elsewhere=lambda xs: again.forward.many((x + shift, t) for x in xs),
    )
    dx = np.array([[0.3, 0.2, 0.5]]) - t
    assert_gradient(layer.backward(1), dx, np.array(1.0), own)


@pytest.mark.points(0.5)
def test_a_step_against_the_gradient_raises_the_right_score(student):
    """the gradient is negative for the right class of each sample, positive for the others"""
    t = np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    layer = student.SoftmaxWithLoss()
    layer.forward(np.log([[0.3, 0.2, 0.5], [0.1, 0.6, 0.3], [0.2, 0.5, 0.3]]), t)
    dx = real_array(layer.backward(1), "`dx`")
    require(dx.shape == (3, 3), "`dx` must be (3, 3), the shape of the scores")
    require(bool(np.all(dx[t == 1] < 0)), "the gradient of a right class must be negative")
    require(bool(np.all(dx[t == 0] > 0)), "the gradient of a wrong class must be positive")


@pytest.mark.points(0.5)
def test_the_loss_is_one_number_and_its_gradient_a_batch(student):
    """for a batch (3, 3) the loss is one number, and backward without an argument gives (3, 3)"""
    layer = student.SoftmaxWithLoss()
    loss = layer.forward(np.zeros((3, 3)), np.eye(3))
    require(real_array(loss, "the loss").shape == (), "the loss must be one number")
    require(real_array(layer.backward(), "`dx`").shape == (3, 3), "`dx` must be (3, 3)")
