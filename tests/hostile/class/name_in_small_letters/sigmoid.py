# Tries: writes every name in other capitals than asked for
# Deserves: 7 (capitals cost nothing, and are mentioned)
import numpy as np


class sigmoid:
    def Forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def BackWard(self, dout):
        return dout * self.out * (1 - self.out)
