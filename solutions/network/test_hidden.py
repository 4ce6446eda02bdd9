"""Hidden checks: longer networks, batches, changes in place, state, another kind of layer."""

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

LONG = ("Affine", "Relu", "Affine", "Sigmoid", "Affine")
SHORT = ("Affine", "Sigmoid", "Affine")


def random_parameters(rng, count, width=3):
    """W1, b1, ... of affine layers of `width` inputs and outputs."""
    arrays = {}
    for number in range(1, count + 1):
        arrays[f"W{number}"] = rng.normal(size=(width, width))
        arrays[f"b{number}"] = rng.normal(size=width)
    return arrays


def random_batch(rng, size, width=3):
    """Samples and one-hot targets."""
    return rng.normal(size=(size, width)), np.eye(width)[rng.integers(width, size=size)]


def build(module, layers, kinds, arrays):
    """A network of `module` with new layers of these kinds."""
    made = []
    numbers = iter(range(1, len(kinds) + 1))
    for kind in kinds:
        if kind in ("Affine", "Scale"):
            number = next(numbers)
            made.append(getattr(layers, kind)(arrays[f"W{number}"], arrays[f"b{number}"]))
        else:
            made.append(getattr(layers, kind)())
    return module.Network(made, layers.SoftmaxWithLoss())


def build_student(student, kinds, arrays):
    """The student's network."""
    return build(student, student.given, kinds, arrays)


def params_of(network):
    """The dict `params`."""
    params = network.params
    require(isinstance(params, dict), "`params` must be a dict")
    return params


def own_names(network, arrays):
    """The student's name for each parameter; other names than the right ones are checked elsewhere.

    A parameter is known by its values.
    """
    params = params_of(network)
    names = {}
    for name, right in arrays.items():
        found = [own for own, array in params.items() if is_close(array, right)]
        require(bool(found), "`params` doesn't hold the arrays of every layer with parameters")
        names[name] = found[0]
    return names


def gradient(network, arrays, x, t):
    """What `gradient` gives; need of a `loss` before it, and names, are checked elsewhere."""
    try:
        grads = network.gradient(x, t)
    except StudentError:
        network.loss(x, t)
        grads = network.gradient(x, t)
    require(isinstance(grads, dict), "`gradient` must give a dict")
    if set(grads) != set(arrays):
        names = own_names(network, arrays)
        is_whole = set(grads) == set(names.values())
        require(is_whole, "the dict of `gradient` doesn't have the names of the parameters")
        grads = {name: grads[own] for name, own in names.items()}
    return {name: real_array(array, "a gradient") for name, array in grads.items()}


def assert_belongs(actual, expected, student, name, arrays, batch, right_loss):
    """`actual` is as expected, or the gradient of the student's own loss with respect to `name`.

    A loss with the same gradient whatever the samples are is no loss of a network.
    """
    if is_close(actual, expected):
        return

    x, t = batch

    def own_loss(values, x):
        networks = [build_student(student, LONG, {**arrays, name: value}) for value in values]
        return [network.loss(x, t) for network in networks]

    own = OwnForward(
        student,
        lambda values: own_loss(values, x),
        arrays[name],
        own_loss([arrays[name]], x)[0],
        right_loss,
        elsewhere=lambda values: own_loss(values, x + 1),
    )
    assert_gradient(actual, expected, np.array(1.0), own, "a gradient")


def assert_same_gradient(actual, expected):
    """Two gradients are the same."""
    for name, array in expected.items():
        assert_close(actual[name], array, "a gradient")


def require_difference(gradient, other):
    """Another batch has another gradient."""
    is_same = all(is_close(array, other[name]) for name, array in gradient.items())
    require(not is_same, "the gradient is the same for every batch")


@pytest.mark.points(0.5)
def test_predict_of_a_long_network(student, reference, given, rng):
    """predict goes through all layers in their order"""
    arrays = random_parameters(rng, 3)
    x, _ = random_batch(rng, 5)
    found = build_student(student, LONG, arrays).predict(x)
    assert_close(found, build(reference, given, LONG, arrays).predict(x), "what `predict` gives")


@pytest.mark.points(0.5)
def test_loss_of_a_batch(student, reference, given, rng):
    """loss is what the loss layer makes of the scores and labels of a batch"""
    arrays = random_parameters(rng, 2)
    x, _ = random_batch(rng, 5)
    labels = rng.integers(3, size=5)
    network = build_student(student, SHORT, arrays)
    loss = network.loss(x, labels)
    if not is_close(loss, build(reference, given, SHORT, arrays).loss(x, labels)):
        own = real_array(network.predict(x), "what `predict` gives")
        require(own.shape == (5, 3), "the scores don't have the right shape")
        require(len(np.unique(own)) > 1, "the scores are all the same")
        require(not is_close(own, x), "the scores are nothing but the input")
        assert_close(loss, given.SoftmaxWithLoss().forward(own, labels), "the loss")


@pytest.mark.points(1)
@pytest.mark.parametrize(
    "size", [pytest.param(1, id="one sample"), pytest.param(6, id="six samples")]
)
def test_gradient_of_a_long_network(student, reference, given, rng, size):
    """gradient goes back through all layers and has each parameter's gradient"""
    arrays = random_parameters(rng, 3)
    x, t = random_batch(rng, size)
    right = build(reference, given, LONG, arrays)
    expected = right.gradient(x, t)
    found = gradient(build_student(student, LONG, arrays), arrays, x, t)
    for name, array in expected.items():
        assert_belongs(found[name], array, student, name, arrays, (x, t), right.loss(x, t))


@pytest.mark.points(1)
def test_a_change_in_place_reaches_everything(student, rng):
    """a parameter changed in place through params has changed for predict, loss and gradient"""
    arrays = random_parameters(rng, 2)
    x, t = random_batch(rng, 4)
    network = build_student(student, SHORT, arrays)
    names = own_names(network, arrays)
    for name, amount in (("W1", 0.5), ("b2", np.array([0.25, -0.5, 1.0]))):
        before = network.predict(x)
        student.given.add_in_place(network, names[name], amount)
        arrays[name] = arrays[name] + amount
        fresh = build_student(student, SHORT, arrays)
        expected = real_array(fresh.predict(x), "what `predict` gives")
        require(not is_close(before, expected), "the scores are the same for every parameter")
        assert_close(network.predict(x), expected, "what `predict` gives after the change")
        loss = real_array(fresh.loss(x, t), "the loss")
        assert_close(network.loss(x, t), loss, "what `loss` gives after the change")
        assert_same_gradient(gradient(network, arrays, x, t), gradient(fresh, arrays, x, t))


@pytest.mark.points(0.5)
def test_gradient_makes_its_own_forward_pass(student, rng):
    """gradient needs no loss before it, and one of another batch does it no harm"""
    arrays = random_parameters(rng, 2)
    x, t = random_batch(rng, 4)
    other_x, other_t = -x, t[:, ::-1].copy()
    prepared, used, fresh = (build_student(student, SHORT, arrays) for _ in range(3))
    prepared.loss(x, t)
    expected = gradient(prepared, arrays, x, t)
    used.loss(other_x, other_t)
    assert_same_gradient(gradient(used, arrays, x, t), expected)
    used.predict(other_x)
    assert_same_gradient(gradient(used, arrays, x, t), expected)
    require_difference(gradient(used, arrays, other_x, other_t), expected)
    require(isinstance(fresh.gradient(x, t), dict), "`gradient` must give a dict")
    assert_same_gradient(gradient(fresh, arrays, x, t), expected)


@pytest.mark.points(0.5)
def test_another_kind_of_layer(student, rng):
    """a layer of another kind that has `W` and `b` counts as well, in params and in gradient"""
    arrays = random_parameters(rng, 2)
    arrays["W2"] = rng.normal(size=3)
    x, t = random_batch(rng, 4)
    network = build_student(student, ("Affine", "Scale", "Sigmoid"), arrays)
    params = params_of(network)
    require(set(params) == set(arrays), "`params` doesn't have the right names")
    for name, array in arrays.items():
        assert_close(params[name], array, "a parameter")
    grads = gradient(network, arrays, x, t)
    for name, array in arrays.items():
        require(grads[name].shape == array.shape, "a gradient doesn't have its parameter's shape")


@pytest.mark.points(0.5)
def test_a_network_keeps_to_itself(student, rng):
    """a network doesn't touch what it is given, nor another network beside it"""
    arrays, others = random_parameters(rng, 2), random_parameters(rng, 2)
    x, t = random_batch(rng, 4)
    network = build_student(student, SHORT, arrays)
    scores = network.predict(x)
    require(not student.changed, "`predict` changes the array that it is given")
    network.loss(x, t)
    require(not student.changed, "`loss` changes an array that it is given")
    gradient(network, arrays, x, t)
    require(not student.changed, "`gradient` changes an array that it is given")
    neighbour = build_student(student, SHORT, others)
    neighbour.loss(-x, t)
    assert_close(network.predict(x), real_array(scores, "the scores"), "what `predict` gives again")
    own_names(network, arrays)
    own_names(neighbour, others)
