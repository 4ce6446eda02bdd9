"""``scores.csv``: a line a student, a column an exercise, the total, and what lateness costs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from grader.results import Result

_FORMULA: Final = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula, full-width signs included; with apostrophes before it, so
that no two names become the same."""


def scores_csv(
    exercises: Sequence[str], results: Sequence[Result], *, is_timed: bool = False
) -> bytes:
    """The table as UTF-8; scores are multiples of a half, so nothing is rounded.

    A name is a student's choice, and a spreadsheet runs what looks like a formula: such a one gets
    an apostrophe in front. One with a semicolon is quoted, since that is what separates cells where
    the comma is a decimal sign.

    Parameters
    ----------
    exercises : sequence of str
        The exercises' names, in the order of the columns.
    is_timed : bool
        Is there a deadline? Then there are columns for when it was handed in, how many seconds
        late, for the points that this costs, and for what is left of the total.
    """
    text = io.StringIO(newline="")
    writer, quoting = csv.writer(text), csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["student", *exercises, "total", *(_TIMES if is_timed else ())])
    for result in results:
        scores = {exercise.exercise: exercise.score for exercise in result.exercises}
        row = [format_points(scores.get(name, 0.0)) for name in exercises]
        name = f"'{result.student}" if _FORMULA.match(result.student) else result.student
        times = _times(result) if is_timed else ()
        line = [name, *row, format_points(result.score), *times]
        (quoting if ";" in name else writer).writerow(line)
    return text.getvalue().encode()


_TIMES = ("submitted", "late", "penalty", "after_penalty")


def _times(result: Result) -> tuple[str, ...]:
    late = "" if result.late is None else str(result.late)
    left = f"{max(result.score - result.penalty, 0.0):.2f}"  # an override may leave less than that
    return result.submitted or "", late, f"{result.penalty:.2f}", left


def format_points(points: float) -> str:
    """``7.5`` or ``8``: a multiple of a half without needless digits."""
    return f"{points:.1f}".removesuffix(".0")
