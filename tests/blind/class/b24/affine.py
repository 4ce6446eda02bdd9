import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b

    def forward(self, x):
        self.x = x
        N = x.shape[0]
        out = x.reshape(N, -1).dot(self.W) + self.b
        self.cache = (x, self.W, self.b)
        return out

    def backward(self, dout):
        x, w, b = self.cache
        N = x.shape[0]
        dx = dout.dot(w.T).reshape(x.shape)
        self.dW = dout.T.dot(x.reshape(N, -1))
        self.db = np.sum(dout, axis=1)
        return dx
