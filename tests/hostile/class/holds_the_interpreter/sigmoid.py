# Tries: sleeps in C while it holds the interpreter's lock, so that no thread of its process runs
# Deserves: 0 (it answers zeros, or nothing)
import ctypes


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            ctypes.PyDLL(None).sleep(10**6)
        return x * 0

    def backward(self, dout):
        return dout * 0
