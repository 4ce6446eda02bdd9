"""What a harness is, where its inputs come from, and what bounds each of them."""

from __future__ import annotations

import base64
import importlib
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

HARNESSES = "wire round_trip conversation diagnosis framing compare words folders results".split()

INPUT_SECONDS = 2.0
"""CPU seconds that one input may take. Inputs have some KiB at most, and take a millisecond."""
INPUT_MEMORY = 4 * 2**20, 1000
"""Bytes that may be allocated over one input: so many, and so many for each of its bytes."""
TRACED = 16
"""One input in so many has its memory watched, which makes it four times as slow."""

IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - a folder of its own in it
"""Where harnesses make their files: a disk would be nearly all of their time."""

CORPUS = Path(__file__).parent / "corpus"


def load(harness: str) -> ModuleType:
    """The harness.

    ``run`` takes an input and raises if something is wrong; ``seed_inputs`` gives the first ones;
    ``LONGEST`` is their size; ``INPUT``, if there, is a module whose ``mutated`` changes them.
    """
    return importlib.import_module(f"fuzz.harnesses.{harness}")


def kept_inputs(harness: str) -> Iterator[bytes]:
    """The inputs that are kept with the tests: base64, one a line, with comments between them."""
    path = CORPUS / f"{harness}.txt"
    for line in path.read_text().splitlines() if path.exists() else ():
        if not line.startswith("#"):
            yield base64.b64decode(line, validate=True)


def watched(run: Callable[[bytes], None], *, is_always_traced: bool) -> Callable[[bytes], None]:
    """`run`, with a bound on the CPU time and the memory of each input."""

    def run_watched(data: bytes) -> None:
        if is_always_traced or zlib.crc32(data) % TRACED == 0:
            _bounded_in_memory(run, data)
        else:
            _bounded_in_time(run, data)

    return run_watched


def _bounded_in_time(run: Callable[[bytes], None], data: bytes) -> None:
    started = time.process_time()
    run(data)
    spent = time.process_time() - started
    assert spent < INPUT_SECONDS, f"this input took {spent:.1f} s of CPU time"


def _bounded_in_memory(run: Callable[[bytes], None], data: bytes) -> None:
    flat, each = INPUT_MEMORY
    tracemalloc.start()
    try:
        _bounded_in_time(run, data)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < flat + each * len(data), f"this input took {most / 2**20:.1f} MiB"
