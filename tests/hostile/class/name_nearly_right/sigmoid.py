# Tries: calls its class nearly as asked for
# Deserves: 0 (there is no Sigmoid, and the message says which name is near)
import numpy as np


class SigmoidLayer:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


def Sigmoid_(*args):
    return SigmoidLayer()
