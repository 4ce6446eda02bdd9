# Tries: has everything about it say 20 MB: its name, its errors, its objects
# Deserves: 0 (it answers nothing)
LONG = "\u202eA\x1b[31m<script>" * (2 * 10**6)


class Meta(type):
    def __repr__(cls):
        return LONG


class Loud(Exception, metaclass=Meta):
    def __str__(self):
        return LONG

    __repr__ = __str__


Loud.__name__ = Loud.__qualname__ = Loud.__module__ = LONG[:10**6]


class Sigmoid:
    def forward(self, x):
        raise Loud(LONG, Loud(LONG)) from Loud(LONG)

    def backward(self, dout):
        raise Loud(LONG)


Sigmoid.__name__ = LONG[: 10**6]
globals().update({f"Sigmoid{number}{'x' * 9000}": Sigmoid for number in range(300)})
