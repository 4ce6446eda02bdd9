import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def dsigmoid(y):
    return y * (1 - y)


class TwoLayerNetwork:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = np.array(W1, dtype=float)
        self.b1 = np.array(b1, dtype=float)
        self.W2 = np.array(W2, dtype=float)
        self.b2 = np.array(b2, dtype=float)

    def forward(self, x):
        self.out_h = sigmoid(x @ self.W1 + self.b1)
        self.out_o = sigmoid(self.out_h @ self.W2 + self.b2)
        return self.out_o

    def loss(self, x, t):
        return 0.5 * np.mean((self.forward(x) - t) ** 2)

    def gradient(self, x, t):
        self.forward(x)
        delta_o = (self.out_o - t) * dsigmoid(self.out_o) / len(t)
        delta_h = np.einsum("no,ho->nh", delta_o, self.W2) * dsigmoid(self.out_h)
        return {
            "W2": np.einsum("nh,no->ho", self.out_h, delta_o),
            "b2": np.einsum("no->o", delta_o),
            "W1": np.einsum("nd,nh->dh", x, delta_h),
            "b1": np.einsum("nh->h", delta_h),
        }

    def update(self, x, t, learning_rate, freeze_bias=True):
        for name, g in self.gradient(x, t).items():
            if name.startswith("b") and freeze_bias:
                continue
            p = getattr(self, name)
            p -= learning_rate * g
