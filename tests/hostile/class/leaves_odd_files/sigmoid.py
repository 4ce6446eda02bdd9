# Tries: leaves files in its scratch folder whose names and modes are awkward to remove
# Deserves: 7 (its values are right)
import os

import numpy as np

NAMES = [b"new\nline", b"-rf", b"\xff\xfe", b"*", b"n" * 255, b" ", b"'\"", b"~", b"\x1b[2J", b"#"]
for name in NAMES:
    os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0))


class Sigmoid:
    def forward(self, x):
        with np.errstate(over="ignore"):
            self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
