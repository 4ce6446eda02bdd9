"""Public checks: the example of source 003, and names.

The scores log 0.3, log 0.2 and log 0.5 make the softmax (0.3, 0.2, 0.5). Where the second class is
right, the loss is -log 0.2 and its gradient with respect to the scores is (0.3, -0.8, 0.5).
"""

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


def scores():
    """The scores of the example."""
    return np.log([[0.3, 0.2, 0.5]])


def target():
    """The second class is right."""
    return np.array([[0.0, 1.0, 0.0]])


def affine_network(student, W, b):
    """An affine layer and the loss layer."""
    return student.Network([student.given.Affine(W, b)], student.given.SoftmaxWithLoss())


def sigmoid_network(student, W, b):
    """A sigmoid, an affine layer and the loss layer: for x = 0 the sigmoid gives 0.5."""
    layers = [student.given.Sigmoid(), student.given.Affine(W, b)]
    return student.Network(layers, student.given.SoftmaxWithLoss())


def gradient(network, x, t):
    """What `gradient` gives; need of a `loss` before it is checked elsewhere."""
    try:
        grads = network.gradient(x, t)
    except StudentError:
        network.loss(x, t)
        grads = network.gradient(x, t)
    require(isinstance(grads, dict), "`gradient` must give a dict")
    require(len(grads) == 2, "the dict of `gradient` must have two entries for one affine layer")
    by_shape = {real_array(array, "a gradient").ndim: array for array in grads.values()}
    require(set(by_shape) == {1, 2}, "one gradient must have the shape of W and one that of b")
    return by_shape[2], by_shape[1]


def assert_belongs(student, actual, expected, at, make, x):
    """`actual` is as expected, or the gradient of the student's own loss.

    `make` gives a network for a value of the parameter, whose value is `at` here. A loss with the
    same gradient whatever the sample is doesn't count.
    """
    if is_close(actual, expected):
        return

    def own_loss(values, x):
        return [make(value).loss(x, target()) for value in values]

    own = OwnForward(
        student,
        lambda values: own_loss(values, x),
        at,
        own_loss([at], x)[0],
        -np.log(0.2),
        elsewhere=lambda values: own_loss(values, x + 1),
    )
    assert_gradient(actual, expected, np.array(1.0), own, "a gradient")


@pytest.mark.points(0.5)
def test_predict_gives_the_scores(student):
    """predict gives the scores, before the loss layer's softmax"""
    network = sigmoid_network(student, 2 * scores(), np.zeros(3))
    assert_close(network.predict(np.zeros((1, 1))), scores(), "what `predict` gives")


@pytest.mark.points(0.5)
def test_loss_of_the_example(student):
    """loss gives the loss layer what predict gives: -log 0.2 for the example of source 003"""
    network = sigmoid_network(student, 2 * scores(), np.zeros(3))
    loss = network.loss(np.zeros((1, 1)), target())
    if not is_close(loss, -np.log(0.2)):  # with other scores, their loss
        own = real_array(network.predict(np.zeros((1, 1))), "what `predict` gives")
        require(own.shape == (1, 3), "the scores don't have the right shape")
        require(bool(np.ptp(own) > 0), "the scores are all the same")
        assert_close(loss, np.log(np.sum(np.exp(own))) - own[0, 1], "the loss")


@pytest.mark.points(0.5)
def test_names_of_the_parameters(student):
    """params holds W1, b1, W2 and b2 where a ReLU stands between two affine layers"""
    arrays = {
        "W1": np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        "b1": np.array([0.1, 0.2, 0.3]),
        "W2": np.array([[7.0, 8.0], [9.0, 10.0], [11.0, 12.0]]),
        "b2": np.array([0.4, 0.5]),
    }
    first = student.given.Affine(arrays["W1"], arrays["b1"])
    second = student.given.Affine(arrays["W2"], arrays["b2"])
    layers = [first, student.given.Relu(), second]
    params = student.Network(layers, student.given.SoftmaxWithLoss()).params
    require(isinstance(params, dict), "`params` must be a dict")
    require(set(params) == set(arrays), "`params` doesn't have the names W1, b1, W2 and b2")
    for name, array in arrays.items():
        assert_close(params[name], array, "a parameter")


@pytest.mark.points(0.5)
def test_gradient_of_one_layer(student):
    """gradient gives (0.3, -0.8, 0.5) for one affine layer where x is 1"""
    x, W, b = np.ones((1, 1)), scores(), np.zeros(3)
    dW, db = gradient(affine_network(student, W, b), x, target())
    right = np.array([0.3, -0.8, 0.5])
    assert_belongs(
        student, dW, right[np.newaxis], W, lambda other: affine_network(student, other, b), x
    )
    assert_belongs(student, db, right, b, lambda other: affine_network(student, W, other), x)


@pytest.mark.points(0.5)
def test_gradient_with_a_layer_before(student):
    """gradient gives half of it for the weights where a sigmoid before them gives 0.5"""
    x, W, b = np.zeros((1, 1)), 2 * scores(), np.zeros(3)
    dW, db = gradient(sigmoid_network(student, W, b), x, target())
    right = np.array([0.3, -0.8, 0.5])
    assert_belongs(
        student, dW, right[np.newaxis] / 2, W, lambda other: sigmoid_network(student, other, b), x
    )
    assert_belongs(student, db, right, b, lambda other: sigmoid_network(student, W, other), x)
