# Tries: gives numbers of objects that aren't its own: modules, functions of the check, none at all
# Deserves: 0 (no object is a number)
import sys

NODES = [
    [8, 0, "ndarray", True, "__array__", "shape", "wire_handle", "__class__"],
    [8, -1, "given", True],
    [8, 2**62, "x" * 10**5, True, *["forward", "backward", "__float__"] * 50],
    [8, 1, "float", False, 1, None, ["forward"]],
    [9, 0],
    [10, ["7"], 0],
    [11, "an array\x1b[2J" + "y" * 10**5],
]
Outgoing = sys.modules["grader.sandbox.wire"].Outgoing
node = Outgoing.node


class Token:
    def __init__(self, value):
        self.number = int(abs(value.sum()) * 1000)


def forged(self, value, depth=0):
    if type(value) is Token:
        return NODES[value.number % len(NODES)]
    return node(self, value, depth)


Outgoing.node = forged


class Affine:
    def __init__(self, W, b):
        self.dW, self.db = Token(W), Token(b)

    def forward(self, x):
        return Token(x)

    def backward(self, dout):
        return [Token(dout)] * 3
