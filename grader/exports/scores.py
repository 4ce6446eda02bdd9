"""``scores.csv``: a line a student, a column an exercise, and the total."""

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


def scores_csv(exercises: Sequence[str], results: Sequence[Result]) -> bytes:
    """The table as UTF-8; scores are multiples of a half, so nothing is rounded.

    A name is a student's choice, and a spreadsheet runs what looks like a formula: such a one gets
    an apostrophe in front. One with a semicolon is quoted, since that is what separates cells where
    the comma is a decimal sign.

    Parameters
    ----------
    exercises : sequence of str
        The exercises' names, in the order of the columns.
    """
    text = io.StringIO(newline="")
    writer, quoting = csv.writer(text), csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["student", *exercises, "total"])
    for result in results:
        scores = {exercise.exercise: exercise.score for exercise in result.exercises}
        row = [format_points(scores.get(name, 0.0)) for name in exercises]
        name = f"'{result.student}" if _FORMULA.match(result.student) else result.student
        line = [name, *row, format_points(result.score)]
        (quoting if ";" in name else writer).writerow(line)
    return text.getvalue().encode()


def format_points(points: float) -> str:
    """``7.5`` or ``8``: a multiple of a half without needless digits."""
    return f"{points:.1f}".removesuffix(".0")
