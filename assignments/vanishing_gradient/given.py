"""Handed out with the exercise `vanishing_gradient`: three layers to send a gradient through.

Nothing here is secret. You may read it, and you needn't change it.
"""

import numpy as np


class Sigmoid:
    """The sigmoid, entry by entry."""

    def forward(self, x):
        """The output, in the shape of `x`."""
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`."""
        return dout * self.out * (1 - self.out)


class Relu:
    """The ReLU, entry by entry."""

    def forward(self, x):
        """The output, in the shape of `x`."""
        self.mask = x > 0
        return np.where(self.mask, x, 0.0)

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`."""
        return np.where(self.mask, dout, 0.0)


class Affine:
    """Weights and biases, ``x @ W + b``.

    Parameters
    ----------
    W : (D, M) ndarray
    b : (M,) ndarray

    Attributes
    ----------
    dW, db : ndarray
        After `backward`: the gradients with respect to `W` and `b`.
    """

    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        """The output, (N, M), for x (N, D)."""
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        """The gradient with respect to the input of the last `forward`, (N, D)."""
        self.dW = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.W.T
