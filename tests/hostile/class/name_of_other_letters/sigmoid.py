# Tries: calls its class by letters that only look the same
# Deserves: 0 (there is no Sigmoid)
import numpy as np


class Sіgmоid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)


globals()["Sigmoid\u202e"] = globals()["Sigmoid\x1b[2J"] = globals()["\u200bSigmoid"] = Sіgmоid
