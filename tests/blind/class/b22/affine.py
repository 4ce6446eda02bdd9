import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.dW = np.zeros_like(W)
        self.db = np.zeros_like(b)

    def forward(self, x):
        self.x = x
        return np.einsum("nd,dm->nm", x.reshape(len(x), -1), self.W) + self.b

    def backward(self, dout):
        flat = self.x.reshape(len(self.x), -1)
        self.dW += np.einsum("nd,nm->dm", flat, dout)
        self.db = np.einsum("nm->m", dout)
        return np.einsum("nm,dm->nd", dout, self.W).reshape(self.x.shape)
