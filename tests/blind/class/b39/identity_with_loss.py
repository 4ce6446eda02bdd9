import numpy as np


class IdentityWithLoss:
    def forward(self, x, t):
        residual = x - t
        self.residual = residual
        return float(np.mean(0.5 * np.sum(residual**2, axis=1)))

    def backward(self, dout=1):
        dof = max(len(self.residual) - 1, 1)
        return dout * self.residual / dof
