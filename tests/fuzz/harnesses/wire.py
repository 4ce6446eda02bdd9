"""Any frame gives values of the closed set or a `WireError`, and the values cross again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from crossing import same
from fuzz import frames, seeds

from grader.sandbox import wire
from grader.sandbox.wire import HEADER, Incoming, Outgoing, WireError

INPUT = frames
LONGEST = 2**12


class Reference:
    """A reference, as it came."""

    def __init__(self, fields: list[Any]) -> None:
        self.fields = fields

    def __repr__(self) -> str:
        return f"Reference({self.fields})"

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)  # a nan is itself

    __hash__ = None


PLAIN = (type(None), bool, int, float, complex, str, bytes, np.ndarray, np.generic, Reference)


def seed_inputs() -> Iterator[bytes]:
    for frame in seeds.value_frames():
        yield b"\0" + frame


def run(data: bytes) -> None:
    for structure, raw in frames.split(data[1:]):
        try:
            values = decoded(structure, raw)
        except WireError:
            continue
        assert_closed(values)
        assert repr(values)
        assert same(values, again(values)), values


def decoded(structure: bytes, raw: bytes) -> list[Any]:
    """The values of a frame, one for each node of its message."""
    message = wire.parse(structure)
    incoming = Incoming(raw, lambda tag, fields: Reference([tag, *fields]))
    values = [incoming.value(node) for node in message]
    incoming.finish()
    return values


def again(values: list[Any]) -> list[Any]:
    """`values` after one more journey; what came in may always go out."""
    outgoing = Outgoing(lambda reference: reference.fields)
    frame = outgoing.frame([outgoing.node(value) for value in values])
    structure, _ = wire.sizes(frame[: HEADER.size])
    body = frame[HEADER.size :]
    return decoded(body[:structure], body[structure:])


def assert_closed(value: Any) -> None:
    """Nothing but what the wire's own documentation names, of exactly these types."""
    if type(value) in (list, tuple, set):
        for item in value:
            assert_closed(item)
    elif type(value) is dict:
        for key, item in value.items():
            assert_closed(key)
            assert_closed(item)
    elif type(value) is np.ndarray:
        assert value.dtype.str in wire.DTYPES
        assert value.flags.owndata
        assert value.flags.writeable
    else:
        assert isinstance(value, PLAIN), type(value)
