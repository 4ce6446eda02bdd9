# Tries: leaves threads that go on computing after the answer, in the next check's time
# Deserves: 0 (all its answers are zeros)
import threading

import numpy as np


def churn():
    while True:
        np.ones((300, 300)) @ np.ones((300, 300))


for _ in range(2):
    threading.Thread(target=churn, daemon=True).start()


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
