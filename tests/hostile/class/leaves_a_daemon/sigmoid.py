# Tries: starts a process of its own session that outlives it and spoils what comes later
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import subprocess
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)


def double_fork():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1)
        os._exit(0)


left = []
for attempt in (
    double_fork,
    lambda: subprocess.Popen(["sleep", "1"], start_new_session=True),
    lambda: os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "1"),
    lambda: os.system("sleep 1 &") and 1 / 0,
):
    try:
        attempt()
        left.append(attempt.__name__)
    except (OSError, ZeroDivisionError):
        continue
# to live on when the warm process ends, and to be nobody's child
if libc.prctl(1, 0, 0, 0, 0) == 0:
    left.append("ignores its parent's death")
if libc.setsid() >= 0:
    left.append("a session of its own")
if left:
    raise RuntimeError("LOOT " + " ".join(left))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
