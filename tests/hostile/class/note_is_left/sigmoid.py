# Tries: leaves a note for a classmate who is graded later: in files, memory, modules, names
# Deserves: 0 (all its answers are zeros)
import builtins
import ctypes
import os
import sys

import numpy as np

NOTE = "left-by-a-submission"
for place in (".", "..", "/tmp", "/dev/shm", "/var/tmp", "/run", os.path.dirname(np.__file__)):
    try:
        open(os.path.join(place, NOTE), "w").write(NOTE)
    except OSError:
        continue
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(15, NOTE.encode(), 0, 0, 0)
libc.syscall(29, 0x6C656674, 4096, 0o1666)
os.environ[NOTE] = builtins.note = sys.note = np.note = NOTE
for name in ("given", "sigmoid", "numpy", "grader.sandbox.worker", "grader.sandbox.respondent"):
    if name in sys.modules:
        sys.modules[name].note = NOTE
try:
    os.utime(os.__file__, (1, 1))
except OSError:
    pass


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
