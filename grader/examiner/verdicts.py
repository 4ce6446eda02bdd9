"""Whether a number of a computational graph is right."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import numpy as np

from grader.examiner.compare import RELATIVE, Tolerance, is_close
from grader.examiner.gradients import OWN
from grader.figures import ENTRIES_LIMIT, Number, Rows, Verdict, rows_of
from grader.language import gettext


@dataclass(frozen=True)
class Found:
    """A number as it came.

    Parameters
    ----------
    value : ndarray or None
        None where it is missing.
    site : str
        What of the submission gave it; empty: the exercise did.
    reason : str
        Why it is missing.
    own : ndarray or None
        Of a gradient that may be right for the submission's own forward, that one's.
    relative : float
        How far a right one may be off, relative to its largest entry.
    is_unwritten : bool
        Is it missing because nobody has written it yet?
    is_free : bool
        May correct code give others, of the same shape?
    digits : int
        As many are shown at least.
    """

    value: np.ndarray | None
    site: str = ""
    reason: str = ""
    own: np.ndarray | None = None
    relative: float = RELATIVE
    is_unwritten: bool = False
    is_free: bool = False
    digits: int = 0


def judged(found: Found, right: Number | None) -> Number:
    """The number with its verdict.

    Parameters
    ----------
    right : Number or None
        The one of the reference; None where nobody knows it.
    """
    if found.value is None:
        shape, shown = (right.shape, right.rows) if right else ((), [])
        return Number(
            verdict="missing",
            shape=shape,
            right=shown,
            site=found.site,
            reason=found.reason,
            digits=found.digits,
        )
    number = Number(
        verdict="given",
        shape=found.value.shape,
        rows=_rows(found.value),
        site=found.site,
        digits=found.digits,
    )
    if not found.site:
        return number
    verdict: Verdict = "unknown"
    if found.is_free and right is not None and found.value.shape == right.shape:
        return msgspec.structs.replace(number, verdict="unknown", right=right.rows)
    if right is not None and right.rows:
        close = is_close(found.value, _array(right), Tolerance(found.relative))
        verdict = "right" if close else "wrong"
    if verdict != "right" and found.own is not None:
        verdict = "own" if is_close(found.value, found.own, OWN) else "wrong"
    if verdict != "wrong" or right is None:
        return msgspec.structs.replace(number, verdict=verdict)
    reason = _unseen(found.value, right)
    return msgspec.structs.replace(number, verdict=verdict, right=right.rows, reason=reason)


def _unseen(found: np.ndarray, right: Number) -> str:
    """How it is wrong where it may look the same as what is right; else empty."""
    if found.shape != right.shape:
        text = gettext("its shape is {found}, not {wanted}")
        return text.format(found=found.shape, wanted=right.shape)
    if not right.rows:
        return ""
    expected = _array(right)
    with np.errstate(all="ignore"):
        error = float(np.max(np.abs(found - expected)) / np.max(np.abs(expected)))
    if not 0 < error < 1e-3:
        return ""
    return gettext("right to {digits} digits only").format(digits=int(-np.log10(error)))


def _array(right: Number) -> np.ndarray:
    return np.array(right.rows, dtype=float).reshape(right.shape)


def _rows(array: np.ndarray) -> Rows:
    """The rows of `array`; none if it has too many entries."""
    return rows_of(array, array.shape) if 0 < array.size <= ENTRIES_LIMIT else []
