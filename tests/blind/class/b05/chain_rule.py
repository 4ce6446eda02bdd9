import numpy as np


class Multiply:
    def forward(self, x, y):
        self.inputs = [x, y]
        return self.inputs[0] * self.inputs[1]

    def backward(self, dout):
        x, y = self.inputs
        dx = y * dout
        dy = x * dout
        return dx, dy


class Add:
    def forward(self, x, y):
        self.inputs = [x, y]
        return x + y

    def backward(self, dout):
        x, y = self.inputs
        return dout * x, dout * y


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
        beta, omega = self.beta, self.omega
        self.h0 = x
        self.f0 = beta[0] + omega[0] * x
        self.h1 = np.sin(self.f0)
        self.f1 = beta[1] + omega[1] * self.h1
        self.h2 = np.exp(self.f1)
        self.f2 = beta[2] + omega[2] * self.h2
        self.h3 = np.cos(self.f2)
        self.f3 = beta[3] + omega[3] * self.h3
        return self.f3

    def backward(self, y):
        g3 = 2.0 * (self.f3 - y)
        g2 = -g3 * self.omega[3] * np.sin(self.f2)
        g1 = g2 * self.omega[2] * np.exp(self.f1)
        g0 = g1 * self.omega[1] * np.cos(self.f0)
        return [g0, g1, g2, g3], [g0 * self.f0, g1 * self.f1, g2 * self.f2, g3 * self.f3]
