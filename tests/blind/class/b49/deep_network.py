import numpy as np


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, x):
        h = x
        K = len(self.weights)
        for k in range(K):
            f = np.matmul(self.weights[k], h)
            if k < K - 1:
                h = np.maximum(f + self.biases[k], 0)
        return f

    def backward(self, x, y):
        h = [x]
        f = []
        for W, b in zip(self.weights, self.biases):
            f.append(np.matmul(W, h[-1]) + b)
            h.append(np.maximum(f[-1], 0))
        d = f[-1] - y
        grads_w = []
        grads_b = []
        k = len(f) - 1
        while True:
            grads_w.append(np.outer(d, h[k]))
            grads_b.append(d)
            if k == 0:
                break
            d = np.matmul(self.weights[k].T, d)
            d[f[k - 1] <= 0] = 0
            k -= 1
        return grads_w, grads_b
