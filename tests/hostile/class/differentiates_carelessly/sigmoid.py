# Tries: has one-sided differences of forward for a backward
# Deserves: 5 (all but the two checks of the values of backward)
import numpy as np


class Sigmoid:
    def forward(self, x):
        self.x = x
        with np.errstate(over="ignore"):
            return 1 / (1 + np.exp(-x))

    def backward(self, dout):
        with np.errstate(over="ignore"):
            return dout * (1 / (1 + np.exp(-(self.x + 1e-4))) - 1 / (1 + np.exp(-self.x))) / 1e-4
