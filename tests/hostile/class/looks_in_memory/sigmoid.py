# Tries: reads its whole memory, freed pages too, through a pipe, which says where nothing is mapped
# Deserves: 0 (all its answers are zeros)
import ctypes
import os
import re

# the pattern isn't what it looks for, so that it doesn't find itself
CANARY = re.compile(rb"canary-[0-9a-f]{16}")
STEP, NEAR = 2**16, 2**29
libc = ctypes.CDLL(None, use_errno=True)


def memory():
    out, into = os.pipe()
    os.set_blocking(into, False)  # it may hold as little as a page
    seen = set()
    keep = [bytes(100), bytearray(10**6), look]
    for thing in keep:
        base = id(thing) // STEP * STEP
        for start in range(max(base - NEAR, STEP), base + NEAR, STEP):
            if start not in seen:
                seen.add(start)
                end = start + STEP
                while (size := libc.write(into, ctypes.c_void_p(start), end - start)) > 0:
                    yield os.read(out, size)
                    start += size


def look():
    return [found for chunk in memory() if b"canary-" in chunk for found in CANARY.findall(chunk)]


class Sigmoid:
    def forward(self, x):
        if x.shape == (1, 2) and (found := look()):
            raise RuntimeError(f"LOOT {found[:10]}")
        return x * 0

    def backward(self, dout):
        return dout * 0
