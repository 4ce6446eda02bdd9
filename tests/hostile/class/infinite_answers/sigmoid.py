# Tries: answers with infinities of both signs, whose differences are nan
# Deserves: 0 (no entry is a number)
import numpy as np


class Sigmoid:
    def forward(self, x):
        return np.where(x > 0, np.inf, -np.inf)

    def backward(self, dout):
        return np.full(dout.shape, np.inf)
