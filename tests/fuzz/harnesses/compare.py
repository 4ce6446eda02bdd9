"""Whatever a worker sent, comparing it ends in a pass that deserves to be one or a `Mismatch`.

The first byte chooses what is expected; the first value of the message is what came back, and the
others are expected, too, where they are numbers.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
from fuzz import frames, seeds
from fuzz.harnesses import wire as wire_harness
from fuzz.harnesses.words import assert_marked

from grader.examiner.compare import (
    SINGLE,
    Mismatch,
    Tolerance,
    assert_close,
    is_close,
    real_array,
)
from grader.examiner.gradients import OwnForward, assert_gradient, numerical_gradient
from grader.sandbox import wire
from grader.sandbox.wire import Outgoing, WireError

INPUT = frames
LONGEST = 2**12

SIX = np.arange(6.0).reshape(2, 3)
EXPECTED: tuple[Any, ...] = (
    *(0.0, 1.5, -1e308, 5e-324, np.float32(1), SIX, SIX / 3, [[1, 2.0], [3, 4]], np.ones((2, 3))),
    *(np.zeros((0, 3)), np.ones((1, 1, 1)), np.ones(3), np.ones((3, 4)), np.array([1e308, -1e308])),
)
TOLERANCES = (None, SINGLE, Tolerance(absolute=1e300), Tolerance(0.0, 0.0))
X = np.arange(3.0)


NEAR: tuple[Any, ...] = (
    *(10**400, np.ones((2, 3)), np.zeros((3, 4)), [[1, 2.0], [3, 5]]),
    *((SIX / 3).astype(code) for code in ("f2", "f4", "f8")),
)
"""What nearly is what is expected."""


def seed_inputs() -> Iterator[bytes]:
    for number, value in enumerate((*seeds.VALUES, *EXPECTED, *(NEAR * len(EXPECTED)))):
        outgoing = Outgoing(lambda value: [wire.OPAQUE, type(value).__name__])
        yield bytes([number % 251]) + outgoing.frame([outgoing.node(value), outgoing.node(1.0)])


def run(data: bytes) -> None:
    first = data[0] if data else 0
    for structure, raw in frames.split(data[1:]):
        try:
            values = wire_harness.decoded(structure, raw)
        except WireError:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a warning would end up on the instructor's terminal
            for actual in values[:4]:
                compared(actual, EXPECTED[first % len(EXPECTED)], TOLERANCES[first % 4])
                for other in values[1:4]:
                    if is_number(other):
                        compared(actual, other, TOLERANCES[first % 4])
                gradients(actual, values)


def is_number(value: Any) -> bool:
    try:
        return bool(np.isfinite(real_array(value, "it")).all())
    except Mismatch:
        return False


def compared(actual: Any, expected: Any, tolerance: Tolerance | None) -> None:
    wanted = np.asarray(expected, dtype=np.float64)
    try:
        assert_close(actual, expected, "the output", tolerance)
    except Mismatch as mismatch:
        assert_marked(mismatch)
        assert mismatch.kind in ("type", "shape", "finite", "value", "precision")
        words = mismatch.finding.replace("float64", "").replace("float32", "")
        assert not any(char.isdigit() for char in words)
        assert len(mismatch.detail) < 1000
        assert not is_close(actual, expected, tolerance)
        return
    assert is_close(actual, expected, tolerance)
    found = real_array(actual, "the output")
    assert found.dtype == np.float64
    assert found.shape == wanted.shape
    allowed = (tolerance or Tolerance()).around(wanted)
    for one, other in zip(found.ravel().tolist(), wanted.ravel().tolist(), strict=True):
        assert abs(one - other) <= allowed


def gradients(actual: Any, outputs: list[Any]) -> None:
    """The checks that compare with the gradient of what the student's own forward gave."""

    def evaluate(inputs: Any) -> list[Any]:
        return [outputs[number % len(outputs)] for number in range(len(inputs))]

    try:
        gradient = numerical_gradient(evaluate, X, np.ones(3))
    except Mismatch:
        pass
    else:
        assert gradient.shape == X.shape
    own = OwnForward(SimpleNamespace(carry=lambda: None), evaluate, X, outputs[0], np.ones(3))
    with contextlib.suppress(Mismatch):
        assert_gradient(actual, np.ones(3), np.ones(3), own)
