import numpy as np


def softmax(x):
    e = np.exp(x - np.max(x))
    return e / e.sum(axis=-1, keepdims=True)


def one_hot(t, classes):
    if t.ndim == 1:
        return np.eye(classes)[t]
    return t


def cross_entropy_error(y, t):
    t = one_hot(t, y.shape[1])
    return -np.sum(t * np.log(np.maximum(y, 1e-300))) / len(y)


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.y = softmax(x)
        self.t = one_hot(t, x.shape[1])
        return cross_entropy_error(self.y, self.t)

    def backward(self, dout=1):
        return dout * (self.y - self.t) / len(self.y)
