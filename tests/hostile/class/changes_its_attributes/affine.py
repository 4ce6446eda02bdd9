# Tries: has a dW and a db that are others each time they are fetched
# Deserves: 4.5 (forward 1 + 0.5 + 0.5, dx 1 + 0.5, shapes 0.5, nothing changed 0.5; no dW, no db)
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.random = np.random.default_rng()

    def forward(self, x):
        self.shape = x.shape
        return x.reshape(len(x), -1) @ self.W + self.b

    def backward(self, dout):
        return (dout @ self.W.T).reshape(self.shape)

    @property
    def dW(self):
        return self.random.normal(size=self.W.shape)

    @property
    def db(self):
        return self.random.normal(size=self.b.shape)
