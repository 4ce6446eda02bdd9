# Tries: raises exceptions whose text takes for ever to make
# Deserves: 0 (it answers zeros, or nothing)
class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2):
            raise Endless
        return x * 0

    def backward(self, dout):
        return dout * 0
