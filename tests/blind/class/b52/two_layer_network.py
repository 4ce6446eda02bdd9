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
        hidden = sigmoid(x @ self.W1 + self.b1)
        return sigmoid(hidden @ self.W2 + self.b2)

    def loss(self, x, t):
        return np.sum((self.forward(x) - t) ** 2) / (2 * len(x))

    def gradient(self, x, t):
        hidden = sigmoid(x @ self.W1 + self.b1)
        out = sigmoid(hidden @ self.W2 + self.b2)
        delta_o = (out - t) * out * (1 - out) / len(x)
        delta_h = delta_o @ self.W2.T * hidden * (1 - hidden)
        return {
            "W1": x.T @ delta_h,
            "b1": delta_h.sum(axis=0),
            "W2": hidden.T @ delta_o,
            "b2": delta_o.sum(axis=0),
        }

    def update(self, x, t, learning_rate, freeze_bias=True):
        hidden = sigmoid(x @ self.W1 + self.b1)
        out = sigmoid(hidden @ self.W2 + self.b2)
        # output layer
        delta_o = (out - t) * out * (1 - out) / len(x)
        self.W2 -= learning_rate * hidden.T @ delta_o
        if not freeze_bias:
            self.b2 -= learning_rate * delta_o.sum(axis=0)
        # hidden layer
        delta_h = delta_o @ self.W2.T * hidden * (1 - hidden)
        self.W1 -= learning_rate * x.T @ delta_h
        if not freeze_bias:
            self.b1 -= learning_rate * delta_h.sum(axis=0)
