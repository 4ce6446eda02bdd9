import numpy as np


class Multiply:
    def forward(self, a, b):
        self.a = a
        self.b = b
        return a * b

    def backward(self, dout):
        return (dout * self.b, dout * self.a)


class Add:
    def forward(self, a, b):
        return a + b

    def backward(self, dout):
        return (dout, dout)


class Branch:
    def forward(self, a):
        return (a, a)

    def backward(self, d1, d2):
        return d1 + d2


class ToyFunction:
    def __init__(self, beta, omega):
        self.beta = beta
        self.omega = omega

    def forward(self, x):
        B, O = self.beta, self.omega
        self.x = x
        self.f0 = B[0] + O[0] * x
        self.h1 = np.sin(self.f0)
        self.f1 = B[1] + O[1] * self.h1
        self.h2 = np.exp(self.f1)
        self.f2 = B[2] + O[2] * self.h2
        self.h3 = np.cos(self.f2)
        self.f3 = B[3] + O[3] * self.h3
        return self.f3

    def backward(self, y):
        B = self.beta
        df3 = 2 * (self.f3 - y)
        df2 = df3 * B[3] * (-np.sin(self.f2))
        df1 = df2 * B[2] * self.h2
        df0 = df1 * B[1] * np.cos(self.f0)
        dB = np.array([df0, df1, df2, df3])
        dO = np.array([df0 * self.x, df1 * self.h1, df2 * self.h2, df3 * self.h3])
        return dB, dO
