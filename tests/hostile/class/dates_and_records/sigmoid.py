# Tries: answers with dates, records, intervals and raw memory instead of numbers
# Deserves: 0 (none of them is a number)
import itertools

import numpy as np

KINDS = itertools.cycle(["M8[s]", "m8[ns]", "V8", [("a", "f4"), ("b", "f4")], "S8", "U2"])


class Sigmoid:
    def forward(self, x):
        return np.zeros(x.shape, dtype=next(KINDS))

    def backward(self, dout):
        return np.zeros(dout.shape, dtype=next(KINDS)).flat[0]
