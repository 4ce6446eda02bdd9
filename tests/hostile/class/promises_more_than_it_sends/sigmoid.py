# Tries: announces a frame of 64 MiB, or one of 4 GiB, sends a byte of it, and waits
# Deserves: 0 (it answers zeros, or nothing)
import os
import struct
import time


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            os.write(3, struct.pack("<II", 2**21, 2**26) + b"\x93")
            time.sleep(1000)
        if x.ndim == 3:
            os.write(3, struct.pack("<II", 2**32 - 1, 2**32 - 1))
            time.sleep(1000)
        return x * 0

    def backward(self, dout):
        return dout * 0
