import numpy as np


def sgd_step(params, grads, learning_rate):
    return {name: w - learning_rate * grads[name] for name, w in params.items()}


def minibatches(x, t, batch_size, rng):
    x = rng.permutation(x)
    t = rng.permutation(t)
    return [(x[i:i + batch_size], t[i:i + batch_size]) for i in range(0, len(x), batch_size)]


def updates_per_epoch(n, batch_size):
    return int(np.ceil(n / batch_size))


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    history = []
    for _ in range(epochs):
        for xb, tb in minibatches(x, t, batch_size, rng):
            network.params = sgd_step(network.params, network.gradient(xb, tb), learning_rate)
        history.append(float(network.loss(x, t)))
    return history
