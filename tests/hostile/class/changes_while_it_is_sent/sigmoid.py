# Tries: goes on changing its answer, and what it was given, from a thread
# Deserves: 0 (its answers are noise)
import sys
import threading

import numpy as np

sys.setswitchinterval(1e-6)
SHARED = [np.zeros((6, 4))]


def churn():
    size = 0
    while True:
        size = (size + 1) % 50
        SHARED[:] = [np.random.default_rng(size).normal(size=(6, size)), [SHARED] * size]


threading.Thread(target=churn, daemon=True).start()


class Sigmoid:
    def forward(self, x):
        SHARED.append(x)
        return SHARED

    def backward(self, dout):
        return SHARED[0]
