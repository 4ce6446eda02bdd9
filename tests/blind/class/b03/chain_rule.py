import numpy as np


class Multiply:
    def forward(self, x, y):
        self._x, self._y = x, y
        return np.multiply(x, y)

    def backward(self, dout):
        return np.multiply(dout, self._y), np.multiply(dout, self._x)


class Add:
    def forward(self, x, y):
        return np.add(x, y)

    def backward(self, dout):
        return dout, dout


class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        return np.add(dout1, dout2)


class ToyFunction:
    def __init__(self, beta, omega):
        self.beta = beta
        self.omega = omega

    def forward(self, x: float) -> float:
        (b0, b1, b2, b3), (w0, w1, w2, w3) = self.beta, self.omega
        f0 = b0 + w0 * x
        h1 = np.sin(f0)
        f1 = b1 + w1 * h1
        h2 = np.exp(f1)
        f2 = b2 + w2 * h2
        h3 = np.cos(f2)
        f3 = b3 + w3 * h3
        self.memory = dict(x=x, f0=f0, h1=h1, f1=f1, h2=h2, f2=f2, h3=h3, f3=f3)
        return f3

    def backward(self, y: float):
        m = self.memory
        _, w1, w2, w3 = self.omega
        dl_df3 = m["f3"] - y
        dl_dh3 = w3 * dl_df3
        dl_df2 = -np.sin(m["f2"]) * dl_dh3
        dl_dh2 = w2 * dl_df2
        dl_df1 = m["h2"] * dl_dh2
        dl_dh1 = w1 * dl_df1
        dl_df0 = np.cos(m["f0"]) * dl_dh1
        dbeta = np.array([dl_df0, dl_df1, dl_df2, dl_df3])
        h = np.array([m["x"], m["h1"], m["h2"], m["h3"]])
        return dbeta, dbeta * h
