import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    net_h = np.dot(x, W1) + b1
    out_h = sigmoid(net_h)
    net_o = np.dot(out_h, W2) + b2
    out_o = sigmoid(net_o)
    return net_h, out_h, net_o, out_o


def errors(out, t):
    return 0.5 * (t - out) ** 2


def output_delta(out, t):
    return (t - out) * out * (1 - out)


def contributions(delta_o, W2):
    return delta_o * W2


def hidden_delta(delta_o, W2, out_h):
    return np.dot(W2, delta_o) * out_h * (1 - out_h)


def updated(w, gradient, learning_rate):
    return w - learning_rate * gradient
