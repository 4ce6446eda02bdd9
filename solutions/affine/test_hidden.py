"""Hidden checks: random values, edges, state, samples with more axes."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, is_close, real_array, require


def outputs_with(student, parameters, x):
    """The output for `x` of a layer with each (W, b) of `parameters`."""
    return [layer.forward(x) for layer in student.Affine.many(parameters)]


def as_row(db):
    """The gradient of the biases; that its shape is (M,) is a check of its own."""
    values = real_array(db, "`db`")
    return values[0] if values.ndim == 2 and len(values) == 1 else values


def passed_through(student, x, W, b, dout):
    """The student's own output, `dx` and `dW`, of one forward and one backward."""
    layer = student.Affine(W, b)
    outputs = real_array(layer.forward(x), "the output")
    require(outputs.shape == (len(x), W.shape[1]), "the output doesn't have a row for each sample")
    require(len(np.unique(outputs)) > 1, "the output is the same for every input")
    require(not is_close(outputs, x.reshape(len(x), -1)), "the output is nothing but the argument")
    dx = real_array(layer.backward(dout), "`dx`")
    require(dx.size == x.size, "`dx` doesn't have as many entries as `x`")
    return outputs, dx, real_array(layer.dW, "`dW`")


@pytest.mark.points(0.5)
def test_forward_on_a_random_batch(student, reference, rng):
    """forward is right on a batch of any values, with any number of units"""
    x, W, b = rng.normal(size=(6, 3)), rng.normal(size=(3, 5)), rng.normal(size=5)
    right = reference.Affine(W, b).forward(x)
    assert_close(student.Affine(W, b).forward(x), right, "the output")


@pytest.mark.points(0.5)
def test_the_gradient_of_the_input(student, reference, rng):
    """backward gives the gradient of the input on a batch of any values"""
    x, W, elsewhere, dout = rng.normal(size=(4, 3, 3))
    b = rng.normal(size=3)
    layer, again, other = student.Affine(W, b), student.Affine(W, b), student.Affine(elsewhere, b)
    right = reference.Affine(W, b)
    own = OwnForward(
        student,
        lambda xs: again.forward.many((x,) for x in xs),
        x,
        layer.forward(x),
        right.forward(x),
        elsewhere=lambda xs: other.forward.many((x,) for x in xs),
    )
    assert_gradient(layer.backward(dout), right.backward(dout), dout, own)


@pytest.mark.points(1)
def test_the_gradient_of_the_weights(student, reference, rng):
    """backward sets `dW`, which sums over the batch"""
    x, elsewhere, dout = rng.normal(size=(3, 4, 3))
    W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    layer, right = student.Affine(W, b), reference.Affine(W, b)
    own = OwnForward(
        student,
        lambda weights: outputs_with(student, [(W, b) for W in weights], x),
        W,
        layer.forward(x),
        right.forward(x),
        elsewhere=lambda weights: outputs_with(student, [(W, b) for W in weights], elsewhere),
    )
    layer.backward(dout)
    right.backward(dout)
    assert_gradient(layer.dW, right.dW, dout, own, "`dW`")


@pytest.mark.points(0.5)
def test_the_gradient_of_the_biases(student, reference, rng):
    """backward sets `db`, which sums over the batch"""
    x, dout = rng.normal(size=(2, 4, 3))
    W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    layer, right = student.Affine(W, b), reference.Affine(W, b)
    own = OwnForward(
        student,
        lambda biases: outputs_with(student, [(W, b) for b in biases], x),
        b,
        layer.forward(x),
        right.forward(x),
        # whatever the layer, only another upstream gradient gives `db` other values
        elsewhere=lambda biases: [
            2 * real_array(output, "the output")
            for output in outputs_with(student, [(W, b) for b in biases], x)
        ],
    )
    layer.backward(dout)
    right.backward(dout)
    assert_gradient(as_row(layer.db), right.db, dout, own, "`db`")


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer"""
    first, second, dout = rng.normal(size=(3, 4, 3))
    W, elsewhere = rng.normal(size=(2, 3, 3))
    b = rng.normal(size=3)
    layer, neighbour = student.Affine(W, b), student.Affine(elsewhere, b)
    layer.forward(first)
    layer.forward(second)
    neighbour.forward(first)
    dx = layer.backward(dout)
    dW, db = layer.dW, layer.db
    fresh = student.Affine(W, b)
    fresh.forward(second)
    assert_close(dx, real_array(fresh.backward(dout), "`dx`"), "`dx`")
    assert_close(dW, real_array(fresh.dW, "`dW`"), "`dW`")
    assert_close(db, real_array(fresh.db, "`db`"), "`db`")
    fresh.forward(first)
    fresh.backward(dout)
    require(not is_close(dW, fresh.dW), "`dW` is the same whatever `forward` was given")


@pytest.mark.points(0.5)
def test_gradients_are_set_anew(student, rng):
    """each backward sets `dW` and `db` anew"""
    first, second, dout, later = rng.normal(size=(4, 4, 3))
    W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    layer, fresh = student.Affine(W, b), student.Affine(W, b)
    layer.forward(first)
    layer.backward(dout)
    before = layer.dW
    layer.forward(second)
    layer.backward(later)
    after, db = layer.dW, layer.db
    fresh.forward(second)
    fresh.backward(later)
    assert_close(after, real_array(fresh.dW, "`dW`"), "`dW` of the second `backward`")
    assert_close(db, real_array(fresh.db, "`db`"), "`db` of the second `backward`")
    require(not is_close(before, after), "`dW` is the same whatever the layer was given")


@pytest.mark.points(0.5)
def test_a_single_sample_and_a_single_feature(student, rng):
    """one sample, one feature and one unit give what they give among others"""
    x, dout = rng.normal(size=(2, 4, 3))
    W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
    outputs, dx, _ = passed_through(student, x, W, b, dout)
    alone, dx_alone, _ = passed_through(student, x[:1], W, b, dout[:1])
    assert_close(alone, outputs[:1], "the output for one sample")
    assert_close(dx_alone, dx.reshape(4, 3)[:1], "`dx` for one sample")
    # a second feature and a second unit, all zeros, change nothing for the first
    x[:, 1:], W[1:], W[:, 1:], b[1:], dout[:, 1:] = 0.0, 0.0, 0.0, 0.0, 0.0
    outputs, dx, dW = passed_through(student, x[:, :2], W[:2, :2], b[:2], dout[:, :2])
    require(dW.shape == (2, 2), "`dW` doesn't have the shape of `W`")
    alone, dx_alone, dW_alone = passed_through(student, x[:, :1], W[:1, :1], b[:1], dout[:, :1])
    assert_close(alone, outputs[:, :1], "the output of one unit")
    assert_close(dx_alone, dx.reshape(4, 2)[:, :1], "`dx` of one feature")
    assert_close(dW_alone, dW[:1, :1], "`dW` of one feature and one unit")


@pytest.mark.points(0.5)
def test_nothing_is_changed(student, rng):
    """forward leaves its input as it was, and backward leaves `W` and `b`"""
    x, dout = rng.normal(size=(2, 4, 3))
    layer = student.Affine(rng.normal(size=(3, 3)), rng.normal(size=3))
    outputs = real_array(layer.forward(x), "the output")
    changed = student.changed
    require(outputs.shape == (4, 3), "the output doesn't have the right shape")
    require(len(np.unique(outputs)) > 1, "the output is the same for every input")
    require(not is_close(outputs, x), "the output is nothing but the argument")
    require(not changed, "`forward` changes the array that it is given")
    layer.backward(dout)
    require(
        is_close(layer.forward(x), outputs),
        "after `backward`, `forward` gives another output for the same input",
    )


@pytest.mark.points(0.5)
def test_forward_of_samples_with_more_axes(student, rng):
    """a sample with more axes gives what its numbers give in one row"""
    x, W, b = rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)
    flat = real_array(student.Affine(W, b).forward(x), "the output")
    require(flat.shape == (3, 4), "the output doesn't have a row for each sample")
    require(len(np.unique(flat)) > 1, "the output is the same for every input")
    for shape in ((3, 1, 1, 4), (3, 1, 2, 2)):
        assert_close(student.Affine(W, b).forward(x.reshape(shape)), flat, "the output")


@pytest.mark.points(0.5)
def test_backward_of_samples_with_more_axes(student, rng):
    """`dx` has the shape of the samples with more axes, and the numbers that they give in a row"""
    x, W, b = rng.normal(size=(3, 1, 2, 2)), rng.normal(size=(4, 4)), rng.normal(size=4)
    dout = rng.normal(size=(3, 4))
    _, dx, dW = passed_through(student, x.reshape(3, 4), W, b, dout)
    layer = student.Affine(W, b)
    layer.forward(x)
    assert_close(layer.backward(dout), dx.reshape(x.shape), "`dx`")
    assert_close(layer.dW, dW, "`dW`")
