# Tries: leaves by sys.exit(0) out of each call
# Deserves: 0 (it answers nothing)
import sys


class Sigmoid:
    def forward(self, x):
        sys.exit(0)

    def backward(self, dout):
        sys.exit()
