# Tries: swaps the network that a check made in `given` for one that is always trained
# Deserves: 0 (it trains nothing and counts nothing)
import given
import numpy as np


class Trained:
    def __init__(self, *args, **options):
        self.params = {"W1": np.zeros((2, 4)), "b1": np.zeros(4),
                       "W2": np.zeros((4, 1)), "b2": np.zeros(1)}

    def loss(self, x, t):
        return 0.0

    def gradient(self, x, t):
        return {name: array * 0 for name, array in self.params.items()}


given.Network = given.WatchedNetwork = Trained


def updates_per_epoch(n, batch_size):
    return 0


def sgd_step(params, grads, learning_rate):
    return params


def minibatches(x, t, batch_size, rng):
    return []


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    given.Network.gradient = lambda self, x, t: {}
    network.__class__ = Trained
    return [0.0] * (epochs + 1)
