import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    net_h = x @ W1 + b1
    out_h = sigmoid(net_h)
    net_o = out_h @ W2 + b2
    return net_h, out_h, net_o, sigmoid(net_o)


def errors(out, t):
    difference = out - t
    return difference * difference / 2


def output_delta(out, t):
    slope = out * (1 - out)
    return (out - t) * slope


def contributions(delta_o, W2):
    return W2 * delta_o[np.newaxis, :]


def hidden_delta(delta_o, W2, out_h):
    slope = out_h * (1 - out_h)
    return np.sum(contributions(delta_o, W2), axis=1) * slope


def updated(w, gradient, learning_rate):
    w -= learning_rate * gradient
    return w
