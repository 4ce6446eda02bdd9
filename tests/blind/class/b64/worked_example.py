import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    net_h = np.matmul(x, W1) + b1
    out_h = sigmoid(net_h)
    net_o = np.matmul(out_h, W2) + b2
    out_o = sigmoid(net_o)
    return net_h, out_h, net_o, out_o


def errors(out, t):
    return (t - out) ** 2 / 2


def output_delta(out, t):
    return (out - t) * out * (1.0 - out)


def contributions(delta_o, W2):
    share = W2 / W2.sum(axis=0)
    return share * delta_o


def hidden_delta(delta_o, W2, out_h):
    return (W2 * delta_o).sum(axis=1) * out_h * (1.0 - out_h)


def updated(w, gradient, learning_rate):
    return np.subtract(w, learning_rate * gradient)
