"""One exercise of one submission: loads it, runs the checks, and marks them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from grader.check_rules import Check
from grader.course import Exercise
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
from grader.results import CheckResult, ExerciseResult, Outcome, Status
from grader.sandbox.allowance import WarmProcessLost, WorkerFailed
from grader.sandbox.exchange import StudentError


def examine(
    session: Session,
    run: ExerciseRun,
    problems: list[str],
    explain: Callable[[BaseException], str] = lambda _: "",
) -> ExerciseResult:
    """The result of loading the submission and running the exercise's checks.

    Parameters
    ----------
    problems : list of str
        What the instructor should look into is added here.
    explain : callable
        Called with what came out of a step; gives what to add to the message.
    """
    result = _examined(session, run, problems, explain)
    notes = [describe_note(note, run.code) for note in run.notes]
    if run.names is not None and (note := run.names.note()):
        notes.append(note)
    return msgspec.structs.replace(
        result, file=run.code.file, sha256=run.code.sha256, notes=tuple(notes), printed=run.printed
    )


def _examined(
    session: Session,
    run: ExerciseRun,
    problems: list[str],
    explain: Callable[[BaseException], str],
) -> ExerciseResult:
    exercise = run.exercise
    try:
        run.load()
    except (StudentError, WorkerFailed) as problem:
        message = describe_loading(problem, run.code) + explain(problem)
        trace = trace_of(problem, run.code) if isinstance(problem, StudentError) else ()
        failed = nothing(session, exercise, "failed", message)
        return msgspec.structs.replace(failed, trace=trace)
    except WarmProcessLost as loss:
        problems.append(f"{exercise.name}: {loss}")
        return nothing(session, exercise, "failed", GRADER_FAILED)
    session.seat.run = run
    try:
        return exercise_result(exercise, "graded", _run_checks(session, run, problems, explain))
    finally:
        run.end()
        session.seat.run = None


def nothing(session: Session, exercise: Exercise, status: Status, message: str) -> ExerciseResult:
    """The result of an exercise of which no check can run: 0, with `message` everywhere."""
    outcome: Outcome = "failed" if status == "missing" else "error"
    known = {check.name: check for check in exercise.checks}
    checks = [
        check_result(item, known[item.originalname], outcome, message)
        for item in session.checks(exercise)
    ]
    return exercise_result(exercise, status, checks, message)


def _run_checks(
    session: Session,
    run: ExerciseRun,
    problems: list[str],
    explain: Callable[[BaseException], str],
) -> list[CheckResult]:
    exercise = run.exercise
    items = session.checks(exercise)
    known = {check.name: check for check in exercise.checks}
    results = []
    for item, following in zip(items, (*items[1:], None), strict=True):
        check: Check = known[item.originalname]
        if run.is_out_of_time:
            session.leave(item)
            results.append(check_result(item, check, "timeout", NOT_RUN))
            continue
        raised = session.run(item, following, exercise.limits.check_seconds)
        result, problem = mark_check(
            item, check, raised, run.code, "" if raised is None else explain(raised)
        )
        if raised is not None and not check.is_hidden:  # and before the first hidden one runs
            result = msgspec.structs.replace(result, printed=run.printed_in_check())
        results.append(result)
        if problem:
            problems.append(f"{exercise.name}: {problem}")
    return results
