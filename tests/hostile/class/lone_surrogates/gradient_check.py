# Tries: answers, raises and names things in text that no encoding has
# Deserves: 0 (they aren't gradients)
class Sad(Exception):
    pass


Sad.__module__ = Sad.__doc__ = "\ud800Sad\udfff"  # (a class's name must have an encoding)


def numerical_gradient(f, x, h=1e-4):
    raise Sad("\ud83d\x00\x1b[2J\udc00" * 50)


def relative_error(a, b):
    return {"\udcff": "\ud800", "\x00": ["\udfff"]}


def wrong_parameters(loss, params, grads):
    return {"\ud800", "W\x00", "b\udcff"}


globals()["numerical_gradient\ud800"] = globals()["\x1b[2J"] = numerical_gradient
