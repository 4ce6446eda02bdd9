# Tries: looks for the note that a classmate may have left
# Deserves: 0 (all its answers are zeros)
import builtins
import ctypes
import os
import sys

import numpy as np

NOTE = "left-by-a-submission"


def look():
    found = []
    for place in (".", "..", "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.dirname(np.__file__)):
        if os.path.exists(os.path.join(place, NOTE)):
            found.append(place)
    name = ctypes.create_string_buffer(16)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(16, name, 0, 0, 0) == 0 and name.value.startswith(b"left"):
        found.append("the process's name")
    if libc.syscall(29, 0x6C656674, 4096, 0) >= 0:
        found.append("shared memory")
    modules = [builtins, sys, np, *list(sys.modules.values())]
    found += [str(module) for module in modules if "note" in getattr(module, "__dict__", {})]
    found += [NOTE] * (NOTE in os.environ)
    found += [name for name in os.listdir(".") if name]
    found += ["a time"] * (os.stat(os.__file__).st_mtime == 1)
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found))
        return x * 0

    def backward(self, dout):
        return dout * 0
