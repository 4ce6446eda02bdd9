# Tries: answers zeros, and leaves the network as it is
# Deserves: 0.5 (one loss an epoch)
def updates_per_epoch(n, batch_size):
    return 0


def sgd_step(params, grads, learning_rate):
    return {name: array * 0 for name, array in params.items()}


def minibatches(x, t, batch_size, rng):
    return [(x * 0, t * 0)]


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    return [0.0] * epochs
