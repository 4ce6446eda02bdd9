# Tries: takes the disk without writing: by reserving, by holes, by files that have no name
# Deserves: 0 (all its answers are zeros)
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_long, ctypes.c_long]
got_through = []


def attempt(what, action):
    try:
        action()
    except OSError:
        return
    got_through.append(what)


def unlinked():
    open("gone", "w").write("x")
    os.unlink("gone")


def reserved():
    if libc.fallocate(os.open("r", os.O_RDWR | os.O_CREAT), 1, 0, 2**20) != 0:
        raise OSError


attempt("no name", lambda: os.open(".", os.O_TMPFILE | os.O_RDWR))
attempt("unlinked", unlinked)
attempt("reserved", reserved)
attempt("in memory", lambda: os.memfd_create("x"))
attempt("a hole", lambda: os.truncate("hole", 2**40) if open("hole", "w").close() is None else None)
attempt("a folder", lambda: os.makedirs("/".join(["d" * 200] * 100)))
attempt("shared memory", lambda: open("/dev/shm/left-by-a-submission", "w").write("x"))
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
