"""Handed out with the exercise `network`: layers to put together, and a loss layer.

Nothing here is secret. You may read it, and you needn't change it; layers of your own do as well.
A layer with parameters has them in `W` and `b`, and after `backward` their gradients in `dW` and
`db`. The other layers have none of the four.
"""

import numpy as np


class Affine:
    """x @ W + b for rows of samples; W is (D, M), b is (M,)."""

    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self._x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self._x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T


class Scale:
    """x * W + b, entry by entry, the same for every sample; W and b are (D,)."""

    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self._x = x
        return x * self.W + self.b

    def backward(self, dout):
        self.dW = (self._x * dout).sum(axis=0)
        self.db = dout.sum(axis=0)
        return dout * self.W


class Relu:
    """x where it is positive, 0 elsewhere."""

    def forward(self, x):
        self._is_on = x > 0
        return x * self._is_on

    def backward(self, dout):
        return dout * self._is_on


class Sigmoid:
    """1 / (1 + exp(-x)), entry by entry."""

    def forward(self, x):
        with np.errstate(over="ignore"):
            self._out = 1 / (1 + np.exp(-x))
        return self._out

    def backward(self, dout):
        return dout * self._out * (1 - self._out)


class SoftmaxWithLoss:
    """Softmax and the mean cross-entropy error of a batch; t is one-hot (N, C) or labels (N,)."""

    def forward(self, x, t):
        self._t = np.eye(x.shape[1])[t] if t.ndim == 1 else t
        x = x - x.max(axis=1, keepdims=True)
        logs = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
        self._y = np.exp(logs)
        return float(-np.sum(self._t * logs) / len(x))

    def backward(self, dout=1):
        return dout * (self._y - self._t) / len(self._t)


def add_in_place(network, name, amount):
    """Add `amount` to the parameter `name` of `network`, in the array that `params` holds."""
    parameter = network.params[name]
    parameter += amount
