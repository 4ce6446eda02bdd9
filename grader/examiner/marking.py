"""Turns what happened in a check into its result: outcome, score, and what the student may read.

A score needs a check that ran to its end and found nothing wrong. Everything else is 0 with a
message, a skipped check and one that broke included.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pytest

from grader.check_rules import Check
from grader.course import Exercise
from grader.examiner.compare import Mismatch
from grader.examiner.watchdog import TooMuchToRead
from grader.intake.code import Code
from grader.results import (
    CheckResult,
    Diagnosis,
    ExerciseResult,
    Frame,
    Gradient,
    Outcome,
    Result,
    Run,
    Status,
)
from grader.sandbox.allowance import WarmProcessLost, WorkerFailed
from grader.sandbox.exchange import StudentError

if TYPE_CHECKING:
    from grader.intake import Submission
    from grader.sandbox.confinement import Confinement

GRADER_FAILED = "The grader itself failed here. Your instructor has been told."
TWO_FACES = (
    "The gradient isn't right, nor is it the one of your forward: `{sites}`, asked again for the "
    "same, doesn't give the same."
)
NOT_CARRIED = (
    "The gradient isn't right. It may be the one of your forward, but `{sites}` couldn't be asked "
    "again, so that doesn't count; your instructor has been told."
)
LINE_LIMIT = 200
"""Longest line of a student's code that is shown with an exception, in characters."""
ENTRIES_LIMIT = 400
"""Most entries of a gradient that is kept to be drawn."""
NOT_RUN = "Not run: the time for this exercise is used up."


def mark_check(
    item: pytest.Function,
    check: Check,
    raised: BaseException | None,
    code: Code,
    more: str = "",
) -> tuple[CheckResult, str]:
    """The result of a check, and what the instructor should look into ("" for nothing).

    Parameters
    ----------
    item : Function
        The check, or one of its cases.
    raised : BaseException or None
        What came out of it.
    code : Code
        What was handed in.
    more : str
        What to add to the message.
    """
    problem = ""
    outcome: Outcome
    if raised is None:
        outcome, message = "passed", ""
    elif isinstance(raised, Mismatch):
        outcome, message = "failed", _mismatch(raised, check.is_hidden)
    elif isinstance(raised, AssertionError):
        outcome, message = "failed", "This isn't so yet."
    elif isinstance(raised, WorkerFailed):
        outcome = "timeout" if raised.is_timeout else "error"
        message = f"Your code didn't get through: {raised}."
    elif isinstance(raised, TooMuchToRead):
        outcome, message = "error", "What your code gave is too much to look through."
    elif isinstance(raised, WarmProcessLost):
        outcome, message, problem = "error", GRADER_FAILED, f"{item.name}: {raised}"
    elif isinstance(raised, StudentError):
        outcome, message = "error", describe_error(raised, code, is_hidden=check.is_hidden)
    else:
        outcome, message = "error", "The check could make nothing of what your code gave."
        problem = f"{item.name}: {type(raised).__name__}: {raised}"
    result = check_result(item, check, outcome, message + more)
    if isinstance(raised, StudentError) and not check.is_hidden:
        result = msgspec.structs.replace(result, trace=trace_of(raised, code))
    if isinstance(raised, Mismatch) and raised.gradients and not check.is_hidden:
        result = msgspec.structs.replace(result, gradient=_gradient(*raised.gradients))
    return result, problem


def trace_of(error: StudentError, code: Code) -> tuple[Frame, ...]:
    """The frames of an exception that are in the student's own files."""
    places = [
        (code.place(*place).removeprefix(" in "), code.text(*place)) for place in error.places
    ]
    return tuple(Frame(place=place, code=text[:LINE_LIMIT]) for place, text in places if place)


def _gradient(name: str, theirs: np.ndarray, numerical: np.ndarray) -> Gradient | None:
    """The two gradients as rows; None if they are too large to be looked at."""
    if not 0 < theirs.size <= ENTRIES_LIMIT:
        return None
    shape = theirs.shape
    rows = [
        [
            [entry if math.isfinite(entry) else None for entry in row]
            for row in array.reshape(-1, shape[-1] if shape else 1).tolist()
        ]
        for array in (theirs, numerical)
    ]
    return Gradient(name=name.strip("`"), shape=shape, theirs=rows[0], numerical=rows[1])


def exercise_result(
    exercise: Exercise, status: Status, checks: list[CheckResult], message: str = ""
) -> ExerciseResult:
    """The exercise's result; its score is the sum of its checks'."""
    return ExerciseResult(
        exercise=exercise.name,
        title=exercise.title,
        status=status,
        score=sum(check.score for check in checks),
        max_score=exercise.points,
        message=message,
        checks=tuple(checks),
    )


def submission_result(
    submission: Submission,
    exercises: tuple[ExerciseResult, ...],
    confinement: Confinement,
    problems: Iterable[str],
    run: Run,
) -> Result:
    """The submission's result; its score is the sum of its exercises'."""
    moment = submission.moment
    return Result(
        student=submission.student,
        score=sum(exercise.score for exercise in exercises),
        max_score=sum(exercise.max_score for exercise in exercises),
        exercises=exercises,
        confinement=confinement.names(),
        problems=tuple(dict.fromkeys(problems)),
        submitted=moment.at.isoformat() if moment else None,
        submitted_from=moment.source if moment else "",
        attempt=submission.attempt or None,
        run=run,
    )


def with_diagnoses(
    result: ExerciseResult, diagnoses: Sequence[Diagnosis], first: Mapping[str, str]
) -> ExerciseResult:
    """`result` with the misconceptions found; each failed check names its first."""
    checks = tuple(
        msgspec.structs.replace(check, diagnosis=first.get(check.id))
        if check.outcome == "failed"
        else check
        for check in result.checks
    )
    return msgspec.structs.replace(result, checks=checks, diagnoses=tuple(diagnoses))


def without_carried(
    result: ExerciseResult, carried: Mapping[str, Iterable[str]], *, is_shown: bool
) -> ExerciseResult:
    """`result` without the marks of the checks in `carried`, which names their forwards.

    Parameters
    ----------
    is_shown : bool
        Is it shown that a forward isn't one function? Else it couldn't be asked again.
    """
    text = TWO_FACES if is_shown else NOT_CARRIED
    checks = tuple(
        msgspec.structs.replace(
            check,
            outcome="failed",
            score=0.0,
            message=text.format(sites="` and `".join(sorted(carried[check.id]))),
        )
        if check.id in carried
        else check
        for check in result.checks
    )
    score = sum(check.score for check in checks)
    return msgspec.structs.replace(result, checks=checks, score=score)


def describe_error(error: StudentError, code: Code, *, is_hidden: bool) -> str:
    """What a student may read of an exception in their code.

    Of a hidden check only a built-in class and a line: a text, or a class of their own making,
    could carry what the check sent out of the worker.
    """
    place = code.place(error.file, error.line)
    if error.built_in == "NotImplementedError":
        return f"Not written yet{place}."
    if is_hidden:
        return f"Your code raised {error.built_in}{place}."
    return f"Your code raised {error.kind}{place}" + (f": {error.text}" if error.text else ".")


def describe_loading(problem: BaseException, code: Code) -> str:
    """What a student may read of why their file can't be loaded."""
    if isinstance(problem, StudentError):
        return f"Your file can't be loaded. {describe_error(problem, code, is_hidden=False)}"
    return f"Your file can't be loaded: {problem}."


def describe_note(note: StudentError, code: Code) -> str:
    """What a student may read of a statement that didn't run while the file was loaded."""
    place = code.place(note.file, note.line).removeprefix(" in ")
    if note.kind == "LeftOut":
        return f"Left out, {place}: {note.text}"
    return f"Not run through, {place}: {note.kind}" + (f": {note.text}" if note.text else "")


def _mismatch(mismatch: Mismatch, is_hidden: bool) -> str:
    end = "" if mismatch.finding.endswith("?") else "."
    finding = f"{mismatch.finding[:1].upper()}{mismatch.finding[1:]}{end}"
    return finding if is_hidden or not mismatch.detail else f"{finding}\n{mismatch.detail}"


def check_result(
    item: pytest.Function, check: Check, outcome: Outcome, message: str
) -> CheckResult:
    """The result of a check, or of one of its cases, run or not; only ``passed`` has a score."""
    case = item.name.removeprefix(check.name)
    points = check.points / check.cases
    return CheckResult(
        id=item.name,
        title=f"{check.title} {case}".strip(),
        outcome=outcome,
        score=points if outcome == "passed" else 0.0,
        max_score=points,
        hidden=check.is_hidden,
        message=message,
    )
