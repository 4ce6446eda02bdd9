# Tries: loops where an attribute is fetched: in a property, a descriptor, in __getattr__
# Deserves: 0.5 (the shapes, where it answers: zeros)
import numpy as np


class Endless:
    def __get__(self, instance, owner):
        while instance is not None and instance.is_small:
            pass
        return self if instance is None else instance.zeros[0]


class Affine:
    db = Endless()

    def __init__(self, W, b):
        self.is_small = len(b) == 2
        self.zeros = np.zeros(np.shape(W))

    @property
    def dW(self):
        while self.is_small:
            pass
        return self.zeros

    def __getattr__(self, name):
        while self.is_small:
            pass
        return self.zeros[0]

    def forward(self, x):
        return np.zeros((len(x), len(self.zeros[0])))

    def backward(self, dout):
        return np.zeros((len(dout), len(self.zeros)))
