"""One exercise of one submission: loads it, runs the checks, and marks them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from grader.check_rules import Check
from grader.course import GRAPH, Exercise
from grader.examiner.marking import (
    GRADER_FAILED,
    NOT_RUN,
    check_result,
    describe_loading,
    describe_note,
    exercise_result,
    mark_check,
    trace_of,
)
from grader.examiner.run import ExerciseRun
from grader.examiner.session import Session
from grader.examiner.watchdog import TooMuchToRead
from grader.figures import Graph
from grader.language import gettext, speak, spoken
from grader.results import CheckResult, ExerciseResult, Outcome, Status
from grader.sandbox.allowance import WarmProcessLost, WorkerFailed
from grader.sandbox.exchange import StudentError


class Examination:
    """An exercise of a submission: loaded, then its public checks, then its hidden ones.

    Parameters
    ----------
    session : Session
    run : ExerciseRun
    explain : callable
        Called with what came out of a step; gives what to add to the message.
    is_drawn : bool
        Draw the exercise's graph where a public check doesn't pass?

    Attributes
    ----------
    problems : list of str
        What the instructor should look into.
    """

    def __init__(
        self,
        session: Session,
        run: ExerciseRun,
        explain: Callable[[BaseException], str] = lambda _: "",
        *,
        is_drawn: bool = False,
    ) -> None:
        self.run = run
        self.problems: list[str] = []
        self._session = session
        self._explain = explain
        self._checks: list[CheckResult] = []
        self._unloaded: ExerciseResult | None = None
        self._is_drawn = is_drawn
        self._graph: Graph | None = None

    def public(self) -> None:
        """Load the submission and run the public checks."""
        speak(spoken(), self.run.exercise.texts)
        session, exercise = self._session, self.run.exercise
        try:
            self.run.load()
        except (StudentError, WorkerFailed) as problem:
            message = describe_loading(problem, self.run.code) + self._explain(problem)
            trace = trace_of(problem, self.run.code) if isinstance(problem, StudentError) else ()
            failed = nothing(session, exercise, "failed", message)
            self._unloaded = msgspec.structs.replace(failed, trace=trace)
        except WarmProcessLost as loss:
            self.problems.append(f"{exercise.name}: {loss}")
            self._unloaded = nothing(session, exercise, "failed", gettext(GRADER_FAILED))
        else:
            self._run(is_hidden=False)
            if self._is_drawn and any(check.outcome != "passed" for check in self._checks):
                # before the worker has met a hidden question
                self._graph = graph_of(self._session, self.run, self.problems)

    def hidden(self) -> ExerciseResult:
        """Run the hidden checks; the result."""
        speak(spoken(), self.run.exercise.texts)
        run = self.run
        try:
            if self._unloaded is None:
                self._run(is_hidden=True)
        finally:
            run.end()
        result = self._unloaded or exercise_result(run.exercise, "graded", self._checks)
        notes = [describe_note(note, run.code) for note in run.notes]
        if note := run.names.note():
            notes.append(note)
        return msgspec.structs.replace(
            result,
            file=run.code.file,
            sha256=run.code.sha256,
            notes=tuple(notes),
            printed=run.printed,
            graph=self._graph,
        )

    def _run(self, *, is_hidden: bool) -> None:
        session, run, exercise = self._session, self.run, self.run.exercise
        known = {check.name: check for check in exercise.checks}
        items = [
            item
            for item in session.checks(exercise)
            if known[item.originalname].is_hidden is is_hidden
        ]
        session.seat.run = run
        try:
            for item, following in zip(items, [*items[1:], None], strict=False):
                self._checks.append(self._checked(item, following, known[item.originalname]))
        finally:
            session.seat.run = None

    def _checked(
        self, item: pytest.Function, following: pytest.Function | None, check: Check
    ) -> CheckResult:
        session, run = self._session, self.run
        if run.is_out_of_time:
            session.leave(item)
            return check_result(item, check, "timeout", gettext(NOT_RUN))
        raised = session.run(item, following, run.exercise.limits.check_seconds)
        more = "" if raised is None else self._explain(raised)
        result, problem = mark_check(item, check, raised, run.code, more)
        if raised is not None and not check.is_hidden:  # and before the first hidden one is asked
            result = msgspec.structs.replace(result, printed=run.printed_in_check())
        if isinstance(raised, TooMuchToRead):  # maybe while the worker waited for an answer
            run.close()
        if problem:
            self.problems.append(f"{run.exercise.name}: {problem}")
        return result


def examine(
    session: Session,
    run: ExerciseRun,
    problems: list[str],
    explain: Callable[[BaseException], str] = lambda _: "",
) -> ExerciseResult:
    """The result of loading the submission and running all of the exercise's checks.

    Parameters
    ----------
    problems : list of str
        What the instructor should look into is added here.
    explain : callable
        As `Examination` has it.
    """
    examination = Examination(session, run, explain)
    try:
        examination.public()
        return examination.hidden()
    finally:
        problems += examination.problems


def graph_of(
    session: Session, run: ExerciseRun, problems: list[str], *, is_last: bool = False
) -> Graph | None:
    """The exercise's graph with the submission's numbers, if it gives any; costs no check a thing.

    Parameters
    ----------
    problems : list of str
        What the instructor should look into is added here.
    is_last : bool
        Does no check follow?
    """
    exercise = run.exercise
    if exercise.graph is None or run.is_out_of_time:
        return None
    speak(spoken(), exercise.texts)
    try:
        with run.aside(GRAPH, is_last=is_last) as student:
            return session.graph(exercise, student)
    except (StudentError, WorkerFailed, TooMuchToRead, WarmProcessLost):  # no picture
        return None
    except Exception as problem:  # no picture changes a score
        problems.append(f"{exercise.name}: {GRAPH}: {type(problem).__name__}: {problem}")
        return None


def nothing(session: Session, exercise: Exercise, status: Status, message: str) -> ExerciseResult:
    """The result of an exercise of which no check can run: 0, with `message` everywhere."""
    outcome: Outcome = "failed" if status == "missing" else "error"
    known = {check.name: check for check in exercise.checks}
    checks = [
        check_result(item, known[item.originalname], outcome, message)
        for item in session.checks(exercise)
    ]
    return exercise_result(exercise, status, checks, message)
