"""Public checks: a network that can be followed by hand, and shapes.

The network of the example has two inputs, two hidden units and two outputs. By hand::

    f0 = (2.5, -0.25), so the second hidden unit is off and h1 = (2.5, 0)
    f1 = (1.5, 0.5), the output; the target is (1, 1.5), so f1 - y = (0.5, -1)
"""

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


def example():
    """Weights, biases, input and target."""
    weights = [np.array([[1.0, 0.5], [-1.0, 0.25]]), np.array([[0.4, 1.0], [-0.2, 2.0]])]
    biases = [np.array([[0.5], [0.25]]), np.array([[0.5], [1.0]])]
    return weights, biases, np.array([[1.0], [2.0]]), np.array([[1.0], [1.5]])


def half_squared_error(output, y):
    """The loss for an output of the student's forward."""
    output = real_array(output, "the output")
    require(output.shape == y.shape, "the output doesn't have the right shape")
    return float(np.sum((output - y) ** 2) / 2)


def gradients(student, weights, biases, x, y):
    """The lists `dweights` and `dbiases`; need of a `forward` before is checked elsewhere."""
    network = student.DeepNetwork(weights, biases)
    try:
        both = network.backward(x, y)
    except StudentError:
        network.forward(x)
        both = network.backward(x, y)
    is_pair = isinstance(both, (tuple, list)) and len(both) == 2
    require(is_pair, "`backward` must give two lists, `dweights` and `dbiases`")
    lists = [
        list(part) if isinstance(part, np.ndarray) else student.take(part, len(weights))
        for part in both
    ]
    is_whole = all(len(part) == len(weights) for part in lists)
    require(is_whole, "`dweights` and `dbiases` must have an entry for each layer")
    return lists


def column(gradient, units):
    """A bias gradient as a column; whether it came as one is checked elsewhere."""
    array = real_array(gradient, "a bias gradient")
    return array.reshape(units, 1) if array.size == units else array


def assert_belongs(actual, expected, student, place):
    """`actual` is as expected, or the gradient of the student's own loss.

    `place` says what it is the gradient of: 0 or 1 for weights or biases, and the layer.
    """
    if is_close(actual, expected):
        return
    kind, layer = place
    weights, biases, x, y = example()

    def own_loss(values, x):
        networks = []
        for value in values:
            parameters = [list(weights), list(biases)]
            parameters[kind][layer] = value
            networks.append(parameters)
        made = student.DeepNetwork.many(networks)
        return [half_squared_error(network.forward(x), y) for network in made]

    at = (weights, biases)[kind][layer]
    # an output with the same gradient whatever the sample is doesn't count
    own = OwnForward(
        student,
        lambda values: own_loss(values, x),
        at,
        own_loss([at], x)[0],
        0.625,
        elsewhere=lambda values: own_loss(values, x + 1),
    )
    assert_gradient(actual, expected, np.array(1.0), own, "the gradient")


@pytest.mark.points(1)
def test_forward_of_the_example(student):
    """forward gives the output of the example, where one hidden unit is off"""
    weights, biases, x, _ = example()
    output = student.DeepNetwork(weights, biases).forward(x)
    assert_close(output, [[1.5], [0.5]], "the output")


@pytest.mark.points(0.5)
def test_the_last_bias_gradient_of_the_example(student):
    """the gradient of the last biases is output minus target"""
    _, dbiases = gradients(student, *example())
    assert_belongs(column(dbiases[1], 2), np.array([[0.5], [-1.0]]), student, (1, 1))


@pytest.mark.points(0.5)
def test_the_first_bias_gradient_of_the_example(student):
    """going back a layer takes the transposed weights, and the unit that was off gets nothing"""
    weights, biases, x, y = example()
    _, dbiases = gradients(student, weights, biases, x, y)
    delta = column(dbiases[1], 2)
    require(delta.shape == (2, 1), "the gradient of the last biases doesn't have two entries")
    require(bool(np.any(delta)), "the gradient of the last biases is zero")
    expected = weights[1].T @ delta * np.array([[1.0], [0.0]])
    assert_belongs(column(dbiases[0], 2), expected, student, (1, 0))


@pytest.mark.points(0.5)
def test_weight_gradients_of_the_example(student):
    """a weight's gradient is its output's bias gradient times what came in through the weight"""
    dweights, dbiases = gradients(student, *example())
    inputs = (np.array([[1.0], [2.0]]), np.array([[2.5], [0.0]]))
    right = (np.array([[0.4], [0.0]]), np.array([[0.5], [-1.0]]))
    for layer in (0, 1):
        delta = column(dbiases[layer], 2)
        is_own = delta.shape == (2, 1) and np.any(delta)
        if not is_close(dweights[layer], right[layer] @ inputs[layer].T):
            expected = (delta if is_own else right[layer]) @ inputs[layer].T
            assert_belongs(dweights[layer], expected, student, (0, layer))


@pytest.mark.points(0.5)
def test_shapes_of_every_gradient(student):
    """with 3 inputs, layers of 4, 2 and 3 units and 2 outputs, each gradient has the right shape"""
    widths = (3, 4, 2, 3, 2)
    weights = [np.full((m, n), 0.5) for n, m in pairwise(widths)]
    biases = [np.full((n, 1), 0.5) for n in widths[1:]]
    x, y = np.ones((3, 1)), np.ones((2, 1))
    dweights, dbiases = gradients(student, weights, biases, x, y)
    for W, b, dW, db in zip(weights, biases, dweights, dbiases, strict=True):
        is_weight = real_array(dW, "a weight gradient").shape == W.shape
        require(is_weight, "an entry of `dweights` doesn't have the shape of that layer's weights")
        is_bias = real_array(db, "a bias gradient").shape == b.shape
        require(is_bias, "an entry of `dbiases` isn't a column with one entry a unit")
    others, _ = gradients(student, weights, biases, x, 2 * y)
    require(not is_close(dweights[-1], others[-1]), "the gradient is the same for every target")


@pytest.mark.points(0.5)
def test_a_step_against_the_gradient_helps(student):
    """a small step of the weights against their gradient makes the error of the example smaller"""
    weights, biases, x, y = example()
    dweights, _ = gradients(student, weights, biases, x, y)
    stepped = []
    for W, dW in zip(weights, dweights, strict=True):
        array = real_array(dW, "a weight gradient")
        require(array.shape == W.shape, "a weight gradient doesn't have the shape of the weights")
        stepped.append(W - 0.01 * array)
    output = stepped[1] @ np.maximum(stepped[0] @ x + biases[0], 0) + biases[1]
    require(
        half_squared_error(output, y) < 0.625, "the step makes the error larger, or changes nothing"
    )
