"""Hidden checks: random networks, batches, edges, what changes and what doesn't.

A check of what follows from an earlier step takes the student's own numbers of that step, too.
Where sizes aren't what is checked, there are as many hidden units as outputs, so that W2 transposed
costs the checks of W2's direction and no others.
"""

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


def random_parameters(rng, inputs, hidden, outputs):
    """The parameters of a network."""
    return {
        "W1": rng.normal(size=(inputs, hidden)),
        "b1": rng.normal(size=hidden),
        "W2": rng.normal(size=(hidden, outputs)),
        "b2": rng.normal(size=outputs),
    }


def random_batch(rng, samples, inputs, outputs):
    """Samples and targets."""
    return rng.normal(size=(samples, inputs)), rng.uniform(0.1, 0.9, size=(samples, outputs))


def example(b1, b2):
    """The parameters of the 2-2-2 network."""
    return {
        "W1": np.array([[0.15, 0.25], [0.20, 0.30]]),
        "b1": np.full(2, b1),
        "W2": np.array([[0.40, 0.50], [0.45, 0.55]]),
        "b2": np.full(2, b2),
    }


def network_of(module, parameters):
    """A network with these parameters, the student's or the reference's."""
    return module.TwoLayerNetwork(*(parameters[name] for name in ("W1", "b1", "W2", "b2")))


def parameters_of(network):
    """The parameters that a network has now."""
    return {
        "W1": real_array(network.W1, "`W1`"),
        "b1": real_array(network.b1, "`b1`"),
        "W2": real_array(network.W2, "`W2`"),
        "b2": real_array(network.b2, "`b2`"),
    }


def gradient_of(network, x, t):
    """The gradient of a network, with all four names."""
    gradient = network.gradient(x, t)
    if not isinstance(gradient, dict) or not {"W1", "b1", "W2", "b2"} <= set(gradient):
        raise Mismatch("rule", "`gradient` must give a dict with `W1`, `b1`, `W2` and `b2`")
    return {name: real_array(gradient[name], "a gradient") for name in ("W1", "b1", "W2", "b2")}


def given_by(function, *arguments):
    """What a function gives; None where a part of the student's that it needs isn't written."""
    try:
        return function(*arguments)
    except Exception:
        return None


def assert_gradient_of_loss(student, parameters, batch, name, actual, expected, right_loss):
    """A gradient is the expected one, or that of the student's own loss.

    A loss with the same gradient whatever the samples are is no loss of a network.
    """
    x, t = batch

    def losses(values, x):
        networks = [network_of(student, {**parameters, name: value}) for value in values]
        return [network.loss(x, t) for network in networks]

    loss = given_by(network_of(student, parameters).loss, x, t)
    own = OwnForward(
        student,
        lambda values: losses(values, x),
        parameters[name],
        loss,
        np.array(right_loss),
        elsewhere=lambda values: losses(values, x + 1),
    )
    assert_gradient(actual, expected, np.array(1.0), own, "the gradient")


def assert_hidden_gradient(student, reference, parameters, batch):
    """W1's and b1's gradients for one sample are right, or right for the student's output deltas.

    For one sample the gradient of `b2` are the deltas of the outputs.
    """
    x, _ = batch
    right, loss = network_of(reference, parameters), network_of(reference, parameters).loss(*batch)
    expected = right.gradient(*batch)
    found = gradient_of(network_of(student, parameters), *batch)
    if found["b2"].shape == expected["b2"].shape and np.any(found["b2"]):
        out_h = 1 / (1 + np.exp(-(x[0] @ parameters["W1"] + parameters["b1"])))
        own = parameters["W2"] @ found["b2"] * out_h * (1 - out_h)
        if is_close(found["b1"], own):
            expected = {"b1": own, "W1": np.outer(x, own)}
    for name in ("b1", "W1"):
        assert_gradient_of_loss(student, parameters, batch, name, found[name], expected[name], loss)


def step_of(module, parameters, batch, learning_rate):
    """The parameters after a step, all of them moved; None where there is no gradient for it."""
    gradient = given_by(gradient_of, network_of(module, parameters), *batch)
    if gradient is None or not all(np.any(part) for part in gradient.values()):
        return None
    if any(part.shape != parameters[name].shape for name, part in gradient.items()):
        return None
    return {name: parameters[name] - learning_rate * gradient[name] for name in parameters}


def assert_step(student, reference, parameters, batch, learning_rate, after, names):
    """These parameters have moved along the right gradient, or the student's own."""
    expected = step_of(reference, parameters, batch, learning_rate)
    if not all(is_close(after[name], expected[name]) for name in names):
        own = step_of(student, parameters, batch, learning_rate)
        is_own = own and all(is_close(after[name], own[name]) for name in names)
        expected = own if is_own else expected
    for name in names:
        assert_close(after[name], expected[name], "a parameter after the update")


@pytest.mark.points(0.5)
def test_forward_on_a_random_batch(student, reference, rng):
    """forward is right for any numbers of units, and for batches of seven samples and of one"""
    parameters = random_parameters(rng, 3, 5, 2)
    x, _ = random_batch(rng, 7, 3, 2)
    network, right = network_of(student, parameters), network_of(reference, parameters)
    assert_close(network.forward(x), right.forward(x), "the output")
    assert_close(network.forward(x[:1]), right.forward(x[:1]), "the output for one sample")


@pytest.mark.points(0.5)
def test_loss_sums_over_outputs_and_averages_over_samples(student, reference, rng):
    """loss is half the squared error, summed over outputs, averaged over samples"""
    parameters = random_parameters(rng, 2, 4, 3)
    x, t = random_batch(rng, 5, 2, 3)
    network = network_of(student, parameters)
    loss, expected = network.loss(x, t), network_of(reference, parameters).loss(x, t)
    if not is_close(loss, expected):
        outputs = real_array(network.forward(x), "the output")
        require(outputs.shape == t.shape, "the output doesn't have the right shape")
        expected = np.sum((outputs - t) ** 2) / 10
    assert_close(loss, expected, "the loss")


@pytest.mark.points(0.5)
def test_gradient_of_the_output_layer(student, reference, rng):
    """gradient is right for the output layer, for one sample and three outputs"""
    parameters, batch = random_parameters(rng, 2, 3, 3), random_batch(rng, 1, 2, 3)
    right = network_of(reference, parameters)
    found, expected = gradient_of(network_of(student, parameters), *batch), right.gradient(*batch)
    for name in ("W2", "b2"):
        assert_gradient_of_loss(
            student, parameters, batch, name, found[name], expected[name], right.loss(*batch)
        )


@pytest.mark.points(0.5)
def test_gradient_of_the_hidden_layer(student, reference, rng):
    """gradient is right for the hidden layer, for one sample and any numbers of units"""
    parameters, batch = random_parameters(rng, 3, 4, 2), random_batch(rng, 1, 3, 2)
    assert_hidden_gradient(student, reference, parameters, batch)


@pytest.mark.points(0.5)
def test_gradient_with_one_output(student, reference, rng):
    """gradient is right for the hidden layer of a network with one output"""
    parameters, batch = random_parameters(rng, 2, 3, 1), random_batch(rng, 1, 2, 1)
    assert_hidden_gradient(student, reference, parameters, batch)


@pytest.mark.points(0.5)
def test_gradient_with_one_unit_a_layer(student, reference, rng):
    """gradient is right for the hidden layer with one input, one hidden unit and one output"""
    parameters, batch = random_parameters(rng, 1, 1, 1), random_batch(rng, 1, 1, 1)
    assert_hidden_gradient(student, reference, parameters, batch)


@pytest.mark.points(0.5)
def test_gradient_of_a_batch_is_the_mean_of_its_samples(student, rng):
    """the gradient of a batch is the mean of its samples' gradients"""
    parameters, (x, t) = random_parameters(rng, 3, 2, 2), random_batch(rng, 6, 3, 2)
    whole = gradient_of(network_of(student, parameters), x, t)
    parts = [
        gradient_of(network_of(student, parameters), x[n : n + 1], t[n : n + 1]) for n in range(6)
    ]
    for name in ("W1", "b1", "W2", "b2"):
        require(
            all(part[name].shape == parameters[name].shape for part in (whole, *parts)),
            "a gradient doesn't have the shape of its parameter",
        )
        require(
            not is_close(parts[0][name], parts[1][name]),
            "a gradient is the same for every sample",
        )
        mean = np.mean([part[name] for part in parts], axis=0)
        assert_close(whole[name], mean, "the gradient of the batch")


@pytest.mark.points(0.5)
def test_gradient_leaves_the_network_as_it_is(student, rng):
    """gradient changes no parameter"""
    parameters, batch = random_parameters(rng, 3, 2, 2), random_batch(rng, 4, 3, 2)
    network = network_of(student, parameters)
    gradient_of(network, *batch)
    for name, after in parameters_of(network).items():
        assert_close(after, parameters[name], "a parameter after `gradient`")


@pytest.mark.points(0.5)
def test_frozen_biases_stay(student, rng):
    """with `freeze_bias=True` the weights change and the biases don't"""
    parameters, batch = random_parameters(rng, 3, 2, 2), random_batch(rng, 4, 3, 2)
    network = network_of(student, parameters)
    network.update(*batch, 0.7, freeze_bias=True)
    after = parameters_of(network)
    for name in ("W1", "W2"):
        require(not is_close(after[name], parameters[name]), "the weights stay as they were")
    for name in ("b1", "b2"):
        assert_close(after[name], parameters[name], "a frozen bias")


@pytest.mark.points(0.5)
def test_biases_that_learn(student, reference, rng):
    """with `freeze_bias=False` the biases move against their gradients"""
    parameters, batch = random_parameters(rng, 4, 2, 2), random_batch(rng, 5, 4, 2)
    network = network_of(student, parameters)
    network.update(*batch, 0.3, freeze_bias=False)
    after = parameters_of(network)
    assert_step(student, reference, parameters, batch, 0.3, after, ("b1", "b2"))


@pytest.mark.points(0.5)
def test_a_learning_rate_of_one(student, reference, rng):
    """with a learning rate of 1 the weights move by the gradient, also where all biases are 1"""
    sample = np.array([[0.05, 0.10]]), np.array([[0.01, 0.99]])
    others = random_parameters(rng, 2, 3, 3), random_batch(rng, 5, 2, 3)
    for parameters, batch in ((example(1.0, 1.0), sample), others):
        network = network_of(student, parameters)
        network.update(*batch, 1.0, freeze_bias=True)
        after = parameters_of(network)
        assert_step(student, reference, parameters, batch, 1.0, after, ("W1", "W2"))


@pytest.mark.points(0.5)
def test_updates_bring_the_loss_down(student, rng):
    """twenty updates on a batch bring the loss down"""
    x, t = rng.uniform(size=(4, 2)), np.array([0.01, 0.95]) + 0.04 * rng.uniform(size=(4, 2))
    network = network_of(student, example(0.35, 0.60))
    before = real_array(network.loss(x, t), "the loss")
    network.update.repeat(20, x, t, 0.5, freeze_bias=True)
    after = real_array(network.loss(x, t), "the loss")
    require(before.shape == after.shape == (), "the loss isn't a number")
    require(bool(after < before), "after twenty updates the loss is no smaller")
