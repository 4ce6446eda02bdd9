"""What wrong numbers look like: a factor, a sign, a transpose, an axis too many.

For public checks only: a hint says how the right values relate to those that came.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from grader.language import gettext

CLOSE: Final = 1e-6
"""How exact a relation must be, relative to the largest entry."""
NEAR: Final = 1e-5
"""How far from 1 a factor must be to be worth saying."""
_LARGEST_FACTOR: Final = 10_000


def shape_hint(found: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    """How the shape that came relates to the one that is asked for; empty if it doesn't.

    >>> shape_hint((3, 2), (2, 3))
    'It is the transpose: is a .T missing, or one too many?'
    """
    if len(wanted) > 1 and found == wanted[::-1]:
        return gettext("It is the transpose: is a .T missing, or one too many?")
    if found == () and wanted:
        return gettext("A single number came: is a sum or a mean taken over too much?")
    if len(found) == len(wanted) + 1 and found[1:] == wanted and found[0] > 1:
        return gettext("It still has the batch's axis: is a sum over axis 0 missing?")
    if len(found) + 1 == len(wanted) and found == wanted[1:]:
        return gettext("The batch's axis is gone: one value a sample is asked for.")
    if 1 in found and tuple(n for n in found if n > 1) == tuple(n for n in wanted if n > 1):
        return gettext("It has an axis of length 1 where none is asked for.")
    if np.prod(found, dtype=int) == np.prod(wanted, dtype=int):
        return gettext("It has as many entries as it should: is a reshape missing?")
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
        return gettext("Yours is zero everywhere.")
    factor = float(np.vdot(wanted, found) / np.vdot(wanted, wanted))
    if factor and np.isfinite(factor) and _is_same(found, factor * wanted):
        return _factor_hint(factor)
    if found.ndim == 2 and found.shape[0] == found.shape[1] and _is_same(found.T, wanted):
        return gettext("Yours is the transpose.")
    offset = float(np.mean(found - wanted))
    if found.size > 1 and _is_same(found, wanted + offset):
        return gettext("Yours is off by {offset:.6g} in every entry.").format(offset=offset)
    return ""


def _is_same(a: np.ndarray, b: np.ndarray) -> bool:
    largest = max(float(np.max(np.abs(a))), float(np.max(np.abs(b))))
    return bool(np.all(np.abs(a - b) <= CLOSE * largest))


def _factor_hint(factor: float) -> str:
    if abs(factor + 1) < CLOSE:
        return gettext("Yours has the opposite sign.")
    if (times := _whole(abs(factor))) is not None:
        return _too_large(times, is_negative=factor < 0)
    if (times := _whole(1 / abs(factor))) is not None:
        return _too_small(times, is_negative=factor < 0)
    if abs(factor - 1) < NEAR:  # written with six digits it would be 1
        return ""
    return gettext("Yours is {factor:.6g} times what it should be.").format(factor=factor)


def _too_large(times: int, *, is_negative: bool) -> str:
    if times == 2 and is_negative:
        text = gettext(
            "Besides the sign, yours is {times} times too large: is a factor 1/2, or a mean over a "
            "batch of 2, missing?"
        )
    elif times == 2:
        text = gettext(
            "Yours is {times} times too large: is a factor 1/2, or a mean over a batch of 2, "
            "missing?"
        )
    elif is_negative:
        text = gettext(
            "Besides the sign, yours is {times} times too large: is a mean over the batch missing?"
        )
    else:
        text = gettext("Yours is {times} times too large: is a mean over the batch missing?")
    return text.format(times=times)


def _too_small(times: int, *, is_negative: bool) -> str:
    if times == 2 and is_negative:
        text = gettext(
            "Besides the sign, yours is {times} times too small: is a factor 2 missing, or a mean "
            "taken where there is none?"
        )
    elif times == 2:
        text = gettext(
            "Yours is {times} times too small: is a factor 2 missing, or a mean taken where there "
            "is none?"
        )
    elif is_negative:
        text = gettext(
            "Besides the sign, yours is {times} times too small: is a mean taken where there is "
            "none?"
        )
    else:
        text = gettext("Yours is {times} times too small: is a mean taken where there is none?")
    return text.format(times=times)


def _whole(number: float) -> int | None:
    """`number` as an int, if it is a whole one from 2 up."""
    nearest = round(number) if 1.5 < number < _LARGEST_FACTOR else 0
    return nearest if nearest >= 2 and abs(number - nearest) < CLOSE * nearest else None
