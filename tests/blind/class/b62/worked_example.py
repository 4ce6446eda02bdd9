import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    net_h = W1.T @ x + b1
    out_h = sigmoid(net_h)
    net_o = W2.T @ out_h + b2
    out_o = sigmoid(net_o)
    return net_h, out_h, net_o, out_o


def errors(out, t):
    return np.square(t - out)


def output_delta(out, t):
    dE_dout = -(t - out)
    dout_dnet = out * (1 - out)
    return dE_dout * dout_dnet


def contributions(delta_o, W2):
    return np.diag(delta_o) @ W2.T


def hidden_delta(delta_o, W2, out_h):
    dE_dout = W2 @ delta_o
    dout_dnet = out_h * (1 - out_h)
    return dE_dout * dout_dnet


def updated(w, gradient, learning_rate):
    return w - learning_rate * gradient
