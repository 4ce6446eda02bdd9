import numpy as np


def relu(z):
    return np.where(z > 0, z, 0.0)


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, x):
        for W, b in zip(self.weights[:-1], self.biases[:-1]):
            x = relu(W.dot(x) + b)
        return self.weights[-1].dot(x) + self.biases[-1]

    def backward(self, x, y):
        all_f, all_h = [], [x]
        for W, b in zip(self.weights, self.biases):
            all_f += [W.dot(all_h[-1]) + b]
            all_h += [relu(all_f[-1])]
        K = len(self.weights)
        all_df = [None] * K
        all_df[K - 1] = 2 * (all_f[K - 1] - y)
        for k in range(K - 2, -1, -1):
            all_df[k] = self.weights[k + 1].T.dot(all_df[k + 1]) * np.where(all_f[k] > 0, 1, 0)
        dweights = [all_df[k].dot(all_h[k].T) for k in range(K)]
        return dweights, all_df
