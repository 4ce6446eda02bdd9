import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        if x.ndim > 2:
            x = x.reshape(x.shape[0], -1)
        self._input = x
        return x @ self.W - self.b

    def backward(self, dout):
        self.dW = self._input.T @ dout
        self.db = np.ones(len(dout)) @ dout
        return dout @ self.W.T
