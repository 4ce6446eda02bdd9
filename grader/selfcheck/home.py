"""Runs public checks for a student, at home: the same checks, in the same way as in grading."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np

from grader.course import Course, Exercise
from grader.examiner.examination import examine, nothing
from grader.examiner.run import ExerciseRun
from grader.examiner.seats import own_traceback
from grader.examiner.session import Session
from grader.exports import format_points
from grader.intake import read_submission
from grader.results import ExerciseResult
from grader.sandbox.local import LocalSandbox

MISSING: Final = (
    "there is no such file; take it from the folder that you got for the course, and fill it in"
)
PRINTED_LIMIT: Final = 2000
"""Characters of printed output that are shown of a check; the last ones."""


@dataclass(frozen=True)
class Checked:
    """An exercise and what became of its public checks."""

    exercise: Exercise
    result: ExerciseResult

    @property
    def is_passed(self) -> bool:
        """Did every check pass?"""
        return self.result.score == self.points

    @property
    def points(self) -> float:
        """What the public checks are worth; the exercise may be worth more."""
        return sum(check.points for check in self.exercise.checks)

    @property
    def heading(self) -> str:
        """The exercise's name and its score, in a line."""
        score = f"{format_points(self.result.score)} of {format_points(self.points)} points"
        more = self.exercise.points - self.points
        rest = f", and {format_points(more)} that are checked once you hand in" if more > 0 else ""
        return f"{self.exercise.name}: {score}{rest}"


class Home:
    """Checks exercises of a student's folder, as often as asked.

    Parameters
    ----------
    course : Course
        From `grader.bundle.find_exercises`.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self._session = Session(course, is_watched=False)

    def check_all(self, folders: Container[Path] | None = None) -> list[Checked]:
        """Check every exercise, or those whose folder is among `folders`."""
        return [
            self.check(exercise)
            for exercise in self.course.exercises
            if folders is None or exercise.folder in folders
        ]

    def check(self, exercise: Exercise, module: ModuleType | None = None) -> Checked:
        """Run the checks of `exercise` on the student's file, or on what a notebook has defined."""
        source = b""
        cells: tuple[int, ...] = ()
        if module is None:
            submission = read_submission(exercise.folder, [exercise.name])
            if exercise.name not in submission.sources:
                reason = submission.unreadable.get(exercise.name, MISSING)
                text = f"{exercise.folder / submission.file(exercise.name)}: {reason}"
                return Checked(exercise, nothing(self._session, exercise, "missing", text))
            source = submission.sources[exercise.name]
            cells = submission.cells.get(exercise.name, ())
        sandbox = LocalSandbox(exercise.folder, module)
        run = ExerciseRun(sandbox, exercise, source, cells)
        with _quiet() as printed:

            def explain(raised: BaseException | None) -> str:
                trace = own_traceback(raised, sandbox, run)
                return trace + printed.taken(is_shown=raised is not None)

            result = examine(self._session, run, [], explain)
        _forget(exercise.folder)
        return Checked(exercise, result)

    def close(self) -> None:
        """End the session."""
        self._session.close()


class _Printed(io.TextIOBase):
    """What the code prints, the end of it."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, text: str) -> int:
        self._text = (self._text + text)[-2 * PRINTED_LIMIT :]
        return len(text)

    def taken(self, *, is_shown: bool) -> str:
        """What was printed since the last time, as lines to add to a message."""
        text, self._text = self._text.strip("\n")[-PRINTED_LIMIT:], ""
        return f"\nPrinted meanwhile:\n{text}" if text and is_shown else ""


@contextlib.contextmanager
def _quiet() -> Iterator[_Printed]:
    """Keep what the code prints, and give it nothing to read, as in grading."""
    printed = _Printed()
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            yield printed
    finally:
        sys.stdin = stdin


def _forget(folder: Path) -> None:
    """Drop modules of the student's own from Python's memory: they may be changed and saved."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file is not None and Path(file).parent == folder and not name.startswith("__"):
            del sys.modules[name]
