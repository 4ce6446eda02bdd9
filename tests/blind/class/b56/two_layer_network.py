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
        out_h = sigmoid(x.dot(self.W1) + self.b1)
        out_o = sigmoid(out_h.dot(self.W2) + self.b2)
        return out_o

    def loss(self, x, t):
        N = x.shape[0]
        diff = self.forward(x) - t
        return np.sum(diff * diff) / 2 / N

    def gradient(self, x, t):
        N = x.shape[0]
        out_h = sigmoid(x.dot(self.W1) + self.b1)
        out_o = sigmoid(out_h.dot(self.W2) + self.b2)
        delta_o = 1 / N * (out_o - t) * out_o * (1 - out_o)
        delta_h = delta_o.dot(self.W2.T)
        dW2, db2 = out_h.T.dot(delta_o), delta_o.sum(axis=0)
        dW1, db1 = x.T.dot(delta_h), delta_h.sum(axis=0)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    def update(self, x, t, learning_rate, freeze_bias=True):
        grads = self.gradient(x, t)
        self.W1 -= learning_rate * grads["W1"]
        self.W2 -= learning_rate * grads["W2"]
        if freeze_bias:
            self.b1 -= learning_rate * grads["b1"]
            self.b2 -= learning_rate * grads["b2"]
