# Tries: answers with lists and dicts whose class goes on for ever
# Deserves: 0 (they aren't arrays)
import itertools


class Long(list):
    def __iter__(self):
        return itertools.repeat(0.5)

    def __len__(self):
        return 2


class Wide(dict):
    def items(self):
        return ((str(number), number) for number in itertools.count())


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            return Long([0.5, 0.5])
        return Wide(a=1) if x.ndim == 3 else x * 0

    def backward(self, dout):
        return dout * 0
