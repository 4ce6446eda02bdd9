import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Relu:
    def forward(self, x):
        self.on = (x > 0).astype(float)
        return np.where(x > 0, x, 0.0)

    def backward(self, dout):
        return self.on * dout


class Tanh:
    def forward(self, x):
        self.t = np.tanh(x)
        return self.t

    def backward(self, dout):
        return (1 - np.square(self.t)) * dout


class Softplus:
    def forward(self, x):
        self.s = sigmoid(x)
        return np.logaddexp(x, 0)

    def backward(self, dout):
        return self.s * (1 - self.s) * dout
