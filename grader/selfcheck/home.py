"""Runs public checks for a student, at home: the same checks, in the same way as in grading."""

from __future__ import annotations

import contextlib
import io
import os
import sys
import warnings
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec
import numpy as np

from grader.course import GRAPH, Course, Exercise
from grader.errors import GraderError
from grader.examiner.examination import examine, nothing
from grader.examiner.marking import describe_loading, is_unwritten
from grader.examiner.run import ExerciseRun
from grader.examiner.seats import own_traceback
from grader.examiner.session import Session
from grader.exports import format_points
from grader.figures import Graph
from grader.intake import read_submission
from grader.intake.code import Code
from grader.language import gettext, gettext_noop
from grader.results import ExerciseResult
from grader.sandbox import loading
from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import StudentError
from grader.sandbox.local import LocalSandbox
from grader.sandbox.output import Output
from grader.selfcheck.imports import foreign_imports

MISSING: Final = gettext_noop(
    "there is no such file; take it from the folder that you got for the course, and fill it in"
)
OUTCOMES: Final = {
    "passed": gettext_noop("passed"),
    "failed": gettext_noop("failed"),
    "error": gettext_noop("error"),
    "timeout": gettext_noop("timeout"),
}
"""What each outcome is called where a student reads it."""


@dataclass(frozen=True)
class Checked:
    """An exercise and what became of its public checks.

    Parameters
    ----------
    code : Code
        What was checked; empty where there is no file, and in a notebook.
    sites : mapping
        What each check asked, ``Sigmoid.backward`` say, in that order, by the check's id.
    """

    exercise: Exercise
    result: ExerciseResult
    code: Code
    sites: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_passed(self) -> bool:
        """Did every check pass?"""
        return self.result.score == self.points

    @property
    def is_unwritten(self) -> bool:
        """Does every check say that something isn't written yet, and is nothing else to be said?"""
        result = self.result
        if result.status != "graded" or result.notes or not result.checks:
            return False
        return all(is_unwritten(check.message) for check in result.checks)

    @property
    def points(self) -> float:
        """What the public checks are worth; the exercise may be worth more."""
        return sum(check.points for check in self.exercise.checks)

    @property
    def heading(self) -> str:
        """The exercise's name and its score, in a line; and what of it isn't checked here."""
        more = self.exercise.points - self.points
        if more > 0:
            text = gettext(
                "{exercise}: {score} of {points} points, "
                "and {more} that are checked once you hand in"
            )
            return self._scored(text, more=format_points(more))
        return self.short_heading

    @property
    def short_heading(self) -> str:
        """The exercise's name and its score alone."""
        return self._scored(gettext("{exercise}: {score} of {points} points"))

    def advice(self, command: str) -> str:
        """Where all that is checked here passes, how to look further; `command` explains."""
        if not self.is_passed or self.exercise.graph is None:
            return ""
        text = gettext(
            "Numbers can be right by accident: look at them in the graph with `{command}`."
        )
        return text.format(command=command)

    def _scored(self, text: str, **more: str) -> str:
        return text.format(
            exercise=self.exercise.name,
            score=format_points(self.result.score),
            points=format_points(self.points),
            **more,
        )


@dataclass(frozen=True)
class Explained:
    """An exercise's computational graph, or why there is none."""

    exercise: Exercise
    graph: Graph | None
    message: str = ""


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
        self.course.speak()
        code, missing = _code(exercise, module)
        if missing:
            return Checked(exercise, nothing(self._session, exercise, "missing", missing), code)
        sandbox = LocalSandbox(exercise.folder, module)
        with _quiet(sandbox.output):
            run = ExerciseRun(sandbox, exercise, code)
            result = examine(self._session, run, [], lambda raised: own_traceback(raised, sandbox))
        loading.forget()
        notes = foreign_imports(code, ("numpy", *exercise.imports))
        sites = {check: tuple(asked.site for asked in log) for check, log in run.logs.items()}
        result = msgspec.structs.replace(result, notes=(*result.notes, *notes))
        return Checked(exercise, result, code, sites)

    def explain(self, exercise: Exercise, module: ModuleType | None = None) -> Explained:
        """The exercise's computational graph with the student's numbers."""
        self.course.speak()
        if exercise.graph is None:
            return Explained(exercise, None, gettext("this exercise has no graph"))
        code, missing = _code(exercise, module)
        if missing:
            return Explained(exercise, None, missing)
        sandbox = LocalSandbox(exercise.folder, module)
        with _quiet(sandbox.output):
            run = ExerciseRun(sandbox, exercise, code)
            try:
                run.load()
                student = run.student(GRAPH)
                graph = self._session.graph(exercise, student)
            except (StudentError, WorkerFailed) as problem:
                told = describe_loading(problem, code) + own_traceback(problem, sandbox)
                return Explained(exercise, None, told)
            except GraderError:
                raise
            except Exception as problem:
                text = gettext("the graph can't be drawn: {problem}")
                told = text.format(problem=f"{type(problem).__name__}: {problem}")
                return Explained(exercise, None, told)
            finally:
                run.close()
                loading.forget()
        return Explained(exercise, graph)

    def close(self) -> None:
        """End the session."""
        self._session.close()


def _code(exercise: Exercise, module: ModuleType | None) -> tuple[Code, str]:
    """What is in the student's file, and why nothing is; of a notebook's module, no text."""
    if module is None:
        submission = read_submission(exercise.folder, [exercise.name])
        if exercise.name in submission.codes:
            return submission.codes[exercise.name], ""
        reason = submission.why_not(exercise.name, gettext(MISSING))
        return Code(exercise.name, ()), f"{exercise.folder}{os.sep}{reason}"
    return Code(exercise.name, ()), ""


@contextlib.contextmanager
def _quiet(output: Output) -> Iterator[None]:
    """Keep what the code prints, and give it nothing to read, as in grading."""
    stdin, sys.stdin = sys.stdin, io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(output),
            contextlib.redirect_stderr(output),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        sys.stdin = stdin
