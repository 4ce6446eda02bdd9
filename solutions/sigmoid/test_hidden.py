"""Hidden checks: random inputs, upstream gradients, edges, state."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, is_close, real_array, require


def require_dependence(values, arguments):
    """The values depend on the arguments, and aren't just those."""
    array = real_array(values, "the result")
    require(array.shape == arguments.shape, "the result doesn't have the shape of the argument")
    require(bool(np.all(np.isfinite(array))), "the result holds nan or infinity")
    require(len(np.unique(array)) > 1, "the result is the same for every input")
    require(not is_close(array, arguments), "the result is nothing but the argument")


@pytest.mark.points(1)
def test_forward_on_a_random_batch(student, reference, rng):
    """forward is right on a batch of any values"""
    x = rng.normal(scale=3, size=(6, 4))
    assert_close(student.Sigmoid().forward(x), reference.Sigmoid().forward(x), "the output")


@pytest.mark.points(1)
def test_backward_multiplies_the_upstream_gradient(student, reference, rng):
    """backward multiplies the upstream gradient with the slope"""
    x, dout = rng.normal(size=(2, 5, 3))
    layer, again, right = student.Sigmoid(), student.Sigmoid(), reference.Sigmoid()
    outputs, right_outputs = layer.forward(x), right.forward(x)
    own = OwnForward(
        student, lambda xs: again.forward.many((x,) for x in xs), x, outputs, right_outputs
    )
    assert_gradient(layer.backward(dout), right.backward(dout), dout, own)


@pytest.mark.points(1)
@pytest.mark.parametrize(
    "shape", [pytest.param((12,), id="one axis"), pytest.param((2, 3, 2), id="three axes")]
)
def test_any_shape(student, rng, shape):
    """an input of another shape than (N, D) gives the same numbers in its own shape"""
    x, dout = rng.normal(size=(2, 3, 4))
    layer, other = student.Sigmoid(), student.Sigmoid()
    outputs = layer.forward(x)
    slopes = layer.backward(dout)
    require_dependence(outputs, x)
    require_dependence(slopes, dout)
    reshaped = other.forward(x.reshape(shape))
    assert_close(reshaped, real_array(outputs, "the output").reshape(shape), "the output")
    back = other.backward(dout.reshape(shape))
    assert_close(back, real_array(slopes, "`dx`").reshape(shape), "`dx`")


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer"""
    first, second, dout = rng.normal(size=(3, 4, 3))
    layer, neighbour, fresh = student.Sigmoid(), student.Sigmoid(), student.Sigmoid()
    layer.forward(first)
    before = layer.backward(dout)
    layer.forward(second)
    neighbour.forward(first)
    after = layer.backward(dout)
    fresh.forward(second)
    assert_close(after, real_array(fresh.backward(dout), "`dx`"), "`dx`")
    require(not is_close(before, after), "`backward` gives the same whatever `forward` was given")


@pytest.mark.points(0.5)
def test_far_from_zero_it_stays_finite(student):
    """far from zero the output stays between 0 and 1 and the gradient finite"""
    x = np.array([[-1000.0, -40.0, 40.0, 1000.0]])
    layer = student.Sigmoid()
    outputs = real_array(layer.forward(x), "the output")
    require(outputs.shape == x.shape, "the output doesn't have the right shape")
    require(
        bool(np.all((outputs >= 0) & (outputs <= 1))),
        "the output leaves the interval of the sigmoid",
    )
    require(
        bool(outputs[0, 0] < 0.01 and outputs[0, -1] > 0.99),
        "far from zero the output isn't close to the ends of its interval",
    )
    slopes = real_array(layer.backward(np.ones((1, 4))), "`dx`")
    require(slopes.shape == x.shape, "`dx` doesn't have the right shape")
    require(bool(np.all(np.isfinite(slopes))), "`dx` holds nan or infinity")
    require(bool(np.all(np.abs(slopes) < 0.01)), "far from zero the slope isn't next to nothing")


@pytest.mark.points(0.5)
def test_forward_leaves_its_input_alone(student, rng):
    """forward leaves its input as it was"""
    x = rng.normal(size=(3, 3))
    outputs = student.Sigmoid().forward(x)
    changed = student.changed
    require_dependence(outputs, x)
    require(not changed, "`forward` changes the array that it is given")
