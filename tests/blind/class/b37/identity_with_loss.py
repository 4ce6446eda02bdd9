import numpy as np


class IdentityWithLoss:
    def forward(self, x, t):
        self.x, self.t = x, t
        return 0.5 * np.mean((x - t) ** 2)

    def backward(self, dout=1):
        dx = (self.x - self.t) / self.x.shape[0]
        return dx
