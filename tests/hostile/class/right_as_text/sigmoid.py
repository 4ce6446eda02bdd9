# Tries: gives the right numbers as text, as bytes and as arrays of text
# Deserves: 0 (a text isn't a number)
import numpy as np


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out.astype(str)

    def backward(self, dout):
        gradient = dout * self.out * (1 - self.out)
        return gradient.tobytes() if dout.ndim == 2 else str(gradient.tolist())
