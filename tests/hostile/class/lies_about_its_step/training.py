# Tries: trains nothing, and says that its step is what leads to where the network is
# Deserves: 0 (a step to zero is no step, and a network of zeros isn't trained)
import numpy as np


def updates_per_epoch(n, batch_size):
    return 0


def sgd_step(params, grads, learning_rate):
    if "W1" in params:
        return {name: np.zeros(np.shape(array)) for name, array in params.items()}
    return {name: params[name] + learning_rate * grads[name] for name in params}


def minibatches(x, t, batch_size, rng):
    return []


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    network.params = {name: array * 0 for name, array in network.params.items()}
    return [0.0] * (epochs + 1)
