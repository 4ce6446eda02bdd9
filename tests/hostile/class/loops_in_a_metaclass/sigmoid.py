# Tries: loops where a class is asked for its names, its name or its kind
# Deserves: 0 (it answers zeros, or nothing)
class Endless(type):
    def __dir__(cls):
        while True:
            pass

    @property
    def __name__(cls):
        while True:
            pass

    def __instancecheck__(cls, instance):
        while True:
            pass


class Answer(metaclass=Endless):
    pass


class Sigmoid:
    def forward(self, x):
        return Answer() if x.shape == (1, 2) else x * 0

    def backward(self, dout):
        return dout * 0
