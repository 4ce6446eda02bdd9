"""Grading one submission: submission in, result out, depending on nothing else."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Final

import msgspec

from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError
from grader.examiner.asking_again import without_two_faces
from grader.examiner.diagnosis import Diagnostician
from grader.examiner.examination import examine, nothing
from grader.examiner.marking import (
    GRADER_FAILED,
    submission_result,
    with_diagnoses,
)
from grader.examiner.rehearsal import rehearse
from grader.examiner.run import ATTEMPTS, ENDED_FROM_OUTSIDE, ExerciseRun
from grader.examiner.run_id import run_of
from grader.examiner.session import Session
from grader.examiner.watchdog import TooMuchToRead, watchdog
from grader.intake import Submission
from grader.results import ExerciseResult, Result, Run
from grader.sandbox.confinement import Confinement
from grader.sandbox.exchange import Foreseen
from grader.sandbox.host import Sandbox

DIAGNOSIS_SECONDS: Final = 5.0
"""CPU seconds that the diagnosis of an exercise may take."""


class Graded(msgspec.Struct, frozen=True):
    """An exercise's result, and what the instructor should look into."""

    result: ExerciseResult
    problems: tuple[str, ...] = ()


class Examiner:
    """Grades submissions, one at a time, with a warm pytest session and a warm worker.

    Parameters
    ----------
    course : Course
    confinement : Confinement
        What each worker gets; see `grader.sandbox.trial.find_confinement`.
    sandbox : Sandbox, optional
        One of that confinement, which is warm already.
    """

    def __init__(
        self, course: Course, confinement: Confinement, sandbox: Sandbox | None = None
    ) -> None:
        self._course = course
        self._run = run_of(course)
        self._sandbox = sandbox or Sandbox(confinement)
        self._diagnosticians: dict[str, Diagnostician] = {}
        self._foreseen: dict[str, list[dict[str, tuple[Foreseen, ...]]]] = {}
        try:
            self._session = Session(course)
            self._load_course()
        except CourseError as problem:
            raise CourseError([course.told(text) for text in problem.problems]) from None

    def _load_course(self) -> None:
        """Run the instructor's own files once: what is wrong there is no student's fault."""
        problems = []
        for exercise in self._course.exercises:
            problems += _not_there(exercise)
            own = (exercise.reference, exercise.given)
            for path in (path for path in own if path is not None):
                try:
                    self._session.seat.module(path)
                except Exception as problem:
                    problems.append(
                        f"{path}: it can't be loaded: {type(problem).__name__}: {problem}"
                    )
        if problems:
            raise CourseError(problems)

    def grade(self, submission: Submission) -> Result:
        """The result of `submission`: each exercise of the course, each of its checks."""
        graded = self.grade_exercises(submission, {})
        return assembled(self._course, self._sandbox.confinement, self._run, submission, graded)

    def grade_exercises(
        self, submission: Submission, known: Mapping[str, Graded]
    ) -> dict[str, Graded]:
        """Each exercise of the course by its name; those that are known aren't graded again."""
        graded = {}
        try:
            for exercise in self._course.exercises:
                name = exercise.name
                graded[name] = known[name] if name in known else self._one(exercise, submission)
        finally:
            self._sandbox.end_kept()
        return graded

    def _one(self, exercise: Exercise, submission: Submission) -> Graded:
        problems: list[str] = []
        result = self._graded(exercise, submission, problems)
        return Graded(result, tuple(self._course.told(problem) for problem in problems))

    def close(self) -> None:
        """End the warm processes."""
        self._sandbox.close()
        self._session.close()

    def _graded(
        self, exercise: Exercise, submission: Submission, problems: list[str]
    ) -> ExerciseResult:
        """The exercise's result; a failure of the grader costs the others nothing."""
        try:
            return self._grade_exercise(exercise, submission, problems)
        except GraderError:
            raise
        except Exception as problem:
            self._sandbox.close()
            problems.append(
                f"{exercise.name}: the grader failed: {type(problem).__name__}: {problem}"
            )
            return nothing(self._session, exercise, "failed", GRADER_FAILED)

    def _grade_exercise(
        self, exercise: Exercise, submission: Submission, problems: list[str]
    ) -> ExerciseResult:
        if exercise.name in submission.unreadable:
            file, reason = submission.unreadable[exercise.name]
            problems.append(f"{file}: {reason}")
            message = f"{file} was not graded: {reason}."
            return nothing(self._session, exercise, "failed", message)
        if exercise.name not in submission.codes:
            message = f"There is no {exercise.name}.py and no {exercise.name}.ipynb."
            return nothing(self._session, exercise, "missing", message)
        code = submission.codes[exercise.name]
        if exercise.name not in self._foreseen:
            self._foreseen[exercise.name] = self._rehearsed(exercise)
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sandbox.end_kept()
            noted: list[str] = []
            run = ExerciseRun(self._sandbox, exercise, code, self._foreseen[exercise.name])
            result = examine(self._session, run, noted)
            if not run.is_disturbed:
                break
        else:
            noted.append(f"{exercise.name}: {ENDED_FROM_OUTSIDE}")
        problems += noted
        if note := submission.notes.get(exercise.name, ""):
            problems.append(f"{exercise.name}: {note}")
            result = msgspec.structs.replace(result, notes=(note, *result.notes))
        result = without_two_faces(self._sandbox, run, result, self._course.seed, problems)
        return self._diagnosed(exercise, result, run, problems)

    def _rehearsed(self, exercise: Exercise) -> list[dict[str, tuple[Foreseen, ...]]]:
        """What its checks will ask; nothing, if that can't be found out: it only saves time."""
        try:
            return rehearse(self._session, exercise)
        except Exception:
            return []

    def _diagnosed(
        self, exercise: Exercise, result: ExerciseResult, run: ExerciseRun, problems: list[str]
    ) -> ExerciseResult:
        """`result` with what the numbers show; it costs nothing where all is right."""
        if result.status != "graded" or all(c.outcome == "passed" for c in result.checks):
            return result
        try:
            with watchdog(DIAGNOSIS_SECONDS):
                if exercise.name not in self._diagnosticians:
                    self._diagnosticians[exercise.name] = Diagnostician(exercise)
                findings = self._diagnosticians[exercise.name].diagnose(run.logs)
        except (Exception, TooMuchToRead) as problem:  # no diagnosis changes a score
            problems.append(f"{exercise.name}: no diagnosis: {type(problem).__name__}: {problem}")
            return result
        return with_diagnoses(result, findings.diagnoses, findings.first)


def assembled(
    course: Course,
    confinement: Confinement,
    run: Run,
    submission: Submission,
    graded: Mapping[str, Graded],
) -> Result:
    """The submission's result, from those of its exercises."""
    parts = [graded[exercise.name] for exercise in course.exercises]
    problems = [
        *map(course.told, submission.problems),
        *(p for part in parts for p in part.problems),
    ]
    exercises = tuple(part.result for part in parts)
    return submission_result(submission, exercises, confinement, problems, run)


def _not_there(exercise: Exercise) -> list[str]:
    """What the exercise allows and this machine hasn't: no student's fault."""
    problems = []
    for name in exercise.imports:
        try:
            importlib.import_module(name)
        except Exception as problem:  # whatever a package's own code raises
            problems.append(
                f"{exercise.folder / 'exercise.toml'}: {name} is allowed and can't be imported "
                f"({type(problem).__name__}: {problem}); install it where the grader runs"
            )
    return problems
