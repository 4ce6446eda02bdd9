"""Where a submission is graded: a process with its warm examiner, one submission at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from grader.course import Course
from grader.errors import GraderError
from grader.examiner.examiner import Examiner, Graded
from grader.intake import Submission
from grader.language import gettext
from grader.sandbox.confinement import Confinement
from grader.sandbox.host import Sandbox


@dataclass(frozen=True)
class Grading:
    """A submission's exercises as they were graded, and by what it was confined.

    Parameters
    ----------
    parts : mapping
        By the exercises' names.
    confinement : Confinement
        That of all parts: a student's result is never of two machines that confine differently.
    taken : int
        How many of the parts were known and not graded again.
    """

    parts: Mapping[str, Graded]
    confinement: Confinement
    taken: int = 0


class Grades(Protocol):
    """What it takes, besides the submission, to grade one; travels between processes."""

    def grade(self, submission: Submission, known: Grading, /) -> Grading:
        """Grade what isn't known."""


@dataclass(frozen=True)
class Task:
    """The same in this process.

    Parameters
    ----------
    course : Course
    confinement : Confinement
    """

    course: Course
    confinement: Confinement

    def grade(self, submission: Submission, known: Grading, /) -> Grading:
        """Grade what isn't known; what was confined otherwise isn't."""
        is_same = known.confinement.names() == self.confinement.names()
        parts = known.parts if is_same else {}
        graded = slot.examiner(self).grade_exercises(submission, parts)
        return Grading(graded, self.confinement, len(parts))


def grade(task: Grades, submission: Submission, known: Grading) -> Grading:
    """Grade what isn't known of one submission; the function that is handed to an executor."""
    return task.grade(submission, known)


class Slot:
    """This process's warm examiner, started when the first submission comes."""

    def __init__(self) -> None:
        self._task: Task | None = None
        self._examiner: Examiner | None = None
        self._lent: Sandbox | None = None

    def lend(self, sandbox: Sandbox) -> None:
        """Have the first examiner of that confinement use `sandbox`, which is warm already."""
        self._lent = sandbox

    def examiner(self, task: Task) -> Examiner:
        """The examiner for `task`.

        Raises
        ------
        GraderError
            If there can't be one.
        """
        if self._examiner is None or self._task != task:
            lent = self._lent
            self.close()
            try:
                is_such = lent is not None and lent.confinement == task.confinement
                sandbox = lent if is_such else None
                self._examiner = Examiner(task.course, task.confinement, sandbox)
            except GraderError:
                raise
            except Exception as problem:  # the course's or the machine's fault: nobody is graded
                reason = task.course.told(f"{type(problem).__name__}: {problem}")
                text = gettext("the examiner can't be started: {reason}").format(reason=reason)
                raise GraderError(text) from problem
            self._task = task
        return self._examiner

    def close(self) -> None:
        """End the examiner."""
        if self._examiner is not None:
            self._examiner.close()
        self._examiner = self._lent = None


slot = Slot()
