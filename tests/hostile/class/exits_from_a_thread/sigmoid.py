# Tries: has a thread end the process while the main one answers
# Deserves: 0 (all its answers are zeros)
import os
import threading

threading.Timer(0.01, os._exit, [0]).start()


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
