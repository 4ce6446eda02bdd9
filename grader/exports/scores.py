"""``scores.csv``: a line a student, a column an exercise, and the total."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.results import Result


def scores_csv(exercises: Sequence[str], results: Sequence[Result]) -> bytes:
    """The table as UTF-8; scores are multiples of a half, so nothing is rounded.

    Parameters
    ----------
    exercises : sequence of str
        The exercises' names, in the order of the columns.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["student", *exercises, "total"])
    for result in results:
        scores = {exercise.exercise: exercise.score for exercise in result.exercises}
        row = [format_points(scores.get(name, 0.0)) for name in exercises]
        writer.writerow([result.student, *row, format_points(result.score)])
    return text.getvalue().encode()


def format_points(points: float) -> str:
    """``7.5`` or ``8``: a multiple of a half without needless digits."""
    return f"{points:.1f}".removesuffix(".0")
