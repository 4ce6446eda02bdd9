import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class TwoLayerNetwork:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = np.array(W1, dtype=float)
        self.b1 = np.array(b1, dtype=float)
        self.W2 = np.array(W2, dtype=float)
        self.b2 = np.array(b2, dtype=float)

    def _both(self, x):
        h = sigmoid(x @ self.W1 + self.b1)
        return h, sigmoid(h @ self.W2 + self.b2)

    def forward(self, x):
        return self._both(x)[1]

    def loss(self, x, t):
        o = self.forward(x)
        return float(((o - t) ** 2).sum(axis=1).mean() / 2)

    def gradient(self, x, t):
        h, o = self._both(x)
        N = x.shape[0]
        d_o = (o - t) / N
        d_h = (d_o @ self.W2.T) * h * (1 - h)
        return dict(W1=x.T @ d_h, b1=d_h.sum(0), W2=h.T @ d_o, b2=d_o.sum(0))

    def update(self, x, t, learning_rate, freeze_bias=True):
        g = self.gradient(x, t)
        self.W1 = self.W1 - learning_rate * g["W1"]
        self.W2 = self.W2 - learning_rate * g["W2"]
        if freeze_bias:
            return
        self.b1 = self.b1 - learning_rate * g["b1"]
        self.b2 = self.b2 - learning_rate * g["b2"]
