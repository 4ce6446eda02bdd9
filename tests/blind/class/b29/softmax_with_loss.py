import numpy as np


def softmax(x):
    x = np.asarray(x)
    shifted = x - x.max(axis=-1, keepdims=True)
    exps = np.exp(shifted)
    return exps / exps.sum(axis=-1, keepdims=True)


def cross_entropy_error(y, t):
    eps = 1e-7
    loss = 0.0
    for n in range(len(y)):
        if t.ndim == 1:
            loss -= np.log(y[n, t[n]] + eps)
        else:
            loss -= np.sum(t[n] * np.log(y[n] + eps))
    return loss


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.y = softmax(x)
        self.t = t
        # the mean
        return cross_entropy_error(self.y, t) / len(x)

    def backward(self, dout=1):
        N, C = self.y.shape
        T = self.t
        if T.ndim == 1:
            T = np.zeros((N, C))
            T[range(N), self.t] = 1
        return (self.y - T) / N * dout
