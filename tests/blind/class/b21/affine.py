import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.shape = x.shape
        self.rows = x.reshape(len(x), -1)
        return self.rows @ self.W + self.b

    def backward(self, dout):
        N = dout.shape[0]
        self.dW = self.rows.T @ dout / N
        self.db = dout.sum(axis=0)
        return (dout @ self.W.T).reshape(self.shape)
