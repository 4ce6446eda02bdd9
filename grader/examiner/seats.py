"""Where a submission sits when pytest itself is run: in a course, or in a student's own folder."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.bundle import exercise_at
from grader.course import Course, Exercise
from grader.course_folder import read_course
from grader.examiner.marking import describe_note, mark_check
from grader.examiner.plugin import Seat
from grader.examiner.run import ExerciseRun
from grader.intake import read_submission
from grader.intake.code import Code
from grader.language import gettext
from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import StudentError
from grader.sandbox.local import LocalSandbox

if TYPE_CHECKING:
    from grader.sandbox.host import Sandbox


class FolderSeat(Seat):
    """Finds course and exercise by the folder that a check's file is in."""

    def __init__(self) -> None:
        super().__init__(Course("", 0, (), Path()))
        self._folder: Path | None = None

    def prepare(self, item: pytest.Item) -> None:
        """Take the exercise that `item` belongs to, and start its worker."""
        if item.path.parent != self._folder:
            self._folder = None
            self.leave()
            self.run = self.enter(item.path.parent)
            self._folder = item.path.parent

    def enter(self, folder: Path) -> ExerciseRun:
        """The exercise in `folder`, with the submission."""
        raise NotImplementedError

    def leave(self) -> None:
        """End the worker of the exercise before."""
        if self.run is not None:
            self.run.close()
        self.run = None

    def close(self) -> None:
        """End the worker."""
        self.leave()


class AuthorSeat(FolderSeat):
    """``pytest solutions/sigmoid --submission examples/class/s01``: for the author of a check.

    Parameters
    ----------
    submission : Path
        A student's folder.
    is_unconfined : bool
        Run it without confinement?
    """

    def __init__(self, submission: Path, *, is_unconfined: bool) -> None:
        super().__init__()
        self._submission = submission
        self._is_unconfined = is_unconfined
        self._sandbox: Sandbox | None = None

    def enter(self, folder: Path) -> ExerciseRun:
        if self._sandbox is None:
            from grader.sandbox.confinement import Confinement
            from grader.sandbox.host import Sandbox
            from grader.sandbox.trial import find_confinement

            self.course = read_course(folder.parent)
            confinement = Confinement() if self._is_unconfined else find_confinement()
            self._sandbox = Sandbox(confinement)
        [exercise] = self.course.only([folder.name]).exercises
        return ExerciseRun(self._sandbox, exercise, code_of(self._submission, exercise))

    def close(self) -> None:
        """End the worker and the warm process."""
        super().close()
        if self._sandbox is not None:
            self._sandbox.close()


class HomeSeat(FolderSeat):
    """``pytest`` in a student's folder: the student's own file, in this process."""

    def __init__(self) -> None:
        super().__init__()
        self._sandbox: LocalSandbox | None = None

    def enter(self, folder: Path) -> ExerciseRun:
        exercise = exercise_at(folder)
        self._sandbox = LocalSandbox(folder)
        return ExerciseRun(self._sandbox, exercise, code_of(folder, exercise))

    def module(self, path: Path) -> Any:
        if path.stem != "given":
            pytest.fail(gettext("there is no reference here: a public check works without one"))
        return super().module(path)

    def describe(self, item: pytest.Function, raised: BaseException) -> str:
        """What a student reads of a failed check: nothing of the grader's own."""
        if self.run is None or self._sandbox is None:
            return str(raised)
        known = {check.name: check for check in self.run.exercise.checks}
        if item.originalname not in known:
            return str(raised)
        check = known[item.originalname]
        more = own_traceback(raised, self._sandbox)
        result, _ = mark_check(item, check, raised, self.run.code, more)
        notes = [describe_note(note, self.run.code) for note in self.run.notes]
        return "\n".join([result.title, result.message, *notes])


def code_of(folder: Path, exercise: Exercise) -> Code:
    """The student's code; fails the check, in one sentence, if there is none."""
    submission = read_submission(folder, [exercise.name])
    if exercise.name not in submission.codes:
        reason = submission.why_not(exercise.name, gettext("there is no such file"))
        pytest.fail(f"{folder}{os.sep}{reason}", pytrace=False)
    return submission.codes[exercise.name]


def own_traceback(raised: BaseException, sandbox: LocalSandbox) -> str:
    """The part of a traceback that is in the student's own files, as lines to add to a message."""
    is_late = isinstance(raised, WorkerFailed) and raised.is_timeout
    if not isinstance(raised, StudentError) and not is_late:
        return ""
    lines = sandbox.trace.format()
    if isinstance(sandbox.problem, SyntaxError):
        lines = traceback.format_exception_only(sandbox.problem)[:-1]
    return "\n" + "".join(lines).rstrip() if lines else ""
