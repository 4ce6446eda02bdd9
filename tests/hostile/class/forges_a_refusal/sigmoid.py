# Tries: says in the worker's own words that it couldn't be confined, which stops the whole class
# Deserves: 0 (it answers nothing)
import os
import struct

import msgspec

MESSAGE = msgspec.msgpack.encode([0, "unconfined", "PermissionError: landlock"])


def refuse():
    os.write(3, struct.pack("<II", len(MESSAGE), 0) + MESSAGE)
    os._exit(70)


class Sigmoid:
    def forward(self, x):
        refuse()

    def backward(self, dout):
        refuse()
