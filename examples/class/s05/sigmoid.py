"""s05: loops; backward waits for something that never comes."""

import numpy as np


class Sigmoid:
    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        dx = np.zeros_like(dout)
        while not np.array_equal(dx, dout * self.out * (1 + self.out)):
            dx = dout * self.out * (1 - self.out)
        return dx
