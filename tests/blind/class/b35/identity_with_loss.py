import numpy as np


class IdentityWithLoss:
    def forward(self, x, t):
        self.diff = x - t
        losses = [0.5 * np.dot(row, row) for row in self.diff]
        return sum(losses) / len(losses)

    def backward(self, dout=1):
        return dout * self.diff
