import numpy as np


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases
        self.K = len(weights)

    def _run(self, x):
        activations = [x]
        for k in range(self.K - 1):
            activations.append(np.maximum(np.dot(self.weights[k], activations[-1]) + self.biases[k], 0))
        out = np.dot(self.weights[-1], activations[-1]) + self.biases[-1]
        return activations, out

    def forward(self, x):
        return self._run(x)[1]

    def backward(self, x, y):
        activations, out = self._run(x)
        delta = out - y
        dweights, dbiases = [], []
        for k in range(self.K - 1, -1, -1):
            dweights.append(np.dot(delta, activations[k].T))
            dbiases.append(delta)
            delta = np.dot(self.weights[k].T, delta)
        return dweights[::-1], dbiases[::-1]
