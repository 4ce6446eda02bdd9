"""Public checks: the 2-2-2 network, its gradients, one update and 10,000 of them.

The expected numbers were computed in float64 and again with 40 digits. Some that source 004 prints
for the time after an update are others; the text above the exercise tells why.

A check of what follows from an earlier step takes your own numbers of that step, too, so that a
mistake costs its points only once.
"""

import numpy as np
import pytest

from grader.checks import (
    Mismatch,
    OwnForward,
    Tolerance,
    assert_close,
    assert_gradient,
    is_close,
    real_array,
    require,
)

X, T = ((0.05, 0.10),), ((0.01, 0.99),)
W1 = ((0.15, 0.25), (0.20, 0.30))
W2 = ((0.40, 0.50), (0.45, 0.55))

OUT_H, OUT_O = (0.5932699921071872, 0.596884378259767), (0.7513650695523157, 0.7729284653214626)
ERROR, ERROR_WITH_BIASES_OF_1 = 0.29837110876000267, 0.3500736181029452
W1_AFTER_1 = ((0.1497807161327628, 0.24975114363236958), (0.19956143226552567, 0.29950228726473915))
W2_AFTER_1 = ((0.35891647971788465, 0.5113012702387375), (0.4086661860762334, 0.5613701211079891))
ERROR_AFTER_1 = 0.29102777369359933
OUTPUTS_AFTER_10000 = ((0.015913620444, 0.984064273515),)
ERROR_AFTER_10000 = 0.0000351018778


def example(b1=0.35, b2=0.60):
    """The parameters of the example."""
    return {"W1": np.array(W1), "b1": np.full(2, b1), "W2": np.array(W2), "b2": np.full(2, b2)}


def network_of(student, parameters):
    """A network of the student's with these parameters."""
    return student.TwoLayerNetwork(*(parameters[name] for name in ("W1", "b1", "W2", "b2")))


def parameters_of(network):
    """The parameters that a network of the example has now."""
    parameters = {
        "W1": real_array(network.W1, "`W1`"),
        "b1": real_array(network.b1, "`b1`"),
        "W2": real_array(network.W2, "`W2`"),
        "b2": real_array(network.b2, "`b2`"),
    }
    require(
        [value.shape for value in parameters.values()] == [(2, 2), (2,), (2, 2), (2,)],
        "a parameter doesn't have the shape it had",
    )
    return parameters


def gradient_of(network, x, t):
    """The gradient of a network, with all four names."""
    gradient = network.gradient(np.array(x), np.array(t))
    if not isinstance(gradient, dict) or not {"W1", "b1", "W2", "b2"} <= set(gradient):
        raise Mismatch("rule", "`gradient` must give a dict with `W1`, `b1`, `W2` and `b2`")
    return {name: real_array(gradient[name], "a gradient") for name in ("W1", "b1", "W2", "b2")}


def given_by(function, *arguments):
    """What a function gives; None where a part of the student's that it needs isn't written."""
    try:
        return function(*arguments)
    except Exception:
        return None


def assert_gradient_of_loss(student, name, actual, expected):
    """A gradient is the expected one, or that of the student's own loss."""
    parameters, x, t = example(), np.array(X), np.array(T)

    def losses(values, x):
        networks = [network_of(student, {**parameters, name: value}) for value in values]
        return [network.loss(x, t) for network in networks]

    loss = given_by(network_of(student, parameters).loss, x, t)
    # a loss with the same gradient whatever the sample is doesn't count
    own = OwnForward(
        student,
        lambda values: losses(values, x),
        parameters[name],
        loss,
        np.array(ERROR),
        elsewhere=lambda values: losses(values, x + 1),
    )
    assert_gradient(actual, np.array(expected), np.array(1.0), own, "the gradient")


def outputs_with(parameters):
    """The outputs of the example with any parameters."""
    out_h = 1 / (1 + np.exp(-(np.array(X) @ parameters["W1"] + parameters["b1"])))
    return 1 / (1 + np.exp(-(out_h @ parameters["W2"] + parameters["b2"])))


def error_of(outputs):
    """Half the squared error, added up over the outputs."""
    return np.sum((outputs - np.array(T)) ** 2) / 2


def after_own_step(student):
    """The example after a step along the student's own gradient; None if it has none."""
    parameters = example()
    gradient = given_by(gradient_of, network_of(student, parameters), X, T)
    for name in ("W1", "W2"):
        if gradient is None or gradient[name].shape != (2, 2) or not np.any(gradient[name]):
            return None
        parameters[name] = parameters[name] - 0.5 * gradient[name]
    return parameters


@pytest.mark.points(0.5)
def test_forward_gives_the_outputs_of_the_example(student):
    """forward gives the two outputs of the 2-2-2 network"""
    outputs = network_of(student, example()).forward(np.array(X))
    assert_close(outputs, [OUT_O], "the output")


@pytest.mark.points(0.5)
def test_loss_gives_the_error_of_the_example(student):
    """loss gives the total error of the 2-2-2 network, with its biases and with biases of 1"""
    for parameters, expected in ((example(), ERROR), (example(1.0, 1.0), ERROR_WITH_BIASES_OF_1)):
        network = network_of(student, parameters)
        loss = network.loss(np.array(X), np.array(T))
        if not is_close(loss, expected):
            outputs = real_array(network.forward(np.array(X)), "the output")
            require(outputs.shape == (1, 2), "the output doesn't have the right shape")
            if not is_close(outputs, outputs_with(parameters)):
                expected = error_of(outputs)
        assert_close(loss, expected, "the loss")


@pytest.mark.points(0.5)
def test_gradient_of_the_output_weights(student):
    """gradient gives those of w5 to w8 and of the output biases"""
    gradient = gradient_of(network_of(student, example()), X, T)
    assert_gradient_of_loss(
        student,
        "W2",
        gradient["W2"],
        [[0.08216704056423078, -0.02260254047747506], [0.08266762784753326, -0.02274024221597821]],
    )
    deltas = [0.13849856162855698, -0.038098236516556215]
    assert_gradient_of_loss(student, "b2", gradient["b2"], deltas)


@pytest.mark.points(0.5)
def test_gradient_of_the_hidden_weights(student):
    """gradient gives those of w1 to w4 and of the hidden biases"""
    gradient = gradient_of(network_of(student, example()), X, T)
    deltas = np.array([0.008771354689486935, 0.009954254705217202])
    if gradient["b2"].shape == (2,) and np.any(gradient["b2"]):
        out_h = np.array(OUT_H)  # b2's gradient is the deltas of the outputs
        own = np.array(W2) @ gradient["b2"] * out_h * (1 - out_h)
        deltas = own if is_close(gradient["b1"], own) else deltas
    assert_gradient_of_loss(student, "b1", gradient["b1"], deltas)
    assert_gradient_of_loss(student, "W1", gradient["W1"], np.outer(X, deltas))


@pytest.mark.points(0.5)
def test_shapes_for_a_batch(student):
    """for a batch, forward gives a row a sample, loss a number, gradient the parameters' shapes"""
    x, t = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([[0.2], [0.4], [0.6]])
    shapes = {"W1": (2, 4), "b1": (4,), "W2": (4, 1), "b2": (1,)}
    network = network_of(student, {name: np.full(shape, 0.1) for name, shape in shapes.items()})
    require(real_array(network.forward(x), "the output").shape == (3, 1), "the output isn't (3, 1)")
    require(real_array(network.loss(x, t), "the loss").shape == (), "the loss isn't a number")
    gradient = gradient_of(network, x, t)
    require(
        all(gradient[name].shape == shape for name, shape in shapes.items()),
        "a gradient doesn't have the shape of its parameter",
    )


@pytest.mark.points(0.5)
def test_eight_weights_after_one_update(student):
    """one update gives the eight new weights"""
    network = network_of(student, example())
    network.update(np.array(X), np.array(T), 0.5, freeze_bias=True)
    after, expected = parameters_of(network), {"W1": np.array(W1_AFTER_1), "W2": W2_AFTER_1}
    if not all(is_close(after[name], expected[name]) for name in ("W1", "W2")):
        own = after_own_step(student)
        is_own = own and all(is_close(after[name], own[name]) for name in ("W1", "W2"))
        expected = own if is_own else expected
    assert_close(after["W1"], expected["W1"], "`W1`")
    assert_close(after["W2"], expected["W2"], "`W2`")


@pytest.mark.points(0.5)
def test_error_after_one_update(student):
    """one update brings the error down to 0.291027773694"""
    network, x, t = network_of(student, example()), np.array(X), np.array(T)
    before = given_by(network.loss, x, t)
    network.update(x, t, 0.5, freeze_bias=True)
    error, expected = error_of(outputs_with(parameters_of(network))), ERROR_AFTER_1
    if is_close(before, ERROR):  # a loss that was right: then its word counts
        error = network.loss(x, t)
    if not is_close(error, expected) and (own := after_own_step(student)):
        own_error = error_of(outputs_with(own))
        expected = own_error if is_close(error, own_error) else expected
    assert_close(error, expected, "the error")


@pytest.mark.points(0.5)
def test_10000_updates(student):
    """10,000 updates bring the outputs to 0.0159136 and 0.9840643 and the error to 0.0000351"""
    network = network_of(student, example())
    network.update.repeat(10000, np.array(X), np.array(T), 0.5, freeze_bias=True)
    outputs = outputs_with(parameters_of(network))
    within = Tolerance(relative=0.0, absolute=1e-7)
    assert_close(outputs, OUTPUTS_AFTER_10000, "the output", within)
    assert_close(error_of(outputs), ERROR_AFTER_10000, "the error", Tolerance(relative=1e-6))
