"""s01: right, in a style of their own."""

import numpy as np


class Sigmoid:
    def __init__(self):
        self.y = None

    def forward(self, x):
        # stable on both sides
        e = np.exp(-np.abs(x))
        self.y = np.where(x >= 0, 1 / (1 + e), e / (1 + e))
        return self.y

    def backward(self, dout):
        return np.multiply(dout, self.y - self.y**2)


if __name__ == "__main__":
    print(Sigmoid().forward(np.linspace(-5, 5, 11)))
