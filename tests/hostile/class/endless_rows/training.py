# Tries: gives arrays of 2^31 empty rows, for a check to go through one by one
# Deserves: 0 (none of it is right)
import numpy as np

EMPTY = np.zeros((2**31 - 1, 0))


def updates_per_epoch(n, batch_size):
    return EMPTY


def sgd_step(params, grads, learning_rate):
    return {name: EMPTY for name in params}


def minibatches(x, t, batch_size, rng):
    return [(EMPTY, EMPTY)] * 2


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    network.params = {name: EMPTY for name in network.params}
    return [np.zeros((2**20, 0))] * 1000
