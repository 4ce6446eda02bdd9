"""``pytest solutions/sigmoid --submission examples/class/s01``: for the author of a check."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import read_course
from grader.examiner.plugin import Seat
from grader.examiner.run import ExerciseRun
from grader.intake import read_submission
from grader.sandbox.confinement import Confinement
from grader.sandbox.host import Sandbox
from grader.sandbox.trial import find_confinement


class AuthorSeat(Seat):
    """Finds course and exercise by the file that a check stands in.

    Parameters
    ----------
    submission : Path
        A student's folder.
    is_unconfined : bool
        Run it without confinement?
    """

    def __init__(self, submission: Path, *, is_unconfined: bool) -> None:
        self._submission = submission
        self._is_unconfined = is_unconfined
        self._sandbox: Sandbox | None = None
        self._exercise = ""

    def prepare(self, item: pytest.Item) -> None:
        """Take the exercise that `item` belongs to, and start its worker."""
        folder = item.path.parent
        if self._exercise == str(folder):
            return
        if self._sandbox is None:
            super().__init__(read_course(folder.parent))
            confinement = Confinement() if self._is_unconfined else find_confinement()
            self._sandbox = Sandbox(confinement)
        if self.run is not None:
            self.run.close()
        [exercise] = self.course.only([folder.name]).exercises
        submission = read_submission(self._submission, [exercise.name])
        if exercise.name not in submission.sources:
            reason = submission.unreadable.get(exercise.name, "there is no such file")
            pytest.fail(f"{self._submission / exercise.name}.py: {reason}", pytrace=False)
        self.run = ExerciseRun(self._sandbox, exercise, submission.sources[exercise.name])
        self._exercise = str(folder)

    def close(self) -> None:
        """End the worker and the warm process."""
        if self._sandbox is not None:
            if self.run is not None:
                self.run.close()
            self._sandbox.close()
