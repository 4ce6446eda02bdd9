# Tries: writes its own frames to descriptor 3: the answer is there, and the process gone
# Deserves: 0 (what it writes is zeros)
import os
import struct
import sys


def number():
    frame = sys._getframe()
    while "question" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["question"][0]


def write(structure, raw=b""):
    os.write(3, struct.pack("<II", len(structure), len(raw)) + structure + raw)


def answer(x):
    array = b"\x94\x04\xa3<f8" + bytes(x.shape)[:2] if x.ndim == 2 else b"\xc0"
    raw = bytes(8 * x.size) if x.ndim == 2 else b""
    value = b"\x91\x92" + array + b"\x90"
    write(b"\x93\xce" + struct.pack(">I", number()) + b"\xa5value" + value, raw)


class Sigmoid:
    def forward(self, x):
        answer(x)
        os._exit(0)

    def backward(self, dout):
        answer(dout)
        os._exit(0)
