# Tries: sends a byte now and then, so that it is never silent and never done
# Deserves: 0 (it answers zeros, or nothing)
import os
import struct
import time


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            os.write(3, struct.pack("<II", 2**20, 0))
            while True:
                os.write(3, b"\x91")
                time.sleep(0.02)
        return x * 0

    def backward(self, dout):
        return dout * 0
