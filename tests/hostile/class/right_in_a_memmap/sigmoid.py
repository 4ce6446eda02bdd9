# Tries: answers with arrays that lie in a file of the scratch folder
# Deserves: 7 (their values are right)
import itertools

import numpy as np

NUMBERS = itertools.count()


def in_a_file(values):
    array = np.memmap(f"{next(NUMBERS) % 8}", dtype=float, mode="w+", shape=values.shape)
    array[...] = values
    return array


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = in_a_file(1 / (1 + np.exp(-x)))
        return self.out

    def backward(self, dout):
        return in_a_file(dout * np.array(self.out) * (1 - np.array(self.out)))
