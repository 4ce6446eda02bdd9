"""Wrong ways to write the network, each with the hint that a good teacher would give.

`UpdatedOutputWeights` is what source 004 warns of in 3-3, and where its printed error after one
update comes from; source 001's summary, "output weights, then hidden weights", invites it, and
`SecondForwardPass` is what becomes of it when one already has a method for the gradient.
`MeanOverTheOutputs` follows source 001's name for the error, `ForgotTheLearningRate` its formula,
`BiasNeverLearns` its opinion on biases. The others are common in first attempts.
"""

import numpy as np
from two_layer_network import TwoLayerNetwork


def logistic(x):
    return 1 / (1 + np.exp(-x))


def outs(network, x):
    """What the hidden units and the outputs give."""
    out_h = logistic(x @ network.W1 + network.b1)
    return out_h, logistic(out_h @ network.W2 + network.b2)


def products(x, out_h, delta_h, delta_o):
    """The gradients that belong to deltas."""
    return {
        "W1": x.T @ delta_h,
        "b1": delta_h.sum(axis=0),
        "W2": out_h.T @ delta_o,
        "b2": delta_o.sum(axis=0),
    }


class UpdatedOutputWeights(TwoLayerNetwork):
    """Your W1 moves by a gradient in which W2 has been updated already. Source 004 warns of this in
    words, and yet prints the error that comes of it: 0.291027924 after one update, where its own
    steps by hand lead to 0.291027774. Source 001's summary invites it, too: first the output
    weights, then the hidden ones. Which W2 took part in the forward pass?"""

    def update(self, x, t, learning_rate, freeze_bias=True):
        out_h, out_o = outs(self, x)
        delta_o = (out_o - t) * out_o * (1 - out_o) / len(x)
        self.W2 = self.W2 - learning_rate * out_h.T @ delta_o
        delta_h = delta_o @ self.W2.T * out_h * (1 - out_h)
        self.W1 = self.W1 - learning_rate * x.T @ delta_h
        if not freeze_bias:
            self.b2 = self.b2 - learning_rate * delta_o.sum(axis=0)
            self.b1 = self.b1 - learning_rate * delta_h.sum(axis=0)


class SecondForwardPass(TwoLayerNetwork):
    """Between one gradient and the next your network has changed. Of which network should all the
    gradients of one update be?"""

    def update(self, x, t, learning_rate, freeze_bias=True):
        gradient = self.gradient(x, t)
        self.W2 = self.W2 - learning_rate * gradient["W2"]
        if not freeze_bias:
            self.b2 = self.b2 - learning_rate * gradient["b2"]
        gradient = self.gradient(x, t)
        self.W1 = self.W1 - learning_rate * gradient["W1"]
        if not freeze_bias:
            self.b1 = self.b1 - learning_rate * gradient["b1"]


class BiasLearntAnyway(TwoLayerNetwork):
    """Look at b1 and b2 before and after an update with freeze_bias=True."""

    def update(self, x, t, learning_rate, freeze_bias=True):
        super().update(x, t, learning_rate, freeze_bias=False)


class BiasNeverLearns(TwoLayerNetwork):
    """Look at b1 and b2 before and after an update with freeze_bias=False."""

    def update(self, x, t, learning_rate, freeze_bias=True):
        super().update(x, t, learning_rate, freeze_bias=True)


class ForgotTheLearningRate(TwoLayerNetwork):
    """Your step is as long as the gradient. Which argument isn't used yet?"""

    def update(self, x, t, learning_rate, freeze_bias=True):
        super().update(x, t, 1.0, freeze_bias)


class OnlyOneError(TwoLayerNetwork):
    """A hidden unit feeds every output. Do the errors of all of them reach it in your formula?"""

    def gradient(self, x, t):
        out_h, out_o = outs(self, x)
        delta_o = (out_o - t) * out_o * (1 - out_o) / len(x)
        delta_h = delta_o[:, :1] @ self.W2[:, :1].T * out_h * (1 - out_h)
        return products(x, out_h, delta_h, delta_o)


class ForgotTheOutputSlope(TwoLayerNetwork):
    """From the loss to the net of an output the chain has two links. Which one is missing?"""

    def gradient(self, x, t):
        out_h, out_o = outs(self, x)
        delta_o = (out_o - t) / len(x)
        delta_h = delta_o @ self.W2.T * out_h * (1 - out_h)
        return products(x, out_h, delta_h, delta_o)


class ForgotTheHiddenSlope(TwoLayerNetwork):
    """The errors arrive at the out of a hidden unit. How do they get from there to its net?"""

    def gradient(self, x, t):
        out_h, out_o = outs(self, x)
        delta_o = (out_o - t) * out_o * (1 - out_o) / len(x)
        return products(x, out_h, delta_o @ self.W2.T, delta_o)


class SlopeOfTheNet(TwoLayerNetwork):
    """Your slope is z (1 - z). Is z what goes into the sigmoid there, or what comes out of it?"""

    def gradient(self, x, t):
        net_h = x @ self.W1 + self.b1
        out_h, out_o = outs(self, x)
        net_o = out_h @ self.W2 + self.b2
        delta_o = (out_o - t) * net_o * (1 - net_o) / len(x)
        delta_h = delta_o @ self.W2.T * net_h * (1 - net_h)
        return products(x, out_h, delta_h, delta_o)


class WrongSign(TwoLayerNetwork):
    """Where an output is too large, a larger net makes the loss grow. Which sign has your delta?"""

    def gradient(self, x, t):
        return {name: -part for name, part in super().gradient(x, t).items()}


class ForgotTheBatch(TwoLayerNetwork):
    """Put every sample into the batch twice: should the gradient change? Does yours?"""

    def gradient(self, x, t):
        return {name: part * len(x) for name, part in super().gradient(x, t).items()}


class TransposedOutputWeights(TwoLayerNetwork):
    """Follow the error of the first output back to the second hidden unit. Over which weight does
    it go, and which one does your product take?"""

    def gradient(self, x, t):
        out_h, out_o = outs(self, x)
        delta_o = (out_o - t) * out_o * (1 - out_o) / len(x)
        delta_h = delta_o @ self.W2 * out_h * (1 - out_h)
        return products(x, out_h, delta_h, delta_o)


class GradientIntoTheNetwork(TwoLayerNetwork):
    """Ask your network for its loss, then for its gradient, then for its loss again. What has
    become of its weights?"""

    def gradient(self, x, t):
        gradient = super().gradient(x, t)
        self.W1, self.b1 = gradient["W1"], gradient["b1"]
        self.W2, self.b2 = gradient["W2"], gradient["b2"]
        return gradient


class MeanOverTheOutputs(TwoLayerNetwork):
    """With two outputs your loss is right. By how much is it off with three, or with one?"""

    def loss(self, x, t):
        return float(np.mean((self.forward(x) - t) ** 2))


class ForgotTheHalf(TwoLayerNetwork):
    """Compare your loss with the error in the text. By what factor is it off?"""

    def loss(self, x, t):
        return float(np.sum((self.forward(x) - t) ** 2) / len(x))


class NetPassedOn(TwoLayerNetwork):
    """There are two layers of sigmoids. How many sigmoids does x go through in your forward?"""

    def forward(self, x):
        return logistic((x @ self.W1 + self.b1) @ self.W2 + self.b2)
