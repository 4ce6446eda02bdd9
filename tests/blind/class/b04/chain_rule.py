import numpy as np


class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, dout):
        return self.y * dout, self.x * dout


class Add:
    def forward(self, x, y):
        return x + y

    def backward(self, dout):
        return 1 * dout, 1 * dout


class Branch:
    def forward(self, x):
        return x, x

    def backward(self, dout1, dout2):
        return (dout1 + dout2) / 2


class ToyFunction:
    def __init__(self, beta, omega):
        self.beta = np.array(beta, dtype=float)
        self.omega = np.array(omega, dtype=float)

    def forward(self, x):
        b, o = self.beta, self.omega
        self.h = np.zeros(4)
        self.f = np.zeros(4)
        self.h[0] = x
        self.f[0] = b[0] + o[0] * self.h[0]
        self.h[1] = np.sin(self.f[0])
        self.f[1] = b[1] + o[1] * self.h[1]
        self.h[2] = np.exp(self.f[1])
        self.f[2] = b[2] + o[2] * self.h[2]
        self.h[3] = np.cos(self.f[2])
        self.f[3] = b[3] + o[3] * self.h[3]
        return self.f[3]

    def backward(self, y):
        dbeta = np.zeros(4)
        dbeta[3] = 2 * (self.f[3] - y)
        dbeta[2] = dbeta[3] * self.omega[3] * (-np.sin(self.f[2]))
        dbeta[1] = dbeta[2] * self.omega[2] * self.h[2]
        dbeta[0] = dbeta[1] * self.omega[1] * np.cos(self.h[1])
        domega = dbeta * self.h
        return dbeta, domega
