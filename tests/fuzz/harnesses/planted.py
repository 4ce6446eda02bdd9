"""A harness with faults of its own: it shows that faults are found. No fuzzing of the grader."""

from __future__ import annotations

import time
from collections.abc import Iterator

LONGEST = 16
kept: list[bytes] = []


def seed_inputs() -> Iterator[bytes]:
    yield b"nothing"
    yield b"........k"


def run(data: bytes) -> None:
    if b"k" in data:
        kept.append(bytes(10_000))
    match data[:1]:
        case b"!":
            raise KeyError("planted")
        case b"s":
            until = time.process_time() + 2.1
            while time.process_time() < until:
                pass
        case b"m":
            assert bytes(8 * 2**20)
