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
        self.z1 = np.dot(x, self.W1) + self.b1
        self.a1 = sigmoid(self.z1)
        self.z2 = np.dot(self.a1, self.W2) + self.b2
        self.a2 = sigmoid(self.z2)
        return self.a2

    def loss(self, x, t):
        y = self.forward(x)
        batch_size = x.shape[0]
        return 0.5 * np.sum((y - t) ** 2) / batch_size

    def gradient(self, x, t):
        grads = {}
        y = self.forward(x)
        dz2 = (y - t) * y * (1 - y)
        grads["W2"] = np.dot(self.a1.T, dz2)
        grads["b2"] = np.sum(dz2, axis=0)
        da1 = np.dot(dz2, self.W2.T)
        dz1 = self.a1 * (1 - self.a1) * da1
        grads["W1"] = np.dot(x.T, dz1)
        grads["b1"] = np.sum(dz1, axis=0)
        return grads

    def update(self, x, t, learning_rate, freeze_bias=True):
        grads = self.gradient(x, t)
        keys = ("W1", "W2") if freeze_bias else ("W1", "b1", "W2", "b2")
        for key in keys:
            setattr(self, key, getattr(self, key) - learning_rate * grads[key])
