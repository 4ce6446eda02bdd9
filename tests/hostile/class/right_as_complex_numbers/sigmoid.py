# Tries: gives the right numbers with an imaginary part that is next to nothing
# Deserves: 0 (a complex number isn't a real one)
import numpy as np


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out + 1e-300j

    def backward(self, dout):
        return dout * self.out * (1 - self.out) + 1e-300j
