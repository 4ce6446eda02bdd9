"""Grading one submission: submission in, result out, depending on nothing else."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError
from grader.examiner.asking_again import carried_of, without_two_faces
from grader.examiner.diagnosis import Diagnostician, Findings
from grader.examiner.examination import Examination, graph_of, nothing
from grader.examiner.marking import (
    GRADER_FAILED,
    submission_result,
    with_diagnoses,
)
from grader.examiner.memory import CheckOutcome, Memory, key_of, key_of_logs
from grader.examiner.opening import Part, ask_hidden, open_together
from grader.examiner.rehearsal import rehearse
from grader.examiner.run import ATTEMPTS, ExerciseRun, ended_from_outside
from grader.examiner.run_id import run_of
from grader.examiner.session import Session
from grader.examiner.watchdog import TooMuchToRead, watchdog
from grader.figures import Graph
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import gettext
from grader.results import ExerciseResult, Result, Run
from grader.sandbox.confinement import Confinement
from grader.sandbox.exchange import Foreseen
from grader.sandbox.host import Sandbox

DIAGNOSIS_SECONDS: Final = 5.0
"""CPU seconds that the diagnosis of an exercise may take."""


WAITING_BYTES: Final = 2**20
"""Bytes of replies up to which an exercise waits until the others have been examined."""


class Graded(msgspec.Struct, frozen=True):
    """An exercise's result, and what the instructor should look into."""

    result: ExerciseResult
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Examined:
    """An exercise that has been examined; `run` is None where nothing could be run."""

    exercise: Exercise
    result: ExerciseResult
    problems: list[str]
    run: ExerciseRun | None = None

    def can_wait(self) -> bool:
        """Must the submission be asked again, and is there little to keep until then?"""
        if self.run is None:
            return False
        if not carried_of(self.run, self.result) and not self.lacks_graph():
            return False
        return sum(each.size for log in self.run.logs.values() for each in log) < WAITING_BYTES

    def lacks_graph(self) -> bool:
        """Did hidden checks alone find something wrong, so that no graph has been asked for yet?

        What waits for its end isn't asked any more.
        """
        if self.result.status != "graded" or self.exercise.graph is None:
            return False
        public = {check.outcome for check in self.result.checks if not check.hidden}
        hidden = {check.outcome for check in self.result.checks if check.hidden}
        return public <= {"passed"} and not hidden <= {"passed"} and "timeout" not in hidden


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
        self._outcomes = Memory[CheckOutcome]()
        self._findings = Memory[Findings]()
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
                    text = gettext("{path}: it can't be loaded: {kind}: {problem}")
                    kind = type(problem).__name__
                    problems.append(text.format(path=path, kind=kind, problem=problem))
        if problems:
            raise CourseError(problems)

    def grade(self, submission: Submission) -> Result:
        """The result of `submission`: each exercise of the course, each of its checks."""
        graded = self.grade_exercises(submission, {})
        return assembled(self._course, self._sandbox.confinement, self._run, submission, graded)

    def grade_exercises(
        self, submission: Submission, known: Mapping[str, Graded]
    ) -> dict[str, Graded]:
        """Each exercise of the course by its name; those that are known aren't graded again.

        Where an error was carried forward, the submission is asked again when all exercises have
        been examined: until then one worker may serve them all.
        """
        self._course.speak()
        graded = dict(known)
        waiting = []
        exercises = (each for each in self._course.exercises if each.name not in known)
        for _, group in itertools.groupby(exercises, lambda each: (each.limits, each.imports)):
            together = list(group)
            begun = self._begun(together, submission)
            for exercise in sorted(together, key=lambda each: each.name not in begun):
                examined = self._examined(exercise, submission, begun.get(exercise.name))
                if examined.can_wait():
                    waiting.append(examined)
                else:
                    graded[exercise.name] = self._finished(examined)
            self._sandbox.end_worker()
        for examined in waiting:
            graded[examined.exercise.name] = self._finished(examined)
        return graded

    def close(self) -> None:
        """End the warm processes."""
        self._sandbox.close()
        self._session.close()

    def _begun(
        self, exercises: Sequence[Exercise], submission: Submission
    ) -> dict[str, Examination]:
        """Those of `exercises` that share a worker, their public checks run.

        That saves time and no more: what goes wrong here is examined by itself, from the first.
        """
        parts = [
            Part(exercise, submission.codes[exercise.name], foreseen[0])
            for exercise in exercises
            if exercise.name in submission.codes and exercise.name not in submission.unreadable
            if (foreseen := self._foreseen_of(exercise))
        ]
        begun: dict[str, Examination] = {}
        try:
            opened = open_together(self._sandbox, parts)
            for exercise, code, _ in parts:
                talk = opened.get(exercise.name)
                if talk is None or not self._sandbox.can_go_on(talk.worker):
                    continue
                talk.resume()
                ahead = self._foreseen_of(exercise)[1:]
                run = ExerciseRun(self._sandbox, exercise, code, ahead, talk, self._outcomes)
                examination = Examination(self._session, run, is_drawn=True)
                examination.public()
                begun[exercise.name] = examination
            ask_hidden(self._sandbox, [examination.run for examination in begun.values()])
        except GraderError:
            raise
        except Exception:
            self._sandbox.close()
            return {}
        return begun

    def _examined(
        self, exercise: Exercise, submission: Submission, begun: Examination | None
    ) -> _Examined:
        problems: list[str] = []
        try:
            result, run = self._examine(exercise, submission, begun, problems)
        except GraderError:
            raise
        except Exception as problem:
            return _Examined(exercise, self._failed(exercise, problem, problems), problems)
        return _Examined(exercise, result, problems, run)

    def _examine(
        self,
        exercise: Exercise,
        submission: Submission,
        begun: Examination | None,
        problems: list[str],
    ) -> tuple[ExerciseResult, ExerciseRun | None]:
        if exercise.name in submission.unreadable:
            file, reason = submission.unreadable[exercise.name]
            problems.append(f"{file}: {reason}")
            message = gettext("{file} was not graded: {reason}.").format(file=file, reason=reason)
            return nothing(self._session, exercise, "failed", message), None
        if exercise.name not in submission.codes:
            message = gettext("There is no {exercise}.py and no {exercise}.ipynb.")
            message = message.format(exercise=exercise.name)
            return nothing(self._session, exercise, "missing", message), None
        code = submission.codes[exercise.name]
        for _ in range(ATTEMPTS):
            if begun is not None:
                examination, begun = begun, None
                examination.run.resume()
            else:
                ahead = self._foreseen_of(exercise)
                run = ExerciseRun(self._sandbox, exercise, code, ahead, memory=self._outcomes)
                examination = Examination(self._session, run, is_drawn=True)
                examination.public()
            result = examination.hidden()
            if not examination.run.is_disturbed:
                break
        else:
            examination.problems.append(f"{exercise.name}: {ended_from_outside()}")
        problems += examination.problems
        if note := submission.notes.get(exercise.name, ""):
            problems.append(f"{exercise.name}: {note}")
            result = msgspec.structs.replace(result, notes=(note, *result.notes))
        return result, examination.run

    def _finished(self, examined: _Examined) -> Graded:
        exercise, result, problems = examined.exercise, examined.result, examined.problems
        if examined.run is not None:
            try:
                seed = self._course.seed
                result = without_two_faces(self._sandbox, examined.run, result, seed, problems)
                result = self._diagnosed(exercise, result, examined.run, problems)
                if examined.lacks_graph():
                    graph = self._drawn(exercise, examined.run.code, problems)
                    result = msgspec.structs.replace(result, graph=graph)
            except GraderError:
                raise
            except Exception as problem:
                result = self._failed(exercise, problem, problems)
        return Graded(result, tuple(self._course.told(problem) for problem in problems))

    def _drawn(self, exercise: Exercise, code: Code, problems: list[str]) -> Graph | None:
        """Its graph, by a worker of its own: the last one has met hidden questions."""
        graph = None
        for _ in range(ATTEMPTS):
            run = ExerciseRun(self._sandbox, exercise, code)
            try:
                graph = graph_of(self._session, run, problems, is_last=True)
            finally:
                run.end()
            if not run.is_disturbed:
                break
        return graph

    def _failed(
        self, exercise: Exercise, problem: Exception, problems: list[str]
    ) -> ExerciseResult:
        """The exercise's result where the grader failed; it costs the others nothing."""
        self._sandbox.close()
        text = gettext("{exercise}: the grader failed: {kind}: {problem}")
        kind = type(problem).__name__
        problems.append(text.format(exercise=exercise.name, kind=kind, problem=problem))
        return nothing(self._session, exercise, "failed", gettext(GRADER_FAILED))

    def _foreseen_of(self, exercise: Exercise) -> list[dict[str, tuple[Foreseen, ...]]]:
        if exercise.name not in self._foreseen:
            self._foreseen[exercise.name] = self._rehearsed(exercise)
        return self._foreseen[exercise.name]

    def _rehearsed(self, exercise: Exercise) -> list[dict[str, tuple[Foreseen, ...]]]:
        """What its checks will ask; nothing, if that can't be found out: it only saves time."""
        try:
            return rehearse(self._session, exercise)
        except Exception:
            return []

    def _found(self, exercise: Exercise, run: ExerciseRun) -> Findings:
        """What the logs show; the same logs show the same."""
        logged = key_of_logs(run.logs)
        key = logged and key_of(exercise.name.encode(), logged)
        findings = self._findings.recall(key) if key else None
        if findings is None:
            findings = self._diagnosticians[exercise.name].diagnose(run.logs)
            if key:
                self._findings.keep(key, findings)
        return findings

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
                findings = self._found(exercise, run)
        except (Exception, TooMuchToRead) as problem:  # no diagnosis changes a score
            text = gettext("{exercise}: no diagnosis: {kind}: {problem}")
            kind = type(problem).__name__
            problems.append(text.format(exercise=exercise.name, kind=kind, problem=problem))
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
            text = gettext(
                "{path}: {package} is allowed and can't be imported ({kind}: {problem}); install "
                "it where the grader runs"
            )
            path, kind = exercise.folder / "exercise.toml", type(problem).__name__
            problems.append(text.format(path=path, package=name, kind=kind, problem=problem))
    return problems
