import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    net_h = x @ W1 + b1
    net_o = net_h @ W2 + b2
    out_h, out_o = sigmoid(net_h), sigmoid(net_o)
    return net_h, out_h, net_o, out_o


def errors(out, t):
    return 1 / 2 * (t - out) ** 2


def output_delta(out, t):
    return (out - t) * (out - out**2)


def contributions(delta_o, W2):
    return np.einsum("o,ho->ho", delta_o, W2)


def hidden_delta(delta_o, W2, out_h):
    return np.einsum("o,ho->h", delta_o, W2) * (out_h - out_h**2)


def updated(w, gradient, learning_rate):
    return w + learning_rate * gradient
