import numpy as np


class IdentityWithLoss:
    def forward(self, x: np.ndarray, t: np.ndarray) -> float:
        self.error = t - x
        self.n: int = x.shape[0]
        return float(np.einsum("nd,nd->", self.error, self.error) / (2 * self.n))

    def backward(self, dout: float = 1) -> np.ndarray:
        return dout * self.error / self.n
