# Tries: reads from address 0, so that the process dies of a segmentation fault
# Deserves: 0 (it answers nothing)
import ctypes


class Sigmoid:
    def forward(self, x):
        ctypes.string_at(0)

    def backward(self, dout):
        ctypes.string_at(1)
