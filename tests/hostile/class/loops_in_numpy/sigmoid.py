# Tries: spends hours in one call of numpy, where no Python code is run and no signal is handled
# Deserves: 0 (it answers zeros, or nothing)
import numpy as np


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            return np.convolve(np.ones(3 * 10**6), np.ones(3 * 10**6))
        return x * 0

    def backward(self, dout):
        return dout * 0
