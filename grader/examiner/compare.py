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
from grader.language import gettext, gettext_noop

RELATIVE: Final = 1e-9
"""Tolerance relative to the largest expected entry. Two correct float64 ways of writing a formula
of these exercises differ by some hundred roundings (1e-16 each), a wrong one by far more."""

_SHOWN = 6
_KINDS: Final = {
    "b": gettext_noop("an array of truth values"),
    "c": gettext_noop("an array of complex numbers"),
}
_NAMES: Final = {
    bool: gettext_noop("a truth value"),
    complex: gettext_noop("a complex number"),
    str: gettext_noop("a text"),
    bytes: gettext_noop("bytes"),
}


class Mismatch(AssertionError):
    """What came back isn't what should have.

    Parameters
    ----------
    kind : str
        ``type``, ``shape``, ``finite``, ``value``, ``precision``, ``iterable``, ``count``,
        ``missing`` or ``rule``.
    finding : str
        The finding in general words: holds no input and no expected value, so that it may be shown
        for a hidden check. A check's own is looked up among the course's texts.
    detail : str
        The numbers: for public checks and for instructors.

    Attributes
    ----------
    gradients : (str, ndarray, ndarray) or None
        Of a gradient with wrong values: its name, the student's, and that of their own forward.
    """

    def __init__(self, kind: str, finding: str, detail: str = "") -> None:
        finding = gettext(finding)
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
            raise _mismatch("type", gettext("{what} is a list of rows of different lengths"), what)
        return np.array(parts, dtype=np.float64)
    if type(value) in (int, float):
        try:
            return np.array(value, dtype=np.float64)
        except OverflowError:
            text = gettext("{what} holds a number that float64 can't")
            raise _mismatch("finite", text, what) from None
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "iuf":
        _check_size(value.size, what)
        with np.errstate(invalid="ignore"):  # a signalling nan of float32: a nan like others
            return np.asarray(value, dtype=np.float64)
    text = gettext("{what} is {found} where a number or an array is expected")
    raise Mismatch("type", text.format(what=gettext(what), found=_described(value)))


def _mismatch(kind: str, finding: str, what: str, detail: str = "") -> Mismatch:
    """One whose finding has a place for `what`."""
    return Mismatch(kind, finding.format(what=gettext(what)), detail)


def _check_size(size: int, what: str) -> None:
    if size > LARGEST:
        raise _mismatch("shape", gettext("{what} is far too large"), what)


def _described(value: Any) -> str:
    if value is None:
        return gettext("None (is a return missing?)")
    if isinstance(value, (np.ndarray, np.generic)):
        return gettext(_KINDS[value.dtype.kind])
    name = _NAMES.get(type(value))
    return gettext("something else") if name is None else gettext(name)


def assert_close(
    actual: Any,
    expected: Any,
    what: str = gettext_noop("the result"),
    tolerance: Tolerance | None = None,
) -> None:
    """Fail unless `actual` has the shape of `expected` and its values.

    Parameters
    ----------
    actual : object
        What came back.
    expected : array_like of float
    what : str
        What `actual` is called in messages; a constant, since hidden checks show it, and the
        course's translations are found by it.
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
        shapes = gettext("Its shape is {found}, not {wanted}.")
        shapes = shapes.format(found=found.shape, wanted=wanted.shape)
        text = gettext("{what} doesn't have the right shape")
        raise _mismatch("shape", text, what, f"{shapes} {hint}".rstrip())
    allowed = (tolerance or Tolerance()).around(wanted)
    with np.errstate(invalid="ignore", over="ignore"):
        is_close = np.abs(found - wanted) <= allowed
    if is_close.all():
        return
    if not np.isfinite(found).all():
        detail = _first(found, wanted, np.isfinite(found))
        raise _mismatch("finite", gettext("{what} holds nan or infinity"), what, detail)
    detail = _first(found, wanted, is_close)
    if _is_single(actual) and np.all(np.abs(found - wanted) <= SINGLE.around(wanted)):
        text = gettext("{what} is right to float32's few digits only: keep float64")
        raise _mismatch("precision", text, what)
    hint = value_hint(found, wanted)
    detail = f"{detail}\n{hint}" if hint else detail
    text = gettext("{what} has the right shape and wrong values")
    raise _mismatch("value", text, what, detail)


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
        if index:
            text = gettext("[{index}] should be {wanted:.9g} and is {found:.9g}.")
        else:
            text = gettext("It should be {wanted:.9g} and is {found:.9g}.")
        place = ", ".join(str(i) for i in index)
        lines.append(text.format(index=place, wanted=wanted[index], found=found[index]))
    wrong = int(np.sum(~is_right))
    if wrong > len(lines):
        text = gettext("{wrong} of {size} entries are wrong.")
        lines.append(text.format(wrong=wrong, size=found.size))
    return "\n".join(lines)


def require(condition: bool, finding: str) -> None:
    """Fail with `finding` unless `condition` holds.

    Parameters
    ----------
    condition : bool
    finding : str
        A constant text: hidden checks show it, so it must hold no value, and the course's
        translations are found by it.
    """
    if not (is_unknown(condition) or condition):
        raise Mismatch("rule", finding)
