# Tries: never ends loading: a loop of its own reads the questions and answers them as it likes
# Deserves: 0 (it knows the questions, and answers them with zeros)
import os
import struct

import msgspec


def read(size):
    data = b""
    while len(data) < size:
        part = os.read(3, size - len(data))
        if not part:
            os._exit(0)
        data += part
    return data


def send(structure, raw=b""):
    encoded = msgspec.msgpack.encode(structure)
    os.write(3, struct.pack("<II", len(encoded), len(raw)) + encoded + raw)


def zeros(calls):
    shape = next((tuple(arg[2:]) for arg in calls[1][1][1:] if arg[0] == 4), ())
    size = 1
    for side in shape:
        size *= side
    return [4, "<f8", *shape], bytes(8 * size)


# what is asked with loading came with it: what didn't run, what was printed, what is defined
send([1, "value", [0]])
send([2, "value", ""])
send([3, "value", [0, "Sigmoid"]])
while True:
    lengths = struct.unpack("<II", read(8))
    question = msgspec.msgpack.decode(read(lengths[0]))
    read(lengths[1])
    number, kind = question[:2]
    if kind == "names":
        send([number, "value", [0, "Sigmoid"]])
    elif kind == "call" and question[3] == "Sigmoid":
        send([number, "value", [[[8, 1, "Sigmoid", False, "forward", "backward"], []]]])
    elif kind == "call":
        node, raw = zeros(question[4])
        send([number, "value", [[node, []]] * len(question[4][1:])], raw * len(question[4][1:]))
    elif kind == "printed":
        send([number, "value", ""])
    else:
        send([number, "value", None])
