"""Whatever `Outgoing` accepts arrives equal: hypothesis's own test, with its bytes chosen by
coverage."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox import test_wire

LONGEST = 2**12

TEST = test_wire.test_what_is_accepted_arrives_in_its_plain_form
TEST.hypothesis.fuzz_one_input(b"")  # it makes its tables, which may take longer than an input may


def seed_inputs() -> Iterator[bytes]:
    yield bytes(64)
    yield bytes(range(256))


def run(data: bytes) -> None:
    TEST.hypothesis.fuzz_one_input(data)
