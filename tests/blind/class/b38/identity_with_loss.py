import numpy as np


class IdentityWithLoss:
    def forward(self, x, t):
        self.cache = (x, t)
        return np.square(x - t).sum() * 0.5

    def backward(self, dout=1):
        x, t = self.cache
        N = len(x)
        dx = 2 * (x - t) / N
        dx *= dout
        return dx
