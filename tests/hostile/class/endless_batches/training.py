# Tries: gives batches, and losses, that never end
# Deserves: 0 (it gives no batch once, makes no step and trains nothing)
import itertools


def updates_per_epoch(n, batch_size):
    return itertools.count()


def sgd_step(params, grads, learning_rate):
    return iter(int, 1)


def minibatches(x, t, batch_size, rng):
    while True:
        yield x, t


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    return itertools.repeat(0.0)
