import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class TwoLayerNetwork:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = np.array(W1, dtype=float)
        self.b1 = np.array(b1, dtype=float)
        self.W2 = np.array(W2, dtype=float)
        self.b2 = np.array(b2, dtype=float)

    def forward(self, x):
        return sigmoid(sigmoid(x @ self.W1 + self.b1) @ self.W2 + self.b2)

    def loss(self, x, t):
        total = 0.0
        for out, target in zip(self.forward(x), t):
            total += sum((o - g) ** 2 for o, g in zip(out, target))
        return total / len(x)

    def gradient(self, x, t):
        grads = {name: np.zeros_like(getattr(self, name)) for name in ("W1", "b1", "W2", "b2")}
        N = len(x)
        for xi, ti in zip(x, t):
            h = sigmoid(xi @ self.W1 + self.b1)
            o = sigmoid(h @ self.W2 + self.b2)
            do = (o - ti) * o * (1 - o) / N
            dh = self.W2 @ do * h * (1 - h)
            grads["W2"] += np.outer(h, do)
            grads["b2"] += do
            grads["W1"] += np.outer(xi, dh)
            grads["b1"] += dh
        return grads

    def update(self, x, t, learning_rate, freeze_bias=True):
        grads = self.gradient(x, t)
        self.W1 = self.W1 + learning_rate * grads["W1"]
        self.W2 = self.W2 + learning_rate * grads["W2"]
        if not freeze_bias:
            self.b1 = self.b1 + learning_rate * grads["b1"]
            self.b2 = self.b2 + learning_rate * grads["b2"]
