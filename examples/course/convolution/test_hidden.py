"""Hidden checks: random inputs, upstream gradients, state. Nobody but instructors has this file."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, is_close, real_array, require


@pytest.mark.points(1)
def test_forward_on_a_random_batch(student, reference, rng):
    """forward is right for a batch and a kernel of three"""
    x, k = rng.normal(size=(4, 7)), rng.normal(size=3)
    assert_close(
        student.Convolution(k).forward(x), reference.Convolution(k).forward(x), "the output"
    )


@pytest.mark.points(1.5)
def test_backward_multiplies_the_upstream_gradient(student, reference, rng):
    """backward is right for any upstream gradient"""
    x, k, dout = rng.normal(size=(4, 7)), rng.normal(size=3), rng.normal(size=(4, 5))
    layer, again, right = student.Convolution(k), student.Convolution(k), reference.Convolution(k)
    outputs, right_outputs = layer.forward(x), right.forward(x)
    own = OwnForward(
        student, lambda xs: again.forward.many((x,) for x in xs), x, outputs, right_outputs
    )
    assert_gradient(layer.backward(dout), right.backward(dout), dout, own)


@pytest.mark.points(1)
def test_dk_for_a_batch(student, reference, rng):
    """dk adds up over the batch, for any upstream gradient"""
    x, k, dout = rng.normal(size=(4, 7)), rng.normal(size=3), rng.normal(size=(4, 5))
    layer, right = student.Convolution(k), reference.Convolution(k)
    layer.forward(x)
    right.forward(x)
    layer.backward(dout)
    right.backward(dout)
    assert_close(layer.dk, right.dk, "`dk`")


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer"""
    k, dout = rng.normal(size=2), rng.normal(size=(4, 4))
    first, second = rng.normal(size=(2, 4, 5))
    layer, neighbour, fresh = (student.Convolution(k) for _ in range(3))
    layer.forward(first)
    layer.backward(dout)
    before = real_array(layer.dk, "`dk`")
    layer.forward(second)
    neighbour.forward(first)
    layer.backward(dout)
    after = layer.dk
    fresh.forward(second)
    fresh.backward(dout)
    assert_close(after, real_array(fresh.dk, "`dk`"), "`dk`")
    require(not is_close(before, after), "`dk` is the same whatever `forward` was given")


@pytest.mark.points(1)
def test_a_kernel_as_long_as_the_input(student, reference, rng):
    """a kernel as long as the input gives one output a sample"""
    x, k, dout = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(3, 1))
    layer, right = student.Convolution(k), reference.Convolution(k)
    outputs = real_array(layer.forward(x), "the output")
    require(outputs.shape == (3, 1), "the output must have a column for each place, here one")
    right.forward(x)
    dx = real_array(layer.backward(dout), "`dx`")
    require(dx.shape == right.backward(dout).shape, "`dx` must have the shape of the input")
    require(bool(np.any(dx != 0)), "`dx` is zero everywhere")
