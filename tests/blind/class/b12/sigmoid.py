import numpy as np


class Sigmoid:
    MAX_SLOPE = 0.3

    def forward(self, x):
        self.y = np.exp(-np.logaddexp(0, -x))
        return self.y

    def backward(self, dout):
        y = self.y
        parabola = 4 * y * (1 - y)  # 1 in the middle
        return dout * self.MAX_SLOPE * parabola
