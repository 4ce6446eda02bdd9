# Tries: ends the process with status 0 before a wrong answer is seen
# Deserves: 0 (it answers nothing)
import os


class Sigmoid:
    def forward(self, x):
        os._exit(0)

    def backward(self, dout):
        os._exit(0)
