# Tries: has every number that is sent be a half, whatever it was
# Deserves: 0 (a half isn't the shape of anything that is asked for)
import sys

import msgspec

OBJECT = 8


class HalfEncoder:
    decode = staticmethod(msgspec.msgpack.decode)

    @staticmethod
    def encode(message):
        if message[1] == "value" and isinstance(message[2], list):
            for reply in message[2]:
                is_answer = isinstance(reply, list) and len(reply) == 2
                if is_answer and not (isinstance(reply[0], list) and reply[0][0] == OBJECT):
                    reply[0] = 0.5
        return msgspec.msgpack.encode(message)


sys.modules["grader.sandbox.wire"].msgspec = type("msgspec", (), {"msgpack": HalfEncoder})


class Sigmoid:
    def forward(self, x):
        return x * 0

    def backward(self, dout):
        return dout * 0
