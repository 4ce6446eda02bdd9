# Tries: sends frames that are malformed in every way: lengths, tags, types, shapes, leftovers
# Deserves: 0 (none of them holds a value)
import struct
import sys
import zlib

import msgspec

encode = msgspec.msgpack.encode


def replies(node, raw=b""):
    return lambda number: (encode([number, "value", node]), raw)


FRAMES = [
    lambda number: (b"\xc1" * 100, b""),
    lambda number: (b"", b""),
    lambda number: (encode({"a": number}), b""),
    lambda number: (encode(number), b""),
    lambda number: (b"\xdd\xff\xff\xff\xff", b""),  # a list of 2^32 - 1 items, it says
    lambda number: (b"\xc6\xff\xff\xff\xff", b""),  # as many bytes
    lambda number: (b"\xd4\x01\x00", b""),  # an extension type
    lambda number: (b"\x91" * 2**20, b""),  # lists in lists in lists
    lambda number: (encode([number]), b""),
    lambda number: (encode([number, "value"]), b""),
    lambda number: (encode([number, "secret", 1]), b""),
    lambda number: (encode([number, "answer", 1]), b""),
    replies(None),
    replies([[0.5, []], [0.5, []]] * 100),
    replies([[0.5]]),
    replies([[0.5, [[0]]]]),
    replies([[0.5, [[[0], 0.5]]]]),
    replies([[[99, 1], []]]),
    replies([[[4], []]]),
    replies([[[4, "<f8", -1], []]]),
    replies([[[4, "<f8", 2**31 - 1, 2**31 - 1], []]]),
    replies([[[4, "<f8", 0, 2**31 - 1, 2**31 - 1], []]]),
    replies([[[4, "<f8", *[1] * 70], []]], bytes(8)),
    replies([[[4, "|O", 1], []]], bytes(8)),
    replies([[[4, "<f8,<f8", 1], []]], bytes(16)),
    replies([[[4, "<f8", 2], []]], bytes(8)),
    replies([[[4, "<f8", 2], []]], bytes(800)),
    replies([[[5, "<f8", b"1234"], []]]),
    replies([[[6, 1, 2], []]]),
    replies([[[7, "f" * 10**6], []]]),
    replies([[[7, "0x_1"], []]]),
    replies([[[3, "key"], []]]),
    replies([[[3, [0], 1], []]]),
    replies([[[2, 0.5], []]]),
    replies([[[8], []]]),
    replies([[[9, 0], []]]),
    replies([[[10, ["ff"]], []]]),
]
Respondent = sys.modules["grader.sandbox.respondent"].Respondent
answer = Respondent.answer


def garbage(self, question, raw):
    if question[1] != "call" or question[3] not in ("forward", "backward"):
        return answer(self, question, raw)
    # each time is the first time, since the worker that does it is ended: by what is asked
    structure, contents = FRAMES[zlib.crc32(encode(question[4]) + raw) % len(FRAMES)](question[0])
    return struct.pack("<II", len(structure), len(contents)) + structure + contents


Respondent.answer = garbage


class Multiply:
    def forward(self, *args):
        return 0.0

    def backward(self, *args):
        return 0.0


class ToyFunction(Multiply):
    def __init__(self, beta, omega):
        pass


Add = Branch = Multiply
