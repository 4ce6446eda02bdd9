import numpy as np


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, x):
        h = x
        for W, b in zip(self.weights, self.biases):
            f = W @ h + b
            h = np.maximum(f, 0)
        return h

    def backward(self, x, y):
        K = len(self.weights)
        hs, fs = [x], []
        for k in range(K):
            fs.append(self.weights[k] @ hs[k] + self.biases[k])
            hs.append(np.maximum(fs[k], 0))
        delta = fs[-1] - y
        dW, db = [None] * K, [None] * K
        for k in reversed(range(K)):
            dW[k] = delta @ hs[k].T
            db[k] = delta
            if k > 0:
                delta = (self.weights[k].T @ delta) * (fs[k - 1] > 0)
        return dW, db
