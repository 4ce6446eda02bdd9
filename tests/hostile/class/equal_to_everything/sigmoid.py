# Tries: answers with an object that is equal to, larger and smaller than everything
# Deserves: 0 (it isn't a number)
class Yes:
    shape, ndim, size, dtype = (1, 2), 2, 2, float

    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = __contains__ = __eq__

    def __hash__(self):
        return 0

    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __mul__ = __rmul__ = __sub__


class Sigmoid:
    def forward(self, x):
        return Yes()

    def backward(self, dout):
        return Yes()
