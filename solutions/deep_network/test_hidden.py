"""Hidden checks: random networks of several depths, state, and many parameters."""

from itertools import pairwise

import numpy as np
import pytest

from grader.checks import (
    OwnForward,
    StudentError,
    assert_close,
    assert_gradient,
    is_close,
    real_array,
    require,
)


def preactivations(weights, biases, x):
    """Every layer's, the output last."""
    found, h = [], x
    for W, b in zip(weights, biases, strict=True):
        found.append(W @ h + b)
        h = np.maximum(found[-1], 0)
    return found


def inputs(weights, biases, x):
    """What comes into each layer."""
    return [x, *(np.maximum(f, 0) for f in preactivations(weights, biases, x)[:-1])]


def is_clear(found):
    """No preactivation is near 0, each hidden layer has units on and off, outputs of both signs.

    Where there is one unit a layer, the hidden ones are on and the output is negative.
    """
    *hidden, output = found
    is_mixed = all(len(f) == 1 or 0 < np.sum(f > 0) < len(f) for f in found)
    is_on = all(len(f) > 1 or f[0, 0] > 0 for f in hidden)
    return is_mixed and is_on and np.any(output < 0) and min(np.min(abs(f)) for f in found) > 1e-2


def random_problem(rng, *widths):
    """Weights, biases, an input and its target; drawn again until `is_clear`."""
    for _ in range(2000):
        weights = [rng.normal(size=(m, n)) for n, m in pairwise(widths)]
        biases = [rng.normal(size=(n, 1)) for n in widths[1:]]
        x, y = rng.normal(size=(widths[0], 1)), rng.normal(size=(widths[-1], 1))
        if is_clear(preactivations(weights, biases, x)):
            break
    return weights, biases, x, y


def half_squared_error(output, y):
    """The loss for an output."""
    output = real_array(output, "the output")
    require(output.shape == y.shape, "the output doesn't have the right shape")
    return float(np.sum((output - y) ** 2) / 2)


def as_lists(student, both, weights):
    """The lists `dweights` and `dbiases` of real arrays."""
    is_pair = isinstance(both, (tuple, list)) and len(both) == 2
    require(is_pair, "`backward` must give two lists, `dweights` and `dbiases`")
    layers = len(weights)
    lists = [
        list(part) if isinstance(part, np.ndarray) else student.take(part, layers) for part in both
    ]
    is_whole = all(len(part) == layers for part in lists)
    require(is_whole, "`dweights` and `dbiases` must have an entry for each layer")
    dweights, dbiases = ([real_array(entry, "a gradient") for entry in part] for part in lists)
    is_full = sum(dW.size for dW in dweights) == sum(W.size for W in weights)
    require(is_full, "`dweights` doesn't hold as many numbers as there are weights")
    return dweights, dbiases


def gradients(student, weights, biases, x, y, times=1):
    """What `backward` gives, called `times` times.

    Need of a `forward` before it, the order of the layers and biases that are no columns have
    checks of their own; here all that counts is the numbers.
    """
    network = student.DeepNetwork(weights, biases)
    try:
        both = network.backward.repeat(times, x, y)
    except StudentError:
        network.forward(x)
        both = network.backward.repeat(times, x, y)
    dweights, dbiases = as_lists(student, both, weights)
    shapes = [W.shape for W in weights]
    found = [dW.shape for dW in dweights]
    if found != shapes and found[::-1] == shapes:
        dweights, dbiases = dweights[::-1], dbiases[::-1]
    columns = [
        db.reshape(b.shape) if db.size == b.size else db
        for db, b in zip(dbiases, biases, strict=True)
    ]
    return dweights, columns


def assert_belongs(actual, expected, student, problem, place):
    """`actual` is as expected, or the gradient of the student's own loss.

    `place` says what it is the gradient of: 0 or 1 for weights or biases, and the layer.
    """
    if is_close(actual, expected):
        return
    kind, layer = place
    weights, biases, x, y = problem

    def own_loss(values, x):
        networks = []
        for value in values:
            parameters = [list(weights), list(biases)]
            parameters[kind][layer] = value
            networks.append(parameters)
        made = student.DeepNetwork.many(networks)
        return [half_squared_error(network.forward(x), y) for network in made]

    at = (weights, biases)[kind][layer]
    right = half_squared_error(preactivations(weights, biases, x)[-1], y)
    # an output with the same gradient whatever the sample is is none of a network
    own = OwnForward(
        student,
        lambda values: own_loss(values, x),
        at,
        own_loss([at], x)[0],
        right,
        elsewhere=lambda values: own_loss(values, x + 1),
    )
    assert_gradient(actual, expected, np.array(1.0), own, "the gradient")


def require_dependence(gradient, other):
    """A gradient is neither nothing nor the same for every input or target."""
    require(any(np.any(part) for part in gradient), "the gradient is zero")
    pairs = zip(gradient, other, strict=True)
    is_same = all(is_close(part, another) for part, another in pairs)
    require(not is_same, "the gradient is the same for every input or target")


def assert_same(actual, expected):
    """Two lists of gradients are the same."""
    for part, wanted in zip(actual, expected, strict=True):
        assert_close(part, wanted, "a gradient")


@pytest.mark.points(1)
@pytest.mark.parametrize(
    "widths",
    [pytest.param((3, 4, 2, 3, 2), id="source"), pytest.param((1, 1, 1, 1), id="one unit a layer")],
)
def test_forward_with_several_hidden_layers(student, reference, rng, widths):
    """forward is right with several hidden layers, and its output may be negative"""
    weights, biases, x, _ = random_problem(rng, *widths)
    output = student.DeepNetwork(weights, biases).forward(x)
    assert_close(output, reference.DeepNetwork(weights, biases).forward(x), "the output")


@pytest.mark.points(0.5)
def test_a_single_layer(student, rng):
    """a network of a single layer is linear, and has one gradient each"""
    weights, biases, x, y = random_problem(rng, 4, 3)
    output = student.DeepNetwork(weights, biases).forward(x)
    assert_close(output, weights[0] @ x + biases[0], "the output")
    dweights, _ = gradients(student, weights, biases, x, y)
    require(bool(np.any(dweights[0])), "the gradient of the weights is zero")


@pytest.mark.points(0.5)
def test_the_last_bias_gradient(student, rng):
    """the gradient of the last biases is output minus target, whatever the output's sign"""
    problem = random_problem(rng, 4, 3, 3, 3)
    weights, biases, x, y = problem
    _, dbiases = gradients(student, *problem)
    expected = preactivations(weights, biases, x)[-1] - y
    assert_belongs(dbiases[-1], expected, student, problem, (1, 2))


@pytest.mark.points(1)
def test_going_back_through_every_hidden_layer(student, rng):
    """each layer's bias gradient follows from the next one's, through weights and switches"""
    problem = random_problem(rng, 3, 4, 2, 3, 2)
    weights, biases, x, _ = problem
    found = preactivations(weights, biases, x)
    _, dbiases = gradients(student, *problem)
    for layer in (3, 2, 1):
        delta = dbiases[layer]
        require(delta.shape == biases[layer].shape, "a bias gradient has the wrong number of units")
        require(bool(np.any(delta)), "a bias gradient is zero")
        expected = weights[layer].T @ delta * (found[layer - 1] > 0)
        assert_belongs(dbiases[layer - 1], expected, student, problem, (1, layer - 1))


@pytest.mark.points(1)
def test_weight_gradients(student, reference, rng):
    """each weight gradient comes from its layer's bias gradient and its layer's input"""
    problem = random_problem(rng, 4, 3, 3, 3)
    weights, biases, x, y = problem
    dweights, dbiases = gradients(student, *problem)
    right, _ = reference.DeepNetwork(weights, biases).backward(x, y)
    for layer, h in enumerate(inputs(weights, biases, x)):
        delta = dbiases[layer]
        is_own = delta.shape == biases[layer].shape and np.any(delta)
        if not is_close(dweights[layer], right[layer]):
            expected = delta @ h.T if is_own else right[layer]
            assert_belongs(dweights[layer], expected, student, problem, (0, layer))


@pytest.mark.points(0.5)
def test_backward_needs_no_forward(student, rng):
    """backward is the same without a forward before it and after one with another input"""
    weights, biases, x, y = random_problem(rng, 3, 2, 2, 2)
    fresh, used = student.DeepNetwork.many([(weights, biases)] * 2)
    first, _ = as_lists(student, fresh.backward(x, y), weights)
    used.forward(-2 * x)
    second, _ = as_lists(student, used.backward(x, y), weights)
    assert_same(second, first)
    other, _ = as_lists(student, used.backward(-2 * x, y + 1), weights)
    require_dependence(first, other)


@pytest.mark.points(0.5)
def test_everything_stays_as_it_was(student, rng):
    """forward and backward change neither their arguments nor the network"""
    weights, biases, x, y = random_problem(rng, 2, 2, 2)
    network = student.DeepNetwork(weights, biases)
    output = real_array(network.forward(x), "the output")
    require(not student.changed, "`forward` changes the array that it is given")
    first = as_lists(student, network.backward(x, y), weights)
    require(not student.changed, "`backward` changes an array that it is given")
    again = network.forward(x)
    assert_close(again, output, "the output of the same input, asked for again,")
    second = as_lists(student, network.backward(x, y), weights)
    for part, before in zip(second, first, strict=True):
        assert_same(part, before)
    other, _ = as_lists(student, network.backward(-2 * x, y + 1), weights)
    require_dependence(first[0], other)
    require(not is_close(output, x), "the output is nothing but the input")


@pytest.mark.points(0.5)
def test_a_hundred_thousand_parameters(student, rng):
    """a network of 100,000 parameters is done in time, and holds a small one's gradient"""
    weights, biases, x, y = random_problem(rng, 3, 4, 3, 2)
    widths = (3, 310, 320, 2)
    large = [
        [np.zeros((m, n)) for n, m in pairwise(widths)],
        [np.zeros((n, 1)) for n in widths[1:]],
    ]
    for part, small in zip(large, (weights, biases), strict=True):
        for array, corner in zip(part, small, strict=True):
            array[: corner.shape[0], : corner.shape[1]] = corner
    alone, _ = gradients(student, weights, biases, x, y)
    other, _ = gradients(student, weights, biases, x, y + 1)
    require_dependence(alone, other)
    within, _ = gradients(student, *large, x, y, times=4)
    for dW, small in zip(within, alone, strict=True):
        require(dW.ndim == small.ndim == 2, "a weight gradient isn't a matrix")
        assert_close(dW[: small.shape[0], : small.shape[1]], small, "a weight gradient")
