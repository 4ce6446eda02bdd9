import numpy as np


class Multiply:
    def __init__(self):
        self.x = None
        self.y = None

    def forward(self, x, y):
        self.x = x
        self.y = y
        out = x * y
        return out

    def backward(self, dout):
        dx = dout * self.x
        dy = dout * self.y
        return dx, dy


class Add:
    def __init__(self):
        pass

    def forward(self, x, y):
        out = x + y
        return out

    def backward(self, dout):
        dx = dout * 1
        dy = dout * 1
        return dx, dy


class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        return dout1 + dout2


class ToyFunction:
    def __init__(self, beta, omega):
        self.beta = beta
        self.omega = omega

    def forward(self, x):
        b, w = self.beta, self.omega
        self.x = x
        self.f0 = b[0] + w[0] * x
        self.h1 = np.sin(self.f0)
        self.f1 = b[1] + w[1] * self.h1
        self.h2 = np.exp(self.f1)
        self.f2 = b[2] + w[2] * self.h2
        self.h3 = np.cos(self.f2)
        self.f3 = b[3] + w[3] * self.h3
        return self.f3

    def backward(self, y):
        w = self.omega
        df3 = 2 * (self.f3 - y)
        dh3 = df3 * w[3]
        df2 = dh3 * -np.sin(self.f2)
        dh2 = df2 * w[2]
        df1 = dh2 * np.exp(self.f1)
        dh1 = df1 * w[1]
        df0 = dh1 * np.cos(self.f0)
        dbeta = np.array([df0, df1, df2, df3])
        domega = np.array([df0 * self.x, df1 * self.h1, df2 * self.h2, df3 * self.h3])
        return dbeta, domega
