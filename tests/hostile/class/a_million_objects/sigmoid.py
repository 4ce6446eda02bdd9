# Tries: answers with lists of so many objects and numbers that keeping track of them is costly
# Deserves: 0 (they aren't an array)
class Sigmoid:
    def forward(self, x):
        return [object() for _ in range(4_000)] if x.shape == (1, 2) else x * 0

    def backward(self, dout):
        return [[0] * 40] * 40_000 if dout.shape == (3, 2) else dout * 0
