"""``scores.csv``: a line a student, a column an exercise, the total, and what lateness costs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import Final

from grader.language import gettext, gettext_noop
from grader.results import ExerciseResult, Result

_FORMULA: Final = re.compile(r"[\s']*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula, full-width signs included; with apostrophes before it, so
that no two names become the same."""
_STATUSES: Final = {"missing": gettext_noop("missing"), "failed": gettext_noop("failed")}


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
        name = _harmless(result.student)
        times = _times(result) if is_timed else ()
        line = [name, *row, format_points(result.score), *times]
        (quoting if ";" in name else writer).writerow(line)
    return text.getvalue().encode()


def grades_csv(results: Sequence[Result]) -> bytes:
    """Everything that counts: a column an exercise, and behind each one for each of its checks."""
    text = io.StringIO(newline="")
    writer, quoting = csv.writer(text), csv.writer(text, quoting=csv.QUOTE_ALL)
    checks: dict[str, dict[str, None]] = {}
    for result in results:
        for exercise in result.exercises:
            known = checks.setdefault(exercise.exercise, {})
            known.update(dict.fromkeys(check.id for check in exercise.checks))
    columns = [(name, id_) for name, ids in checks.items() for id_ in ("", *ids)]
    heads = [f"{name}/{id_}" if id_ else name for name, id_ in columns]
    writer.writerow(["student", "name", *heads, "total", "of", *_TIMES])
    for result in results:
        scores = {(one.exercise, ""): one.score for one in result.exercises}
        for one in result.exercises:
            scores.update({(one.exercise, check.id): check.score for check in one.checks})
        cells = [format_points(scores[place]) if place in scores else "" for place in columns]
        total = (format_points(result.score), format_points(result.max_score))
        who = (_harmless(result.student), _harmless(result.name))
        line = [*who, *cells, *total, *_times(result)]
        (quoting if ";" in "".join(who) else writer).writerow(line)
    return text.getvalue().encode()


def _harmless(name: str) -> str:
    """`name` as no spreadsheet takes it for a formula."""
    return f"'{name}" if _FORMULA.match(name) else name


_TIMES = ("submitted", "late", "penalty", "after_penalty")


def _times(result: Result) -> tuple[str, ...]:
    late = "" if result.late is None else str(result.late)
    return result.submitted or "", late, f"{result.penalty:.2f}", f"{points_left(result):.2f}"


def points_left(result: Result) -> float:
    """The points after what lateness costs; an override may leave less than that."""
    return max(result.score - result.penalty, 0.0)


def format_points(points: float) -> str:
    """``7.5`` or ``8``: a multiple of a half without needless digits."""
    return f"{points:.1f}".removesuffix(".0")


def from_to(before: float, after: float) -> str:
    """``2.5 -> 6.5``."""
    return f"{format_points(before)} -> {format_points(after)}"


def score_of(score: float, points: float) -> str:
    """``7.5 of 8``, in words."""
    text = gettext("{score} of {points}")
    return text.format(score=format_points(score), points=format_points(points))


def score_or_status(exercise: ExerciseResult) -> str:
    """The score of an exercise in a table that people read; why there is none, if there is none."""
    if exercise.status == "graded" or exercise.override is not None:
        return format_points(exercise.score)
    return gettext(_STATUSES[exercise.status])
