# Tries: answers with arrays whose entries are objects that agree to everything
# Deserves: 0 (the entries aren't numbers)
import numpy as np


class Yes(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __mul__ = __rmul__ = __sub__


class Sigmoid:
    def forward(self, x):
        return np.full(x.shape, Yes(0.5), dtype=object)

    def backward(self, dout):
        return np.full(dout.shape, Yes(0.25), dtype=object)
