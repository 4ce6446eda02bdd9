# Tries: answers with integers of a million digits, alone, in lists and as attributes
# Deserves: 0 (they aren't the numbers asked for)
class Affine:
    dW = 10**100_000
    db = [-(2**400_000)]

    def __init__(self, W, b):
        pass

    def forward(self, x):
        return [[1 << 2**20] * 2] * len(x)

    def backward(self, dout):
        return 2**70
