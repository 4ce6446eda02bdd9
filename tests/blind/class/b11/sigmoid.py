import numpy as np


def sigma(z):
    return 1 / (1 + np.exp(z))


class Sigmoid:
    def forward(self, x):
        self.result = sigma(x)
        return self.result

    def backward(self, dout):
        s = self.result
        return dout * s * (1 + s)
