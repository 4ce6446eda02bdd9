import numpy as np


def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        new[k] = params[k] - learning_rate * grads[k]
    return new


def minibatches(x, t, batch_size, rng):
    idx = np.arange(x.shape[0])
    rng.shuffle(idx)
    while len(idx) > 0:
        now, idx = idx[:batch_size], idx[batch_size:]
        yield x[now], t[now]


def updates_per_epoch(n, batch_size):
    full, rest = divmod(n, batch_size)
    return full + 1 if rest else full


def train(network, x, t, epochs, batch_size, learning_rate, rng):
    train_loss_list = []
    for i in range(epochs):
        for x_batch, t_batch in minibatches(x, t, batch_size, rng):
            grads = network.gradient(x_batch, t_batch)
            network.params = sgd_step(network.params, grads, learning_rate)
        loss = network.loss(x_batch, t_batch)
        train_loss_list.append(loss)
    return train_loss_list
