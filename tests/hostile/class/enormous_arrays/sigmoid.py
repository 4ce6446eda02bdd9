# Tries: answers with arrays of 10^12 entries that take no memory on its own side
# Deserves: 0 (they don't have the right shape)
import numpy as np


class Sigmoid:
    def forward(self, x):
        return np.broadcast_to(0.5, (10**6, 10**6))

    def backward(self, dout):
        return np.lib.stride_tricks.as_strided(dout, (2**20, 2**20), (0, 0))
