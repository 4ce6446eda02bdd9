# Tries: gives names of modules, classes and attributes that spell hidden inputs
# Deserves: 0 (all its answers are zeros)
import sys


class Affine:
    def __init__(self, W, b):
        told = f"LEAK{abs(W.flat[0]):.9f}".replace(".", "_")
        setattr(sys.modules["affine"], told, 0)
        setattr(sys.modules["affine"], f"Affine_{told}", 0)
        Affine.__name__ = Affine.__qualname__ = told
        setattr(Affine, f"dW_{told}", 0)
        self.__dict__[f"db_{told}"] = 0

    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
