import numpy as np


def softmax(x):
    m = np.max(x, axis=-1, keepdims=True)
    z = np.exp(x - m)
    return z / np.sum(z, axis=-1, keepdims=True)


def cross_entropy_error(y, t):
    n = len(y)
    y = np.maximum(y, 1e-100)
    if t.ndim == 2:
        return -np.sum(t * np.log(y)) / n
    return -np.sum(np.log(y[:, t])) / n


class SoftmaxWithLoss:
    def forward(self, x, t):
        if t.ndim == 1:
            onehot = np.zeros(x.shape)
            onehot[np.arange(len(t)), t] = 1.0
        else:
            onehot = t
        self.y, self.t = softmax(x), onehot
        return cross_entropy_error(self.y, onehot)

    def backward(self, dout=1):
        return dout * (self.y - self.t)
