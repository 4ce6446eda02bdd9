# Tries: has a module that knows every name one may ask for
# Deserves: 0 (all its answers are zeros)
class Anything:
    def __init__(self, *args):
        pass

    def __getattr__(self, name):
        return lambda *args, **options: args[0] * 0 if args else self

    def __call__(self, *args):
        return self


def __getattr__(name):
    return Anything


def __dir__():
    return ["Sigmoid", "reference", "given", "changed", "log", "take", "rng"]
