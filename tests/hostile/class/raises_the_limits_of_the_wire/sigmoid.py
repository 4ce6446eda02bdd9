# Tries: lifts the limits of the wire on its own side and sends what only they keep back
# Deserves: 0 (nothing of it is an answer)
import sys

import numpy as np

wire = sys.modules["grader.sandbox.wire"]
wire.STRUCTURE_LIMIT = wire.RAW_LIMIT = wire.NODE_LIMIT = wire.MEMBERS_LIMIT = 2**60
wire.DEPTH_LIMIT = wire.INTEGER_DIGITS = wire.WHOLE_LIMIT = 2**60
wire.DTYPES = frozenset([*wire.DTYPES, "|O", "<U8", "|V8", "<M8[s]"])


def deep():
    nested = []
    for _ in range(200):
        nested = [nested]
    return nested


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            return np.ones(9 * 10**6)
        if x.shape == (3, 2):
            return np.zeros(x.shape, dtype="<M8[s]")
        return deep() if x.ndim == 3 else {number * 2**61: 2**20_000 for number in range(30)}

    def backward(self, dout):
        return [0.0] * 400_000
