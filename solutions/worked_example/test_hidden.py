"""Hidden checks: any sizes, edges, the factors of each gradient, what stays as it was."""

import numpy as np
import pytest

from grader.checks import (
    Mismatch,
    OwnForward,
    assert_close,
    assert_gradient,
    is_close,
    real_array,
    require,
)


def units_of(student, *arguments):
    """Net and out of the hidden units and of the outputs, as arrays."""
    _, _, b1, _, b2 = arguments
    units = student.feed_forward(*arguments)
    if not isinstance(units, (tuple, list)) or len(units) != 4:
        raise Mismatch("rule", "`feed_forward` must give four arrays")
    units = [real_array(unit, "a net or an out") for unit in units]
    shapes = [unit.shape for unit in units]
    require(
        shapes == [b1.shape, b1.shape, b2.shape, b2.shape],
        "a net or an out doesn't have a number for each unit",
    )
    return units


def network(rng, inputs, hidden, outputs):
    """A sample, and weights and biases."""
    sizes = ((inputs,), (inputs, hidden), (hidden,), (hidden, outputs), (outputs,))
    return [rng.normal(size=size) for size in sizes]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def given_by(function, *arguments):
    """What a function of the student's gives; None where it isn't written yet."""
    try:
        return function(*arguments)
    except Exception:
        return None


def with_one_more(matrix, row, column):
    """`matrix` with one entry larger by 1."""
    larger = np.array(matrix)
    larger[row, column] += 1
    return larger


@pytest.mark.points(0.5)
def test_hidden_layer_of_any_size(student, reference, rng):
    """`feed_forward` gives net and out of the hidden units for any numbers of units"""
    arguments = network(rng, 3, 5, 2)
    net_h, out_h, _, _ = units_of(student, *arguments)
    right = reference.feed_forward(*arguments)
    assert_close(net_h, right[0], "`net_h`")
    assert_close(out_h, right[1], "`out_h`")


@pytest.mark.points(0.5)
def test_one_unit_a_layer(student, reference, rng):
    """`feed_forward` is right with one input, one hidden unit and one output"""
    arguments = [part + 1.0 for part in rng.uniform(size=(3, 1))]
    x, b1, b2 = arguments
    W1, W2 = rng.uniform(1.0, 2.0, size=(2, 1, 1))
    found = units_of(student, x, W1, b1, W2, b2)
    for unit, right in zip(found, reference.feed_forward(x, W1, b1, W2, b2), strict=True):
        assert_close(unit, right, "a net or an out")


@pytest.mark.points(0.5)
def test_what_a_weight_adds_to_a_net(student, rng):
    """a weight that grows by 1 adds to its unit's net what comes in over it, and to no other net"""
    x, b1, b2 = np.array([0.05, 0.10]), np.array([0.35, 0.35]), np.array([0.60, 0.60])
    W1 = np.array([[0.15, 0.25], [0.20, 0.30]])
    W2 = np.array([[0.40, 0.50], [0.45, 0.55]])
    before = units_of(student, x, W1, b1, W2, b2)
    w1_larger = units_of(student, x, with_one_more(W1, 0, 0), b1, W2, b2)
    assert_close(w1_larger[0] - before[0], [x[0], 0], "the change of `net_h`")
    w5_larger = units_of(student, x, W1, b1, with_one_more(W2, 0, 0), b2)
    assert_close(w5_larger[2] - before[2], [before[1][0], 0], "the change of `net_o`")
    x, W1, b1, W2, b2 = network(rng, 2, 3, 4)
    before = units_of(student, x, W1, b1, W2, b2)
    larger = units_of(student, x, W1, b1, with_one_more(W2, 2, 1), b2)
    assert_close(larger[2] - before[2], [0, before[1][2], 0, 0], "the change of `net_o`")


@pytest.mark.points(0.5)
def test_errors_add_up(student, rng):
    """the errors add up to half the squared distance from the targets"""
    out, t = rng.uniform(0.1, 0.9, size=(2, 5))
    total = np.sum(real_array(student.errors(out, t), "the errors"))
    assert_close(total, np.sum((t - out) ** 2) / 2, "the sum of the errors")
    out, t = np.array([0.7513650695523157, 0.7729284653214626]), np.array([0.01, 0.99])
    total = np.sum(real_array(student.errors(out, t), "the errors"))
    assert_close(total, np.sum((t - out) ** 2) / 2, "the sum of the errors")


@pytest.mark.points(0.5)
def test_output_delta_with_any_outputs(student, rng):
    """`output_delta` is the derivative of the error with respect to the net, for any outputs"""
    nets, ones = rng.normal(size=6), np.ones(6)
    out = sigmoid(nets)
    t = out + np.array([0.3, -0.4, 0.2, -0.1, 0.5, -0.6])
    delta, right = student.output_delta(out, t), (out - t) * out * (1 - out)
    if not is_close(delta, right):
        own = OwnForward(
            student,
            lambda nets: student.errors.many((sigmoid(net), t) for net in nets),
            nets,
            given_by(student.errors, out, t),
            0.5 * (t - out) ** 2,
        )
        assert_gradient(delta, right, ones, own, "the delta")


@pytest.mark.points(0.5)
def test_a_saturated_output_has_no_delta(student, rng):
    """an output that is 0 or 1 has no delta, however wrong it is, and one in between has"""
    t = rng.uniform(0.3, 0.4, size=3)
    delta = real_array(student.output_delta(np.array([0.0, 0.7, 1.0]), t), "the delta")
    require(delta.shape == (3,), "the delta doesn't have the shape of the outputs")
    require(bool(abs(delta[1]) > 1e-3), "an output in between has no delta")
    require(bool(np.all(delta[[0, 2]] == 0)), "an output that is 0 or 1 has a delta")


def delta_of_own_shares(student, delta_o, W2, out_h):
    """The hidden delta from the student's own contributions; nan where they say nothing."""
    shares = given_by(student.contributions, delta_o, W2)
    elsewhere = given_by(student.contributions, delta_o + 1, 2 * W2 + 1)
    try:
        sums = np.sum(real_array(shares, "the contributions").reshape(W2.shape), axis=1)
    except (Mismatch, ValueError):
        return np.nan
    is_trivial = not np.any(sums) or is_close(elsewhere, shares)
    return np.nan if is_trivial else sums * out_h * (1 - out_h)


@pytest.mark.points(0.5)
def test_hidden_delta_of_any_size(student, rng):
    """`hidden_delta` gathers the errors of all outputs, for any numbers of units"""
    delta_o, W2, out_h = rng.normal(size=3), rng.normal(size=(4, 3)), rng.uniform(0.2, 0.8, size=4)
    delta, expected = student.hidden_delta(delta_o, W2, out_h), W2 @ delta_o * out_h * (1 - out_h)
    if not is_close(delta, expected):
        own = delta_of_own_shares(student, delta_o, W2, out_h)
        expected = own if is_close(delta, own) else expected
    assert_close(delta, expected, "the delta")


@pytest.mark.points(0.5)
def test_a_single_output(student, rng):
    """with a single output, its contributions are a column and the hidden delta comes from it"""
    delta_o, W2 = rng.uniform(0.5, 1.0, size=1), rng.uniform(0.5, 1.0, size=(3, 1))
    out_h = rng.uniform(0.2, 0.8, size=3)
    shares = W2 * delta_o
    assert_close(student.contributions(delta_o, W2), shares, "the result of `contributions`")
    delta = student.hidden_delta(delta_o, W2, out_h)
    assert_close(delta, shares[:, 0] * out_h * (1 - out_h), "the delta")


@pytest.mark.points(0.5)
def test_updated_with_a_learning_rate_of_one(student, rng):
    """with a learning rate of 1, `updated` goes against the gradient by its whole length"""
    for shape in ((4,), (3, 2)):
        w, gradient = rng.normal(size=(2, *shape))
        assert_close(student.updated(w, gradient, 1.0), w - gradient, "the result of `updated`")


@pytest.mark.points(0.5)
def test_updated_leaves_the_old_weights_alone(student, rng):
    """`updated` gives new weights and leaves the old ones as they were"""
    w, gradient = rng.normal(size=(2, 3, 2))
    again = student.updated.repeat(2, w, gradient, 0.1)
    changed = student.changed
    once, other = student.updated.many([(w, gradient, 0.1), (w, 2 * gradient, 0.1)])
    require(not is_close(once, other), "the new weights don't depend on the gradient")
    require(not changed, "`updated` changes an array that it is given")
    assert_close(again, real_array(once, "the result of `updated`"), "what a second call gives")
