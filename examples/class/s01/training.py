"""s01: right; changes the parameters in place and gives lists."""

import math

import numpy as np


def sgd_step(params, grads, learning_rate):
    for name in params:
        params[name] -= learning_rate * grads[name]


def minibatches(x, t, batch_size, rng):
    indices = np.arange(x.shape[0])
    rng.shuffle(indices)
    return [
        (x[indices[i : i + batch_size]], t[indices[i : i + batch_size]])
        for i in range(0, x.shape[0], batch_size)
    ]


def updates_per_epoch(n, batch_size):
    return math.ceil(n / batch_size)


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    losses = []
    for epoch in range(epochs):
        for xb, tb in minibatches(x, t, batch_size, rng):
            sgd_step(network.params, network.gradient(xb, tb), learning_rate)
        losses.append(network.loss(x, t))
    return losses
