# Tries: answers with objects that turn into an array once somebody looks, each time another one
# Deserves: 0 (an object isn't an array)
import numpy as np


class Lazy:
    looks = 0
    __array_priority__ = 1e9

    def __init__(self, shape):
        self.shape = shape

    def __array__(self, dtype=None, copy=None):
        Lazy.looks += 1
        return np.full(self.shape, 0.5 / Lazy.looks)

    @property
    def __array_interface__(self):
        return {"shape": self.shape, "typestr": "<f8", "data": (id(self), True), "version": 3}

    def __iter__(self):
        return iter(self.__array__())

    def __float__(self):
        return 0.5

    __index__ = __len__ = lambda self: 1


class Sigmoid:
    def forward(self, x):
        return Lazy(x.shape)

    def backward(self, dout):
        return Lazy(dout.shape)
