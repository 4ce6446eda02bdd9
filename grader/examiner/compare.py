"""Compares what came back with what should have.

The table of what counts as a number or an array is `real_array`; every comparison goes through it.
Shapes are compared before values, and values so that a nan never passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from grader.examiner.hints import shape_hint, value_hint
from grader.examiner.unknown import Unlike, is_unknown

RELATIVE: Final = 1e-9
"""Tolerance relative to the largest expected entry. Two correct float64 ways of writing a formula
of these exercises differ by some hundred roundings (1e-16 each), a wrong one by far more."""

_SHOWN = 6


class Mismatch(AssertionError):
    """What came back isn't what should have.

    Parameters
    ----------
    kind : str
        ``type``, ``shape``, ``finite``, ``value``, ``iterable``, ``count`` or ``rule``.
    finding : str
        The finding in general words: holds no input and no expected value, so that it may be shown
        for a hidden check.
    detail : str
        The numbers: for public checks and for instructors.

    Attributes
    ----------
    gradients : (str, ndarray, ndarray) or None
        Of a gradient with wrong values: its name, the student's, and that of their own forward.
    """

    def __init__(self, kind: str, finding: str, detail: str = "") -> None:
        super().__init__(f"{finding}\n{detail}" if detail else finding)
        self.kind = kind
        self.finding = finding
        self.detail = detail
        self.gradients: tuple[str, np.ndarray, np.ndarray] | None = None


@dataclass(frozen=True)
class Tolerance:
    """How far a value may be off: `relative` times the largest expected entry, plus `absolute`."""

    relative: float = RELATIVE
    absolute: float = 0.0

    def around(self, expected: np.ndarray) -> float:
        """The allowed difference of an entry."""
        largest = float(np.max(np.abs(expected))) if expected.size else 0.0
        return self.relative * largest + self.absolute


SINGLE: Final = Tolerance(relative=1e-3)
"""What float32, or float16, may be off by and still show that only precision is missing."""


LARGEST: Final = 2**22
"""Most entries of an array that is compared: a reply may hold 64 million bytes, each of which would
take eight as float64, and as much again in each list around it."""


def real_array(value: Any, what: str) -> np.ndarray:
    """`value` as an array of float64, of at most `LARGEST` entries.

    Python ints and floats, numpy scalars and arrays of integers and floats, and nested lists or
    tuples of these count. Truth values, complex numbers, text, None and objects don't.

    Raises
    ------
    Mismatch
        If it isn't one of them.
    """
    if type(value) is np.ndarray and value.dtype == np.float64 and value.size <= LARGEST:
        return value
    if is_unknown(value):
        return value  # type: ignore[no-any-return]
    if isinstance(value, (list, tuple)):
        parts, size = [], 0
        for item in value:
            parts.append(real_array(item, what))
            if is_unknown(parts[-1]):
                return parts[-1]
            size += parts[-1].size
            _check_size(size, what)
        if len({part.shape for part in parts}) > 1:
            raise Mismatch("type", f"{what} is a list of rows of different lengths")
        return np.array(parts, dtype=np.float64)
    if type(value) in (int, float):
        try:
            return np.array(value, dtype=np.float64)
        except OverflowError:
            raise Mismatch("finite", f"{what} holds a number that float64 can't") from None
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "iuf":
        _check_size(value.size, what)
        with np.errstate(invalid="ignore"):  # a signalling nan of float32: a nan like others
            return np.asarray(value, dtype=np.float64)
    raise Mismatch("type", f"{what} is {_described(value)} where a number or an array is expected")


def _check_size(size: int, what: str) -> None:
    if size > LARGEST:
        raise Mismatch("shape", f"{what} is far too large")


def _described(value: Any) -> str:
    if value is None:
        return "None (is a return missing?)"
    if isinstance(value, (np.ndarray, np.generic)):
        kinds = {"b": "truth values", "c": "complex numbers"}
        return f"an array of {kinds[value.dtype.kind]}"
    names = {bool: "a truth value", complex: "a complex number", str: "a text", bytes: "bytes"}
    return names.get(type(value), "something else")


def assert_close(
    actual: Any, expected: Any, what: str = "the result", tolerance: Tolerance | None = None
) -> None:
    """Fail unless `actual` has the shape of `expected` and its values.

    Parameters
    ----------
    actual : object
        What came back.
    expected : array_like of float
    what : str
        What `actual` is called in messages; a constant, since hidden checks show it.
    tolerance : Tolerance, optional
        By default `RELATIVE` times the largest expected entry.

    Raises
    ------
    Mismatch
    """
    if is_unknown(actual, expected):
        return
    wanted = np.asarray(expected, dtype=np.float64)
    found = real_array(actual, what)
    if found.shape != wanted.shape:
        hint = shape_hint(found.shape, wanted.shape)
        detail = f"Its shape is {found.shape}, not {wanted.shape}. {hint}".rstrip()
        raise Mismatch("shape", f"{what} doesn't have the right shape", detail)
    allowed = (tolerance or Tolerance()).around(wanted)
    with np.errstate(invalid="ignore", over="ignore"):
        is_close = np.abs(found - wanted) <= allowed
    if is_close.all():
        return
    if not np.isfinite(found).all():
        detail = _first(found, wanted, np.isfinite(found))
        raise Mismatch("finite", f"{what} holds nan or infinity", detail)
    detail = _first(found, wanted, is_close)
    if _is_single(actual) and np.all(np.abs(found - wanted) <= SINGLE.around(wanted)):
        raise Mismatch("precision", f"{what} is right to float32's few digits only: keep float64")
    hint = value_hint(found, wanted)
    detail = f"{detail}\n{hint}" if hint else detail
    raise Mismatch("value", f"{what} has the right shape and wrong values", detail)


def _is_single(value: Any) -> bool:
    """Was it computed in less than float64?"""
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype in (np.float32, np.float16)


def is_close(actual: Any, expected: Any, tolerance: Tolerance | None = None) -> bool:
    """Would `assert_close` pass?"""
    if is_unknown(actual, expected):
        return Unlike()  # type: ignore[return-value]
    try:
        assert_close(actual, expected, tolerance=tolerance)
    except Mismatch:
        return False
    return True


def _first(found: np.ndarray, wanted: np.ndarray, is_right: np.ndarray) -> str:
    """The first entries that are wrong, in words."""
    lines = []
    for index in list(zip(*np.nonzero(~is_right), strict=True))[:_SHOWN] if found.ndim else [()]:
        place = f"[{', '.join(str(i) for i in index)}]" if index else "It"
        lines.append(f"{place} should be {wanted[index]:.9g} and is {found[index]:.9g}.")
    wrong = int(np.sum(~is_right))
    if wrong > len(lines):
        lines.append(f"{wrong} of {found.size} entries are wrong.")
    return "\n".join(lines)


def require(condition: bool, finding: str) -> None:
    """Fail with `finding` unless `condition` holds.

    Parameters
    ----------
    condition : bool
    finding : str
        A constant text: hidden checks show it, so it must hold no value.
    """
    if not (is_unknown(condition) or condition):
        raise Mismatch("rule", finding)
