"""Hidden checks: random batches, upstream gradients, state."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, is_close, real_array, require


@pytest.mark.points(0.5)
def test_forward_on_a_random_batch(student, reference, rng):
    """forward is right on a batch of any size with any number of outputs"""
    x, t = rng.normal(size=(2, 5, 3))
    loss = student.IdentityWithLoss().forward(x, t)
    assert_close(loss, reference.IdentityWithLoss().forward(x, t), "the loss")


@pytest.mark.points(0.5)
def test_backward_on_a_random_batch(student, reference, rng):
    """backward gives the gradient of the mean over the batch"""
    x, t = rng.normal(size=(2, 4, 3))
    layer, again = student.IdentityWithLoss(), student.IdentityWithLoss()
    right = reference.IdentityWithLoss()
    loss, right_loss = layer.forward(x, t), right.forward(x, t)
    own = OwnForward(
        student, lambda xs: again.forward.many((each, t) for each in xs), x, loss, right_loss
    )
    assert_gradient(layer.backward(1.0), right.backward(1.0), np.array(1.0), own)


@pytest.mark.points(0.5)
def test_a_step_against_the_gradient(student, rng):
    """a small step against the gradient makes the loss smaller"""
    x, t = rng.uniform(0.2, 0.8, size=(3, 2)), rng.normal(size=(3, 2))
    layer = student.IdentityWithLoss()
    before = real_array(layer.forward(x, t), "the loss")
    dx = real_array(layer.backward(1.0), "`dx`")
    require(before.shape == (), "the loss isn't one number")
    # shape and size of the gradient are other checks' business
    require(dx.ndim < 3 and dx.shape[-1:] == (2,), "`dx` doesn't have a column for each output")
    after = real_array(layer.forward(x - 0.05 * dx, t), "the loss")
    require(after.shape == (), "the loss isn't one number")
    require(bool(after < before), "a step against the gradient doesn't make the loss smaller")


@pytest.mark.points(0.5)
def test_backward_multiplies_the_upstream_gradient(student, rng):
    """backward multiplies with the upstream gradient"""
    x, t = rng.normal(size=(2, 3, 4))
    layer, other = student.IdentityWithLoss(), student.IdentityWithLoss()
    layer.forward(x, t)
    other.forward(x, t)
    plain = real_array(layer.backward(1.0), "`dx`")
    require(plain.shape[-1:] == (4,), "`dx` doesn't have a column for each output")
    require(bool(np.any(plain != 0)), "`dx` is 0 everywhere")
    assert_close(other.backward(-2.5), -2.5 * plain, "`dx`")


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer"""
    first, second, t, u = rng.normal(size=(4, 3, 2))
    layer, neighbour = student.IdentityWithLoss(), student.IdentityWithLoss()
    fresh = student.IdentityWithLoss()
    layer.forward(first, t)
    before = layer.backward(1.0)
    layer.forward(second, u)
    neighbour.forward(first, t)
    after = layer.backward(1.0)
    fresh.forward(second, u)
    assert_close(after, real_array(fresh.backward(1.0), "`dx`"), "`dx`")
    require(not is_close(before, after), "`backward` gives the same whatever `forward` was given")
