# Tries: becomes root of a world of its own, to mount what it can't reach in this one
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import platform

ARM = platform.machine() == "aarch64"
NUMBERS = (97, 268, 40, 41, 51, 39) if ARM else (272, 308, 165, 155, 161, 166)
UNSHARE, SETNS, MOUNT, PIVOT, CHROOT, UMOUNT = NUMBERS
FSOPEN, OPEN_TREE, MOVE_MOUNT = 430, 428, 429
FILES, NEW_USER, NEW_NS, NEW_PID, NEW_NET = 0x400, 0x10000000, 0x20000, 0x20000000, 0x40000000
EPERM, ENOSYS = 1, 38
libc = ctypes.CDLL(None, use_errno=True)
got_through = []
calls = {
    **{f"unshare {kind:x}": (UNSHARE, kind) for kind in (FILES, NEW_USER, NEW_NS, NEW_PID, NEW_NET)},
    "setns": (SETNS, 3, 0),
    "mount": (MOUNT, b"none", b"left-by-a-submission", b"tmpfs", 0, 0),
    "unmount": (UMOUNT, b"left-by-a-submission", 0),
    "pivot_root": (PIVOT, b"left-by-a-submission", b"."),
    "chroot": (CHROOT, b"left-by-a-submission"),
    "fsopen": (FSOPEN, b"no such file system", 0),
    "open_tree": (OPEN_TREE, -100, b"left-by-a-submission", 1),
    "move_mount": (MOVE_MOUNT, 3, b"", 3, b"", 4),
}
for what, call in calls.items():
    if libc.syscall(*call) == 0 or ctypes.get_errno() not in (EPERM, ENOSYS):
        got_through.append(what)
for change in (lambda: os.setuid(os.getuid()), lambda: os.setgroups([]), lambda: os.nice(0),
               lambda: os.setresuid(-1, -1, -1), lambda: os.mknod("node", 0o20600, 0x103)):
    try:
        change()
        got_through.append("identity")
    except OSError:
        continue
if got_through:
    raise RuntimeError("LOOT " + " ".join(got_through))


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
