import numpy as np


def sgd_step(params, grads, learning_rate):
    for name, g in grads.items():
        params[name] = params[name] - learning_rate * g
    return params


def minibatches(x, t, batch_size, rng):
    perm = rng.permutation(x.shape[0])
    batches = []
    for k in range(x.shape[0] // batch_size):
        rows = perm[k * batch_size:(k + 1) * batch_size]
        batches.append((x[rows], t[rows]))
    return batches


def updates_per_epoch(n, batch_size):
    return (n + batch_size - 1) // batch_size


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    losses = []
    for _ in range(epochs):
        for bx, bt in minibatches(x, t, batch_size, rng):
            sgd_step(network.params, network.gradient(bx, bt), learning_rate)
            losses.append(network.loss(x, t))
    return losses
