"""What a reply shows, and whether two replies show the same: what diagnosis compares with."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import numpy as np

from grader.examiner.compare import Mismatch, real_array
from grader.sandbox.exchange import Handle
from grader.sandbox.wire import OBJECT, OPAQUE, Incoming, WireError

CLOSE: Final = 1e-6
"""Relative to the largest entry: far above rounding, far below any mistake."""


class Nothing:
    """A call that says nothing: it raised, or wasn't made."""


NOTHING: Final = Nothing()


def observation(message: list[Any], raw: bytes, objects: list[int]) -> Any:
    """What a reply shows: its values, or what a call left in its arguments where it gave None."""

    def reference(tag: int, fields: list[Any]) -> Any:
        if tag == OBJECT:
            objects.append(fields[0])
            return Handle(fields[0], "", False, frozenset())
        if tag == OPAQUE:
            return NOTHING
        raise WireError("no value")

    if message[1] != "value":
        return NOTHING
    incoming = Incoming(raw, reference)
    try:
        if type(message[2]) is list and message[2] and type(message[2][0]) is list:
            return [_shown(reply, incoming) for reply in message[2]]
        return incoming.value(message[2])
    except (WireError, TypeError, IndexError, ValueError):
        return NOTHING


def _shown(reply: Any, incoming: Incoming) -> Any:
    """The value of a call; with what it changed in place, where that isn't the value itself."""
    value = incoming.value(reply[0])
    changed = [incoming.value(node) for _, node in reply[1]]
    if value is None and changed:
        return changed[0]
    if all(verdict(value, part) for part in changed):
        return value
    return [value, changed]


def verdict(a: Any, b: Any) -> bool | None:
    """Are two observed values the same? None: they say nothing (missing, or nowhere finite).

    What isn't finite must be so in the same places.
    """
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return None
    if _is_identical(a, b):
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return _all(verdict(a[key], b[key]) for key in a) if a.keys() == b.keys() else False
    try:
        left, right = real_array(a, ""), real_array(b, "")
    except Mismatch:
        return _verdict_of_parts(a, b)
    if left.shape != right.shape:
        return False
    is_finite = np.isfinite(left)
    if not np.array_equal(is_finite, np.isfinite(right)):
        return False
    if not is_finite.any() and left.size:
        return None
    left, right = left[is_finite], right[is_finite]
    largest = max(np.max(np.abs(left), initial=0.0), np.max(np.abs(right), initial=0.0))
    return bool(np.all(np.abs(left - right) <= CLOSE * largest))


def _is_identical(a: Any, b: Any) -> bool:
    """Are they the same finite numbers to the last bit? That is seen soonest."""
    if type(a) is not type(b):
        return False
    if type(a) is np.ndarray:
        is_same = a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
        return bool(is_same and a.size and a.dtype.kind == "f" and np.isfinite(a).all())
    if type(a) in (list, tuple):
        return 0 < len(a) == len(b) and all(map(_is_identical, a, b))
    return type(a) is float and a == b and math.isfinite(a)


def _verdict_of_parts(a: Any, b: Any) -> bool | None:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        if len(a) != len(b):
            return False
        return _all(verdict(left, right) for left, right in zip(a, b, strict=True))
    if isinstance(a, Handle) or isinstance(b, Handle):
        return True if isinstance(a, Handle) and isinstance(b, Handle) else None
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return np.array_equal(a, b)  # truth values, complex numbers: of any shape
    return type(a) is type(b) and bool(np.all(a == b))


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    known = list(verdicts)
    if False in known:
        return False
    return None if None in known else True
