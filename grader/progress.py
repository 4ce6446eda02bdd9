"""What the instructor sees while a class is graded, and the table at the end."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from grader.course import Course
from grader.exports.scores import format_points, from_to, score_of, score_or_status
from grader.language import gettext
from grader.overrides import Decided
from grader.plain import clean, columns, padded, width
from grader.results import Result
from grader.validate import Report

MOST_LINES: Final = 20
"""Overrides that are named one by one below the table."""


class Progress:
    """A bar on a terminal, a line a student elsewhere; trouble as lines in both.

    Parameters
    ----------
    total : int
        Submissions to be graded.
    is_quiet : bool
        Show trouble only?
    """

    def __init__(self, total: int, *, is_quiet: bool = False) -> None:
        self._total = total
        self._is_quiet = is_quiet
        self._done = 0
        self._bar: Any = None

    def __enter__(self) -> Progress:
        if sys.stderr.isatty() and not self._is_quiet:
            from tqdm import tqdm

            unit = gettext("submission")
            self._bar = tqdm(total=self._total, unit=unit, file=sys.stderr, leave=False)
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def show(self, result: Result) -> None:
        """Count `result` and say what the instructor should look into, and what was noted."""
        self._done += 1
        notes = [f"{one.exercise}: {note}" for one in result.exercises for note in one.notes]
        with contextlib.suppress(OSError):  # nobody listens, or the log's disk is full: grade on
            for text in dict.fromkeys((*result.problems, *notes)):
                self._line(f"{result.student}: {clean(text)}")
            if self._bar is not None:
                self._bar.update()
            elif not self._is_quiet:
                score = score_of(result.score, result.max_score)
                self._line(f"[{self._done}/{self._total}] {result.student}: {score}")

    def _line(self, text: str) -> None:
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)


def validation_table(report: Report) -> str:
    """What was graded of an exercise, and what is wrong with it."""
    points = gettext("{points} points").format(points=format_points(report.exercise.points))
    lines = [f"{report.exercise.name}: {points}"]
    most = max((width(label) for label, _, _ in report.rows), default=0)
    for label, score, named in report.rows:
        lines.append(f"  {padded(label, most)}  {format_points(score):>4}  {named}".rstrip())
    lines += [
        "  " + gettext("PROBLEM: {problem}").format(problem=problem) for problem in report.problems
    ]
    return "\n".join([*lines, ""])


def overrides_text(decided: Sequence[Decided], file: Path) -> str:
    """How many scores an instructor decided, and what each was before: progress showed that."""
    text = gettext("Overrides counted: {count}, of {file}").format(count=len(decided), file=file)
    lines = [
        f"  {clean(one.student)}: {clean(one.check)} {from_to(one.override.score, one.score)}"
        for one in decided[:MOST_LINES]
    ]
    if more := len(decided) - len(lines):
        lines.append("  " + gettext("and {count} more").format(count=more))
    return "\n".join([text, *lines])


def table(course: Course, results: Sequence[Result]) -> str:
    """The scores of a class as text, a line a student."""
    names = [exercise.name for exercise in course.exercises]
    most = [exercise.points for exercise in course.exercises]
    of = gettext("of {points}")
    rows = [
        [gettext("student"), *names, gettext("total")],
        ["", *(of.format(points=format_points(points)) for points in (*most, sum(most)))],
    ]
    for result in results:
        cells = [score_or_status(exercise) for exercise in result.exercises]
        rows.append([result.student, *cells, format_points(result.score)])
    return "\n".join(columns(rows))
