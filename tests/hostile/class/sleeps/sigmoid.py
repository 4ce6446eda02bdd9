# Tries: sleeps, which costs the examiner time and itself none
# Deserves: 0 (it answers nothing)
import time


class Sigmoid:
    def forward(self, x):
        time.sleep(10**6)

    def backward(self, dout):
        time.sleep(10**6)
