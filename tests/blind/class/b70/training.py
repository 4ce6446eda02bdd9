import numpy as np
import math


def sgd_step(params: dict, grads: dict, learning_rate: float) -> dict:
    return {k: np.subtract(params[k], learning_rate * grads[k]) for k in params}


def minibatches(x, t, batch_size: int, rng: np.random.Generator):
    p = rng.permutation(len(x))
    xs, ts = x[p], t[p]
    for i in range(updates_per_epoch(len(x), batch_size)):
        part = slice(i * batch_size, (i + 1) * batch_size)
        yield xs[part], ts[part]


def updates_per_epoch(n: int, batch_size: int) -> int:
    return math.ceil(n / batch_size)


def train(network, x, t, epochs, batch_size, learning_rate, rng) -> list:
    losses = []
    lr = learning_rate
    for epoch in range(epochs):
        for xb, tb in minibatches(x, t, batch_size, rng):
            g = network.gradient(xb, tb)
            network.params = sgd_step(network.params, g, lr)
        lr *= 0.95
        losses.append(network.loss(x, t))
    return losses
