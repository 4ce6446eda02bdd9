import numpy as np


class Relu:
    def forward(self, x):
        self.cache = x
        return x * (x > 0)

    def backward(self, dout):
        x = self.cache
        dx = np.zeros_like(dout)
        dx[x > 0] = dout[x > 0]
        return dx


class Tanh:
    def forward(self, x):
        out = np.tanh(x)
        self.cache = out
        return out

    def backward(self, dout):
        dx = dout * (1 - self.cache ** 2)
        return dx


class Softplus:
    def forward(self, x):
        self.cache = x
        return np.logaddexp(1, x)

    def backward(self, dout):
        dx = dout / (1 + np.exp(-self.cache))
        return dx
