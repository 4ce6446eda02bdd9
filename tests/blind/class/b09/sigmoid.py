import numpy as np


class Sigmoid:
    """Sigmoid layer."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.y = 1.0 / (1.0 + np.exp(-x))
        return self.y

    def backward(self, dout: np.ndarray) -> np.ndarray:
        grad = self.y * (1.0 - self.y)
        return grad
