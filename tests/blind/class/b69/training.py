import numpy as np


def sgd_step(params, grads, learning_rate):
    for k in params:
        params[k] -= learning_rate * grads[k]
    return params


def minibatches(x, t, batch_size, rng):
    n = len(x)
    order = rng.permutation(n)
    for first in range(0, n, batch_size):
        last = min(first + batch_size - 1, n)
        chosen = order[first:max(last, first + 1)]
        yield x[chosen], t[chosen]


def updates_per_epoch(n, batch_size):
    return -(-n // batch_size)


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    curve = []
    while len(curve) < epochs:
        for xs, ts in minibatches(x, t, batch_size, rng):
            sgd_step(network.params, network.gradient(xs, ts), learning_rate)
        curve.append(network.loss(x, t))
    return curve
