# Tries: sends sets and dicts of 90,000 members with the same hash, which it never makes itself
# Deserves: 0 (they aren't numbers)
import sys

wire = sys.modules["grader.sandbox.wire"]
container = wire._container


class Many(list):
    pass


wire._container = lambda value: wire.SET if type(value) is Many else container(value)
wire._check_members = lambda members: None
MANY = Many(k * (2**61 - 1) for k in range(1, 90_000))


class Sigmoid:
    def forward(self, x):
        return MANY if x.shape == (1, 2) else {k * (2**61 - 1) for k in range(1, 1_000)}

    def backward(self, dout):
        return {str(k): 0 for k in range(9_999)} | {k * (2**61 - 1): 0 for k in range(1, 1_000)}
