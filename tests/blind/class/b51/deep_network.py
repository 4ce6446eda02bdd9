import numpy as np


class DeepNetwork:
    def __init__(self, weights, biases):
        self.weights = weights
        self.biases = biases

    def forward(self, x):
        out = x
        for k in range(len(self.weights)):
            if k > 0:
                out = out.clip(min=0)
            out = self.weights[k] @ out + self.biases[k]
        return out

    def backward(self, x, y):
        inputs, pre = [], []
        out = x
        for k in range(len(self.weights)):
            if k > 0:
                out = out.clip(min=0)
            inputs.append(out)
            out = self.weights[k] @ out + self.biases[k]
            pre.append(out)
        grad = out - y
        dW, dB = {}, {}
        for k in sorted(range(len(pre)), reverse=True):
            dW[k], dB[k] = grad @ inputs[k].T, grad.copy()
            if k >= 1:
                grad = self.weights[k].T @ grad
                grad = grad * (pre[k - 1] > 0) * (grad > 0)
        n = len(pre)
        return [dW[k] for k in range(n)], [dB[k] for k in range(n)]
