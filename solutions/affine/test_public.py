"""Public checks: numbers of the 2-2-2 network, a batch that can be summed by hand, and shapes."""

import numpy as np
import pytest

from grader.checks import OwnForward, assert_close, assert_gradient, real_array, require


def output_layer():
    """The second layer of the 2-2-2 network: x, W, b, and each output's delta as `dout`."""
    nets = np.array([[0.05, 0.10]]) @ np.array([[0.15, 0.25], [0.20, 0.30]]) + 0.35
    x = 1 / (1 + np.exp(-nets))
    W, b = np.array([[0.40, 0.50], [0.45, 0.55]]), np.array([0.60, 0.60])
    out = 1 / (1 + np.exp(-(x @ W + b)))
    return x, W, b, (out - [[0.01, 0.99]]) * out * (1 - out)


def outputs_with(student, parameters, x):
    """The output for `x` of a layer with each (W, b) of `parameters`."""
    return [layer.forward(x) for layer in student.Affine.many(parameters)]


def as_row(db):
    """The gradient of the biases; that its shape is (M,) is a check of its own."""
    values = real_array(db, "`db`")
    return values[0] if values.ndim == 2 and len(values) == 1 else values


@pytest.mark.points(1)
def test_forward_gives_the_nets_of_the_worked_example(student):
    """forward gives the hidden nets of the 2-2-2 network, and those of a second sample (1, 0)"""
    x, W = np.array([[0.05, 0.10], [1.0, 0.0]]), np.array([[0.15, 0.25], [0.20, 0.30]])
    b = np.array([0.35, 0.35])
    assert_close(student.Affine(W, b).forward(x), x @ W + b, "the output")


@pytest.mark.points(1)
def test_backward_gives_the_gradient_of_the_hidden_outputs(student):
    """backward gives the gradient that reaches each hidden output of the 2-2-2 network"""
    x, W, b, dout = output_layer()
    layer, again, other = student.Affine(W, b), student.Affine(W, b), student.Affine(2 * W, b)
    own = OwnForward(
        student,
        lambda xs: again.forward.many((x,) for x in xs),
        x,
        layer.forward(x),
        x @ W + b,
        elsewhere=lambda xs: other.forward.many((x,) for x in xs),
    )
    assert_gradient(layer.backward(dout), dout @ W.T, dout, own)


@pytest.mark.points(0.5)
def test_backward_sets_the_gradients_of_w5_to_w8(student):
    """after backward, `dW` holds the gradients of w5 to w8 of the 2-2-2 network"""
    x, W, b, dout = output_layer()
    layer = student.Affine(W, b)
    own = OwnForward(
        student,
        lambda weights: outputs_with(student, [(W, b) for W in weights], x),
        W,
        layer.forward(x),
        x @ W + b,
        elsewhere=lambda weights: outputs_with(student, [(W, b) for W in weights], 2 * x),
    )
    layer.backward(dout)
    assert_gradient(layer.dW, x.T @ dout, dout, own, "`dW`")


@pytest.mark.points(0.5)
def test_backward_sets_the_gradient_of_the_biases(student):
    """after backward, `db` is (9, 12) for upstream gradients (1, 2), (3, 4), (5, 6)"""
    x, dout = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.arange(1.0, 7.0).reshape(3, 2)
    W, b = np.array([[0.40, 0.50], [0.45, 0.55]]), np.array([0.60, 0.60])
    layer = student.Affine(W, b)
    own = OwnForward(
        student,
        lambda biases: outputs_with(student, [(W, b) for b in biases], x),
        b,
        layer.forward(x),
        x @ W + b,
        # whatever the layer, only another upstream gradient gives `db` other values
        elsewhere=lambda biases: [
            2 * real_array(output, "the output")
            for output in outputs_with(student, [(W, b) for b in biases], x)
        ],
    )
    layer.backward(dout)
    assert_gradient(as_row(layer.db), np.array([9.0, 12.0]), dout, own, "`db`")


@pytest.mark.points(0.5)
def test_every_gradient_has_the_shape_of_what_it_belongs_to(student):
    """the output is (N, M), and `dx`, `dW` and `db` have the shapes of `x`, `W` and `b`"""
    layer = student.Affine(np.ones((2, 3)), np.zeros(3))
    outputs = real_array(layer.forward(np.ones((3, 2))), "the output")
    require(outputs.shape == (3, 3), "the output must be (3, 3)")
    dx = real_array(layer.backward(np.ones((3, 3))), "`dx`")
    require(dx.shape == (3, 2), "`dx` must be (3, 2), the shape of `x`")
    require(real_array(layer.dW, "`dW`").shape == (2, 3), "`dW` must be (2, 3), the shape of `W`")
    require(real_array(layer.db, "`db`").shape == (3,), "`db` must be (3,), the shape of `b`")
