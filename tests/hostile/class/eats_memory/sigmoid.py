# Tries: takes all the memory there is
# Deserves: 0 (it answers zeros, or nothing)
import numpy as np


class Sigmoid:
    def forward(self, x):
        kept = []
        while x.shape == (1, 2):
            kept.append(np.ones(2**20))
        return x * 0

    def backward(self, dout):
        return bytearray(2**50)
