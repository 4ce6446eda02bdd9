# Tries: answers zeros in the right shapes, and zeros for dW and db
# Deserves: 0.5 (the shapes; nothing depends on the input)
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.dW, self.db = np.zeros(np.shape(W)), np.zeros(np.shape(b))

    def forward(self, x):
        self.shape = x.shape
        return np.zeros((len(x), len(self.db)))

    def backward(self, dout):
        return np.zeros(self.shape)
