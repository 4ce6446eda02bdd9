"""A stream of frames, cut anywhere, gives the same messages as the stream in one piece.

The first byte says how the rest is cut.
"""

from __future__ import annotations

import random
import socket
import tempfile
from collections.abc import Iterator
from typing import Any

from fuzz import frames, seeds

from grader.sandbox import wire
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.connection import Worker
from grader.sandbox.wire import WireError

INPUT = frames
LONGEST = 2**13
_SCRATCH = tempfile.TemporaryDirectory(prefix="fuzz-")


class Process:
    """A process without clocks."""

    def cpu_seconds(self) -> float:
        return 0.0

    def starved_seconds(self) -> float:
        return 0.0

    def is_stopped(self) -> bool:
        return False

    def has_ended(self, seconds: float) -> bool:
        return True

    def threads(self) -> int:
        return 1

    def kill(self) -> None:
        pass


def seed_inputs() -> Iterator[bytes]:
    stream = b"".join(seeds.value_frames())
    for cut in (0, 1, 7, 200):
        yield bytes([cut]) + stream[:LONGEST]
    yield b"\1" + seeds.conversations().student


def run(data: bytes) -> None:
    theirs, ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for piece in pieces(data):  # each is received by itself, as if the worker had paused
        theirs.send(piece)
    theirs.close()
    worker: Any = Worker(ours, Process(), _SCRATCH.name)  # type: ignore[arg-type]
    allowance = Allowance(worker, 3600.0)
    try:
        for structure, raw in whole(data[1:]):
            message, received = worker.receive(allowance)
            assert message == structure
            assert received == raw
        try:
            worker.receive(allowance)
        except WorkerFailed as failure:
            assert not failure.is_timeout
        else:
            raise AssertionError("a message that nobody sent")
    finally:
        worker.kill()


def pieces(data: bytes) -> Iterator[bytes]:
    """`data` after its first byte, in at most 100 pieces."""
    first, rest = data[:1], data[1:]
    chance = random.Random(first)
    small = bool(first) and first[0] % 2 == 1
    for _ in range(99):
        size = chance.randrange(1, 12 if small else 2048)
        if rest[:size]:
            yield rest[:size]
        rest = rest[size:]
    if rest:
        yield rest


def whole(stream: bytes) -> Iterator[frames.Frame]:
    """The frames up to the first that is none."""
    while len(stream) >= wire.HEADER.size:
        try:
            structure, raw = wire.sizes(stream[: wire.HEADER.size])
            body = stream[wire.HEADER.size :]
            if len(body) < structure + raw:
                return
        except WireError:
            return
        yield body[:structure], body[structure : structure + raw]
        stream = body[structure + raw :]
