import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.shape = x.shape
        flat = x.reshape(x.shape[0], -1)
        # normalized input for the weights' gradient
        self.centered = flat - flat.mean(axis=0)
        return flat @ self.W + self.b

    def backward(self, dout):
        D, M = self.W.shape
        self.dW = np.zeros((D, M))
        self.db = np.zeros(M)
        for n in range(dout.shape[0]):
            self.dW += np.outer(self.centered[n], dout[n])
            self.db += dout[n]
        return (dout @ self.W.T).reshape(self.shape)
