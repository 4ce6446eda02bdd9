"""s03: partly right; drops the last batch."""


def sgd_step(params, grads, learning_rate):
    return {name: w - learning_rate * grads[name] for name, w in params.items()}


def minibatches(x, t, batch_size, rng):
    order = rng.permutation(len(x))
    for i in range(len(x) // batch_size):
        chosen = order[i * batch_size : (i + 1) * batch_size]
        yield x[chosen], t[chosen]


def updates_per_epoch(n, batch_size):
    return n // batch_size


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    losses = []
    for _ in range(epochs):
        for x_batch, t_batch in minibatches(x, t, batch_size, rng):
            network.params = sgd_step(
                network.params, network.gradient(x_batch, t_batch), learning_rate
            )
        losses.append(network.loss(x, t))
    return losses
