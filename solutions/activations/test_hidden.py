"""Hidden checks: random inputs of any shape, upstream gradients, state, far from zero."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, is_close, real_array, require


def away_from_zero(rng, shape):
    """Numbers of both signs, none of them near the ReLU's kink."""
    values = rng.uniform(0.3, 2.5, size=shape)
    values.flat[::2] *= -1
    return values


def require_dependence(values, arguments):
    """The values depend on the arguments, and aren't just those."""
    array = real_array(values, "the result")
    require(array.shape == arguments.shape, "the result doesn't have the shape of the argument")
    require(bool(np.all(np.isfinite(array))), "the result holds nan or infinity")
    require(len(np.unique(array)) > 1, "the result is the same for every input")
    require(not is_close(array, arguments), "the result is nothing but the argument")


def ends(values, shape):
    """Values far left and far right of zero; all of them must be finite."""
    array = real_array(values, "the result")
    require(array.shape == shape, "the result doesn't have the shape of the argument")
    require(bool(np.all(np.isfinite(array))), "the result holds nan or infinity")
    return array[0, 0], array[0, -1]


@pytest.mark.points(1.5)
@pytest.mark.parametrize("name", ["Relu", "Tanh", "Softplus"])
def test_forward_on_random_numbers(student, reference, rng, name):
    """forward is right on random numbers of any shape"""
    x = rng.normal(scale=2, size=(3, 4, 2))
    outputs = getattr(student, name)().forward(x)
    assert_close(outputs, getattr(reference, name)().forward(x), "the output")


@pytest.mark.points(1.5)
@pytest.mark.parametrize("name", ["Relu", "Tanh", "Softplus"])
def test_backward_multiplies_the_upstream_gradient(student, reference, rng, name):
    """backward multiplies the upstream gradient with the slope"""
    x, dout = away_from_zero(rng, (5, 3)), away_from_zero(rng, (5, 3))
    dout[1:3] *= -1  # so that its signs aren't those of x
    layer, again = getattr(student, name)(), getattr(student, name)()
    right = getattr(reference, name)()
    own = OwnForward(
        student,
        lambda xs: again.forward.many((each,) for each in xs),
        x,
        layer.forward(x),
        right.forward(x),
        # far enough that a function made of straight lines has another slope somewhere
        lambda xs: again.forward.many((each - 3,) for each in xs),
    )
    assert_gradient(layer.backward(dout), right.backward(dout), dout, own)


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer"""
    first, dout = away_from_zero(rng, (4, 3)), away_from_zero(rng, (4, 3))
    second = np.roll(first, 1) * 0.7
    for name in ("Relu", "Tanh", "Softplus"):
        new = getattr(student, name)
        layer, neighbour, fresh = new(), new(), new()
        layer.forward(first)
        before = layer.backward(dout)
        layer.forward(second)
        neighbour.forward(first)
        after = layer.backward(dout)
        fresh.forward(second)
        assert_close(after, real_array(fresh.backward(dout), "`dx`"), "`dx`")
        require(
            not is_close(before, after), "`backward` gives the same whatever `forward` was given"
        )


@pytest.mark.points(0.5)
def test_tanh_far_from_zero(student):
    """at -1000 and 1000 `Tanh` gives finite numbers"""
    x = np.array([[-1000.0, -1.0, 1.0, 1000.0]])
    layer = student.Tanh()
    left, right = ends(layer.forward(x), x.shape)
    require(bool(-1.01 < left < right < 1.01), "far from zero the output doesn't rise from -1 to 1")
    # a wrong slope that stays small has lost its marks elsewhere
    slopes = ends(layer.backward(np.full((1, 4), 0.5)), x.shape)
    require(bool(np.max(np.abs(slopes)) < 10), "far from zero the slope grows without bound")


@pytest.mark.points(0.5)
def test_softplus_far_from_zero(student):
    """at -1000 and 1000 `Softplus` gives finite numbers"""
    x = np.array([[-1000.0, -1.0, 1.0, 1000.0]])
    layer = student.Softplus()
    left, right = ends(layer.forward(x), x.shape)
    require(bool(left != right), "the output is the same far left and far right of zero")
    left, right = ends(layer.backward(np.full((1, 4), 0.5)), x.shape)
    require(bool(abs(left) < 0.1), "far left of zero the slope isn't next to nothing")
    require(bool(abs(right) < 10), "far right of zero the slope grows without bound")


@pytest.mark.points(0.5)
def test_forward_leaves_its_input_alone(student, rng):
    """forward leaves its input as it was"""
    x = away_from_zero(rng, (3, 3))
    for name in ("Relu", "Tanh", "Softplus"):
        outputs = getattr(student, name)().forward(x)
        changed = student.changed
        require_dependence(outputs, x)
        require(not changed, "`forward` changes the array that it is given")
