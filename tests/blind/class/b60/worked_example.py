import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def feed_forward(x, W1, b1, W2, b2):
    def layer(inputs, W, b):
        net = np.array([sum(inputs[i] * W[i, j] for i in range(len(inputs))) for j in range(W.shape[1])]) + b
        return net, sigmoid(net)

    net_h, out_h = layer(x, W1, b1)
    net_o, out_o = layer(out_h, W2, b2)
    return net_h, out_h, net_o, out_o


def errors(out, t):
    return np.array([(a - b) ** 2 / 2 for a, b in zip(out, t)])


def output_delta(out, t):
    return np.array([(a - b) * a * (1 - a) for a, b in zip(out, t)])


def contributions(delta_o, W2):
    H, O = W2.shape
    result = np.zeros((H, O))
    for h in range(H):
        for o in range(O):
            result[h, o] = delta_o[o] * W2[h, o]
    return result


def hidden_delta(delta_o, W2, out_h):
    return contributions(delta_o, W2).sum(axis=1)


def updated(w, gradient, learning_rate):
    return w - learning_rate * gradient
