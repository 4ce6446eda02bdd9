"""What wrong numbers look like: a factor, a sign, a transpose, an axis too many.

For public checks only: a hint says how the right values relate to those that came.
"""

from __future__ import annotations

from typing import Final

import numpy as np

CLOSE: Final = 1e-6
"""How exact a relation must be, relative to the largest entry."""
_LARGEST_FACTOR: Final = 10_000


def shape_hint(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """How the shape that came relates to the one that is asked for; empty if it doesn't.

    >>> shape_hint((3, 2), (2, 3))
    'It is the transpose: is a .T missing, or one too many?'
    """
    if len(wanted) > 1 and found == wanted[::-1]:
        return "It is the transpose: is a .T missing, or one too many?"
    if found == () and wanted:
        return "A single number came: is a sum or a mean taken over too much?"
    if len(found) == len(wanted) + 1 and found[1:] == wanted and found[0] > 1:
        return "It still has the batch's axis: is a sum over axis 0 missing?"
    if len(found) + 1 == len(wanted) and found == wanted[1:]:
        return "The batch's axis is gone: one value a sample is asked for."
    if 1 in found and tuple(n for n in found if n > 1) == tuple(n for n in wanted if n > 1):
        return "It has an axis of length 1 where none is asked for."
    if np.prod(found, dtype=int) == np.prod(wanted, dtype=int):
        return "It has as many entries as it should: is a reshape missing?"
    return ""


def value_hint(found: np.ndarray, wanted: np.ndarray) -> str:
    """How the values that came relate to the right ones, arrays of one shape; empty if they don't.

    >>> value_hint(np.array([4.0, 8.0]), np.array([1.0, 2.0]))
    'Yours is 4 times too large: is a mean over the batch missing?'
    """
    if not (np.isfinite(found).all() and np.isfinite(wanted).all() and wanted.any()):
        return ""
    with np.errstate(all="ignore"):  # entries near the end of float64's range
        return _relation(found, wanted)


def _relation(found: np.ndarray, wanted: np.ndarray) -> str:
    if not found.any():
        return "Yours is zero everywhere."
    factor = float(np.vdot(wanted, found) / np.vdot(wanted, wanted))
    if factor and np.isfinite(factor) and _is_same(found, factor * wanted):
        return _factor_hint(factor)
    if found.ndim == 2 and found.shape[0] == found.shape[1] and _is_same(found.T, wanted):
        return "Yours is the transpose."
    offset = float(np.mean(found - wanted))
    if found.size > 1 and _is_same(found, wanted + offset):
        return f"Yours is off by {offset:.6g} in every entry."
    return ""


def _is_same(a: np.ndarray, b: np.ndarray) -> bool:
    largest = max(float(np.max(np.abs(a))), float(np.max(np.abs(b))))
    return bool(np.all(np.abs(a - b) <= CLOSE * largest))


def _factor_hint(factor: float) -> str:
    if abs(factor + 1) < CLOSE:
        return "Yours has the opposite sign."
    sign = "Besides the sign, yours" if factor < 0 else "Yours"
    size = abs(factor)
    if (times := _whole(size)) is not None:
        why = (
            "a factor 1/2, or a mean over a batch of 2," if times == 2 else "a mean over the batch"
        )
        return f"{sign} is {times} times too large: is {why} missing?"
    if (times := _whole(1 / size)) is not None:
        why = "a factor 2 missing, or a mean" if times == 2 else "a mean"
        return f"{sign} is {times} times too small: is {why} taken where there is none?"
    return f"Yours is {factor:.6g} times what it should be."


def _whole(number: float) -> int | None:
    """`number` as an int, if it is a whole one from 2 up."""
    nearest = round(number) if 1.5 < number < _LARGEST_FACTOR else 0
    return nearest if nearest >= 2 and abs(number - nearest) < CLOSE * nearest else None
