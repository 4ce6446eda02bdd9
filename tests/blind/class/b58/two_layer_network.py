import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class TwoLayerNetwork:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = np.array(W1, dtype=float)
        self.b1 = np.array(b1, dtype=float)
        self.W2 = np.array(W2, dtype=float)
        self.b2 = np.array(b2, dtype=float)
        self.v = {"W1": 0.0, "b1": 0.0, "W2": 0.0, "b2": 0.0}

    def forward(self, x):
        h = sigmoid(x @ self.W1 + self.b1)
        return sigmoid(h @ self.W2 + self.b2)

    def loss(self, x, t):
        return np.linalg.norm(self.forward(x) - t) ** 2 / (2 * x.shape[0])

    def gradient(self, x, t):
        h = sigmoid(x @ self.W1 + self.b1)
        y = sigmoid(h @ self.W2 + self.b2)
        g2 = (y - t) / x.shape[0] * y * (1 - y)
        g1 = (g2 @ self.W2.T) * h * (1 - h)
        return {"W1": x.T @ g1, "b1": g1.sum(axis=0), "W2": h.T @ g2, "b2": g2.sum(axis=0)}

    def update(self, x, t, learning_rate, freeze_bias=True):
        g = self.gradient(x, t)
        for name in g:
            if freeze_bias and name in ("b1", "b2"):
                continue
            self.v[name] = 0.9 * self.v[name] - learning_rate * g[name]
            setattr(self, name, getattr(self, name) + self.v[name])
