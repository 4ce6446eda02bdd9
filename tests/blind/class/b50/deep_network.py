import numpy as np


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    @staticmethod
    def indicator(f):
        return (f > 0) * 1.0

    def forward(self, x):
        h = x
        last = len(self.weights) - 1
        for k, (W, b) in enumerate(zip(self.weights, self.biases)):
            f = W @ h + b
            if k == last:
                return f
            h = self.indicator(f)

    def backward(self, x, y):
        fs, hs = [], [x]
        for W, b in zip(self.weights, self.biases):
            f = W @ hs[-1] + b
            fs.append(f)
            hs.append(f * self.indicator(f))
        delta = y - fs[-1]
        dws, dbs = [], []
        for k in range(len(fs))[::-1]:
            dws.insert(0, np.einsum("ij,kj->ik", delta, hs[k]))
            dbs.insert(0, delta)
            if k:
                delta = self.weights[k].T @ delta * self.indicator(fs[k - 1])
        return dws, dbs
