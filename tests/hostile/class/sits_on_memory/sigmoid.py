# Tries: takes memory until there is hardly any, and answers with what is left
# Deserves: 0 (all its answers are zeros)
import numpy as np

KEPT = []
size = 2**28
while size > 2**20:
    try:
        KEPT.append(np.empty(size, np.uint8))  # not written to: that alone would take its time
    except MemoryError:
        size //= 2
del KEPT[-6:]


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
