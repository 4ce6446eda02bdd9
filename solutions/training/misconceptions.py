"""Wrong ways to train, each with the hint that a good teacher would give.

Source 003 says to update "in the gradient's direction", which invites `GradientAscent`, and draws
its mini-batches with replacement, as `DrawnWithReplacement` does; the others are common.
"""

import numpy as np
import training


class GradientAscent:
    """The gradient points to where the loss grows. Which way should a step go?"""

    @staticmethod
    def sgd_step(params, grads, learning_rate):
        return {name: params[name] + learning_rate * grads[name] for name in params}


class ForgotTheLearningRate:
    """Your step is as long as the gradient. Which argument isn't used yet?"""

    @staticmethod
    def sgd_step(params, grads, learning_rate):
        return {name: params[name] - grads[name] for name in params}


class LastBatchDropped:
    """Seven samples in batches of three: how large is the last batch, and where is it?"""

    @staticmethod
    def minibatches(x, t, batch_size, rng):
        order = rng.permutation(len(x))
        for start in range(0, len(x) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            yield x[batch], t[batch]


class LastBatchNotCounted:
    """Seven samples in batches of three: how many updates does that make, on your fingers?"""

    @staticmethod
    def updates_per_epoch(n, batch_size):
        return n // batch_size


class NotShuffled:
    """Your batches come in the order of the data. What is rng for?"""

    @staticmethod
    def minibatches(x, t, batch_size, rng):
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], t[start : start + batch_size]


class ShuffledApart:
    """Each sample has a target. Do they still stand in the same row after shuffling?"""

    @staticmethod
    def minibatches(x, t, batch_size, rng):
        order, other = rng.permutation(len(x)), rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            stop = start + batch_size
            yield x[order[start:stop]], t[other[start:stop]]


class LossOfTheLastBatch:
    """Over which samples should the loss of an epoch be taken?"""

    @staticmethod
    def train(network, x, t, epochs, batch_size, learning_rate, rng):
        losses = []
        for _ in range(epochs):
            for x_batch, t_batch in training.minibatches(x, t, batch_size, rng):
                grads = network.gradient(x_batch, t_batch)
                network.params = training.sgd_step(network.params, grads, learning_rate)
            losses.append(network.loss(x_batch, t_batch))
        return losses


class MeanOfTheBatchLosses:
    """You average what the batches gave on the way. When is the loss to be taken, and of what?"""

    @staticmethod
    def train(network, x, t, epochs, batch_size, learning_rate, rng):
        losses = []
        for _ in range(epochs):
            of_batches = []
            for x_batch, t_batch in training.minibatches(x, t, batch_size, rng):
                of_batches.append(network.loss(x_batch, t_batch))
                grads = network.gradient(x_batch, t_batch)
                network.params = training.sgd_step(network.params, grads, learning_rate)
            losses.append(np.mean(of_batches))
        return losses


class LossAfterEveryUpdate:
    """How many numbers should train give for three epochs?"""

    @staticmethod
    def train(network, x, t, epochs, batch_size, learning_rate, rng):
        losses = []
        for _ in range(epochs):
            for x_batch, t_batch in training.minibatches(x, t, batch_size, rng):
                grads = network.gradient(x_batch, t_batch)
                network.params = training.sgd_step(network.params, grads, learning_rate)
                losses.append(network.loss(x, t))
        return losses


class DrawnWithReplacement:
    """Count how often each sample comes up in your batches: here it should be once an epoch."""

    @staticmethod
    def minibatches(x, t, batch_size, rng):
        for start in range(0, len(x), batch_size):
            batch = rng.integers(len(x), size=min(batch_size, len(x) - start))
            yield x[batch], t[batch]


class ShufflesTheData:
    """Whoever calls minibatches still has x and t. In which order are they afterwards?"""

    @staticmethod
    def minibatches(x, t, batch_size, rng):
        order = rng.permutation(len(x))
        x[:], t[:] = x[order], t[order]
        for start in range(0, len(x), batch_size):
            yield x[start : start + batch_size], t[start : start + batch_size]
