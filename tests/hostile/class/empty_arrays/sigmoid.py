# Tries: answers with arrays of no entry, all of which are right
# Deserves: 0 (there is no value)
import numpy as np


class Sigmoid:
    def forward(self, x):
        return np.empty((0, *x.shape))

    def backward(self, dout):
        return np.empty((0, *dout.shape))
