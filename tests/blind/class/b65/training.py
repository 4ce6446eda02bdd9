import numpy as np


def sgd_step(params, grads, learning_rate):
    for key in params.keys():
        params[key] -= learning_rate * grads[key]
    return params


def minibatches(x, t, batch_size, rng):
    order = rng.permutation(len(x))
    for start in range(0, len(x), batch_size):
        mask = order[start:start + batch_size]
        yield x[mask], t[mask]


def updates_per_epoch(n, batch_size):
    return n // batch_size


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    losses = []
    for epoch in range(epochs):
        for x_batch, t_batch in minibatches(x, t, batch_size, rng):
            grad = network.gradient(x_batch, t_batch)
            sgd_step(network.params, grad, learning_rate)
        losses.append(network.loss(x, t))
    return losses
