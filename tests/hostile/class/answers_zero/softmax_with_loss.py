# Tries: answers zeros, a loss whose gradient is zero
# Deserves: 0.5 (the loss is one number and the gradient a batch)
import numpy as np


def softmax(x):
    return np.zeros(np.shape(x))


def cross_entropy_error(y, t):
    return 0.0


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.shape = x.shape
        return 0.0

    def backward(self, dout=1):
        return np.zeros(self.shape)
