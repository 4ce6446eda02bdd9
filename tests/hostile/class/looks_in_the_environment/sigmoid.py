# Tries: asks for variables, arguments and names in every way that Python and the C library have
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import re
import sys

CANARY = re.compile(rb"canary-[0-9a-f]{16}|grade|--course|--out|solutions")


def variables():
    yield repr(dict(os.environ)).encode()
    yield repr([*sys.argv, *sys.orig_argv, *sys.path, sys.executable, os.getcwd()]).encode()
    libc = ctypes.CDLL(None)
    libc.getenv.restype = ctypes.c_char_p
    for name in (b"TOKEN", b"HOME", b"TMPDIR", b"PWD", b"OLDPWD", b"USER", b"SUDO_USER"):
        yield libc.getenv(name) or b""
    strings = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    number = 0
    while strings and strings[number] is not None:
        yield strings[number]
        number += 1


def look():
    # the worker's own code, and its scratch folder, may be called what they are called
    return [text for text in variables() if CANARY.search(text.replace(b"grader", b""))]


if found := look():
    raise RuntimeError(f"LOOT {found}")


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
