"""Hidden checks: random batches, extremes, labels, the upstream gradient, state."""

import numpy as np
import pytest

from grader.checks import (
    Mismatch,
    OwnForward,
    StudentError,
    Tolerance,
    assert_close,
    assert_gradient,
    is_close,
    real_array,
    require,
)

WITH_1E_7_IN_THE_LOGARITHM = Tolerance(relative=1e-5)


def one_hot(labels, classes):
    """A row for each label, 1 at its place and 0 elsewhere."""
    return np.eye(classes)[labels]


def probabilities(student, x):
    """The student's own softmax, which depends on `x` and isn't just that."""
    y = real_array(student.softmax(x), "what `softmax` gives")
    require(y.shape == x.shape, "what `softmax` gives doesn't have the shape of its argument")
    require(len(np.unique(y)) > 1, "what `softmax` gives is the same for every input")
    require(not is_close(y, x), "what `softmax` gives is nothing but the argument")
    return y


def own_gradient(student, x, t):
    """(y - t) / N with the student's own softmax; None if that is trivial.

    Asked for before the layer is: what is said of it afterwards could be made to fit.
    """
    try:
        y, doubled = probabilities(student, x), probabilities(student, 2 * x)
    except (StudentError, Mismatch):
        return None
    is_trivial = is_close(doubled, 2 * y) or is_close(doubled, y)
    return None if is_trivial else (y - t) / len(x)


def own_loss(student, x, t):
    """The student's own error of the student's own softmax; None if it doesn't depend on `x`.

    Asked for before the layer is, too.
    """
    try:
        y, doubled = probabilities(student, x), probabilities(student, 2 * x)
        errors = student.cross_entropy_error.many([(y, t), (doubled, t)])
        right = real_array(errors[0], "the error")
    except (StudentError, Mismatch):
        return None
    return None if is_close(errors[1], right) else right


def gradient_of(student, x, t, dout):
    """The student's own `dx`, which has a row for each sample and depends on the target."""
    layer = student.SoftmaxWithLoss()
    layer.forward(x, t)
    dx = real_array(layer.backward(dout), "`dx`")
    require(dx.shape == x.shape, "`dx` doesn't have the shape of the scores")
    require(len(np.unique(dx)) > 1, "`dx` is the same for every input")
    return dx


@pytest.mark.points(0.5)
def test_softmax_of_any_scores(student, reference, rng):
    """softmax is right on a batch of any scores"""
    x = rng.normal(size=(5, 4))
    assert_close(student.softmax(x), reference.softmax(x), "what `softmax` gives")


@pytest.mark.points(0.5)
def test_large_scores(student, rng):
    """the same number added to every score changes neither the probabilities nor the gradient"""
    x, t = rng.uniform(-2, 2, size=(4, 4)), one_hot([2, 0, 3, 0], 4)
    y, above = probabilities(student, x), x + 1000
    # the powers of -741 are the last few that float64 has above 0, and have hardly a digit
    far_below, far_above = student.softmax(x - 741), student.softmax(above)
    assert_close(far_above, y, "what `softmax` gives far above 0")
    assert_close(far_below, y, "what `softmax` gives far below 0")
    dx = gradient_of(student, x, t, 1)
    assert_close(gradient_of(student, above, t, 1), dx, "`dx` far above 0")


@pytest.mark.points(0.5)
def test_samples_with_scores_far_apart(student, rng):
    """one sample's scores far below another's are no harm"""
    x = rng.uniform(-2, 2, size=(4, 4)) - [[0.0], [2000.0], [1000.0], [1.0]]
    y = real_array(student.softmax(x), "what `softmax` gives")
    require(y.shape == x.shape, "what `softmax` gives doesn't have the shape of the scores")
    require(bool(np.all(np.isfinite(y))), "what `softmax` gives holds nan or infinity")
    require(bool(np.all((y >= 0) & (y <= 1))), "a probability isn't between 0 and 1")
    require(len(np.unique(y)) > 1, "the probabilities are the same for every input")


@pytest.mark.points(0.5)
def test_cross_entropy_error_of_any_batch(student, reference, rng):
    """`cross_entropy_error` is right on a batch of any probabilities"""
    y, t = rng.uniform(1, 3, size=(5, 4)), one_hot([1, 3, 0, 2, 1], 4)
    y /= y.sum(axis=1, keepdims=True)
    error, right = student.cross_entropy_error(y, t), reference.cross_entropy_error(y, t)
    assert_close(error, right, "the error", WITH_1E_7_IN_THE_LOGARITHM)


@pytest.mark.points(0.5)
def test_cross_entropy_error_of_labels(student, rng):
    """`cross_entropy_error` gives the same for labels as for one-hot targets"""
    labels, others = np.array([2, 0, 3, 3]), np.array([1, 3, 0, 2])
    y = np.array([[0.1, 0.2, 0.3, 0.4]] * 4) + rng.uniform(0, 0.05, size=(4, 4))
    y /= y.sum(axis=1, keepdims=True)
    error = student.cross_entropy_error(y, one_hot(labels, 4))
    same = student.cross_entropy_error(y, labels)
    other = student.cross_entropy_error(y, others)
    right = real_array(error, "the error")
    assert_close(same, right, "the error for labels", WITH_1E_7_IN_THE_LOGARITHM)
    require(not is_close(same, other), "the error is the same for every label")


@pytest.mark.points(0.5)
def test_a_probability_of_zero(student):
    """`cross_entropy_error` stays finite where a probability is exactly 0"""
    t = np.array([[1.0, 0.0, 0.0]])
    nearly, wrong, right = (
        student.cross_entropy_error(np.array(y), t)
        for y in ([[1e-30, 0.4, 0.6]], [[0.0, 1.0, 0.0]], [[1.0, 0.0, 0.0]])
    )
    errors = real_array([right, nearly, wrong], "the error")
    require(errors.shape == (3,), "the error isn't one number")
    require(bool(np.all(np.isfinite(errors))), "the error is nan or infinite")
    require(
        bool(np.all(errors[1:] > errors[0] + 1)),
        "the error isn't larger where the right class got nothing than where it got all",
    )


@pytest.mark.points(0.5)
def test_the_loss_of_any_batch(student, reference, rng):
    """forward gives the error of the softmax, on a batch of any scores"""
    x, t = rng.uniform(-1, 1, size=(4, 4)), one_hot([3, 1, 1, 0], 4)
    own = own_loss(student, x, t)
    loss, right = student.SoftmaxWithLoss().forward(x, t), reference.SoftmaxWithLoss().forward(x, t)
    try:
        assert_close(loss, right, "the loss", WITH_1E_7_IN_THE_LOGARITHM)
    except Mismatch as mismatch:
        if mismatch.kind != "value" or own is None or not is_close(loss, own):
            raise
        student.carry("softmax", "cross_entropy_error")


@pytest.mark.points(1)
def test_the_gradient_of_any_batch(student, reference, rng):
    """backward gives the gradient of the loss, on a batch of any scores"""
    x, t = rng.uniform(-0.5, 0.5, size=(5, 4)), one_hot([0, 2, 3, 1, 2], 4)
    shift = rng.uniform(-1, 1, size=(5, 4))
    dx_of_own_softmax = own_gradient(student, x, t)
    layer, again = student.SoftmaxWithLoss(), student.SoftmaxWithLoss()
    y = reference.softmax(x)
    own = OwnForward(
        student,
        lambda xs: again.forward.many((x, t) for x in xs),
        x,
        layer.forward(x, t),
        -np.mean(np.log(y[t == 1])),  # to the last digit: 1e-7 in the logarithm shows in `dx`, too
        elsewhere=lambda xs: again.forward.many((x + shift, t) for x in xs),
    )
    dx = layer.backward(1)
    try:
        assert_gradient(dx, (y - t) / len(x), np.array(1.0), own)
    except Mismatch as mismatch:
        is_own = dx_of_own_softmax is not None and is_close(dx, dx_of_own_softmax)
        if mismatch.kind != "value" or not is_own:
            raise
        student.carry("softmax")


@pytest.mark.points(0.5)
def test_backward_multiplies_the_upstream_gradient(student, rng):
    """backward multiplies the gradient with `dout`"""
    x, t = rng.normal(size=(3, 3)), one_hot([0, 2, 1], 3)
    dx = gradient_of(student, x, t, 1)
    assert_close(gradient_of(student, x, t, 2.5), 2.5 * dx, "`dx` for another `dout`")


@pytest.mark.points(0.5)
def test_labels_as_targets(student, rng):
    """the layer gives the same loss and gradient for labels as for one-hot targets"""
    x, labels = rng.uniform(-1, 1, size=(4, 4)), np.array([3, 0, 2, 2])
    targets = one_hot(labels, 4)
    loss = real_array(student.SoftmaxWithLoss().forward(x, targets), "the loss")
    dx = gradient_of(student, x, targets, 1)
    same = student.SoftmaxWithLoss().forward(x, labels)
    assert_close(same, loss, "the loss for labels", WITH_1E_7_IN_THE_LOGARITHM)
    assert_close(gradient_of(student, x, labels, 1), dx, "`dx` for labels")


@pytest.mark.points(0.5)
def test_backward_belongs_to_the_last_forward(student, rng):
    """backward belongs to the last forward of the same layer, however often it is asked"""
    first, second = rng.normal(size=(2, 3, 3))
    t, other = one_hot([0, 2, 1], 3), one_hot([2, 0, 0], 3)
    layer, neighbour = student.SoftmaxWithLoss(), student.SoftmaxWithLoss()
    layer.forward(first, other)
    layer.forward(second, t)
    neighbour.forward(first, other)
    dx, again = layer.backward(1), layer.backward(1)
    expected = gradient_of(student, second, t, 1)
    assert_close(dx, expected, "`dx`")
    assert_close(again, expected, "`dx` of a second `backward`")
    require(not is_close(neighbour.backward(1), dx), "`dx` is the same whatever `forward` got")


@pytest.mark.points(0.5)
def test_nothing_is_changed(student, rng):
    """softmax, `cross_entropy_error` and forward leave their arguments as they were"""
    x, t = rng.normal(size=(3, 3)), one_hot([1, 0, 2], 3)
    y = real_array(student.softmax(x), "what `softmax` gives")
    changed = student.changed
    require(y.shape == x.shape, "what `softmax` gives doesn't have the shape of its argument")
    require(len(np.unique(y)) > 1, "what `softmax` gives is the same for every input")
    require(not changed, "`softmax` changes the array that it is given")
    error = real_array(student.cross_entropy_error(np.full((3, 3), 1 / 3), t), "the error")
    require(not student.changed, "`cross_entropy_error` changes an array that it is given")
    loss = real_array(student.SoftmaxWithLoss().forward(x, t), "the loss")
    require(not student.changed, "`forward` changes an array that it is given")
    require(not is_close(error, loss), "the loss is the same for every input")
