# Tries: opens files until no more can be, and keeps them open
# Deserves: 7 (its values are right)
import os

import numpy as np

OPEN = []
while True:
    try:
        OPEN.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        break


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
