"""Turns what happened in a check into its result: outcome, score, and what the student may read.

A score needs a check that ran to its end and found nothing wrong. Everything else is 0 with a
message, a skipped check and one that broke included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np
import pytest

from grader.check_rules import Check
from grader.course import Exercise
from grader.examiner.compare import Mismatch
from grader.examiner.watchdog import TooMuchToRead
from grader.figures import rows_of
from grader.intake.code import Code
from grader.language import gettext, gettext_noop
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

GRADER_FAILED: Final = gettext_noop("The grader itself failed here. Your instructor has been told.")
TWO_FACES: Final = gettext_noop(
    "The gradient isn't right, nor is it the one of your forward: {sites}, asked again for the "
    "same, doesn't give the same."
)
NOT_CARRIED: Final = gettext_noop(
    "The gradient isn't right. It may be the one of your forward, but {sites} couldn't be asked "
    "again, so that doesn't count; your instructor has been told."
)
UNWRITTEN_IN: Final = gettext_noop("Not written yet in {place}.")
UNWRITTEN: Final = gettext_noop("Not written yet.")
LINE_LIMIT = 200
"""Longest line of a student's code that is shown with an exception, in characters."""
ENTRIES_LIMIT = 400
"""Most entries of a gradient that is kept to be drawn."""
NOT_RUN: Final = gettext_noop("Not run: the time for this exercise is used up.")
_PLACE_AT_END: Final = re.compile(r" \(\S+, line \d+\)$")  # of a SyntaxError
_NOT_IMPORTABLE: Final = re.compile(
    r"(\S+) can't be imported here: there are (.+), the standard library and your own files"
)
"""What `grader.sandbox.loading` says of an import."""
_TOO_LONG: Final = gettext_noop("it took too long")
"""What `grader.sandbox.loading` says of a statement that was given up."""


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
        outcome, message = "failed", gettext("This isn't so yet.")
    elif isinstance(raised, WorkerFailed):
        outcome = "timeout" if raised.is_timeout else "error"
        message = gettext("Your code didn't get through: {reason}.").format(reason=raised)
    elif isinstance(raised, TooMuchToRead):
        outcome, message = "error", gettext("What your code gave is too much to look through.")
    elif isinstance(raised, WarmProcessLost):
        outcome, message, problem = "error", gettext(GRADER_FAILED), f"{item.name}: {raised}"
    elif isinstance(raised, StudentError):
        outcome, message = "error", describe_error(raised, code, is_hidden=check.is_hidden)
    else:
        outcome = "error"
        message = gettext("The check could make nothing of what your code gave.")
        problem = f"{item.name}: {type(raised).__name__}: {raised}"
    result = check_result(item, check, outcome, message + more)
    if isinstance(raised, StudentError) and not check.is_hidden:
        result = msgspec.structs.replace(result, trace=trace_of(raised, code))
    if isinstance(raised, Mismatch) and raised.gradients and not check.is_hidden:
        result = msgspec.structs.replace(result, gradient=_gradient(*raised.gradients))
    return result, problem


def trace_of(error: StudentError, code: Code) -> tuple[Frame, ...]:
    """The frames of an exception that are in the student's own files."""
    places = [(code.line_name(*place), code.text(*place)) for place in error.places]
    return tuple(Frame(place=place, code=text[:LINE_LIMIT]) for place, text in places if place)


def _gradient(name: str, theirs: np.ndarray, numerical: np.ndarray) -> Gradient | None:
    """The two gradients as rows; None if they are too large to be looked at."""
    if not 0 < theirs.size <= ENTRIES_LIMIT:
        return None
    shape = theirs.shape
    return Gradient(
        name=name.strip("`"),
        shape=shape,
        theirs=rows_of(theirs, shape),
        numerical=rows_of(numerical, shape),
    )


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
    text = gettext(TWO_FACES) if is_shown else gettext(NOT_CARRIED)
    checks = tuple(
        msgspec.structs.replace(
            check, outcome="failed", score=0.0, message=text.format(sites=_named(carried[check.id]))
        )
        if check.id in carried
        else check
        for check in result.checks
    )
    score = sum(check.score for check in checks)
    return msgspec.structs.replace(result, checks=checks, score=score)


def _named(sites: Iterable[str]) -> str:
    return gettext(" and ").join(f"`{site}`" for site in sorted(sites))


def describe_error(error: StudentError, code: Code, *, is_hidden: bool) -> str:
    """What a student may read of an exception in their code.

    Of a hidden check only a built-in class and a line: a text, or a class of their own making,
    could carry what the check sent out of the worker.
    """
    place = code.line_name(error.file, error.line)
    if error.built_in == "NotImplementedError":
        return gettext(UNWRITTEN_IN if place else UNWRITTEN).format(place=place)
    kind, said = (error.built_in, "") if is_hidden else (error.kind, _said(error.text))
    said = _PLACE_AT_END.sub("", said) if place else said
    if place and said:
        text = gettext("Your code raised {kind} in {place}: {text}")
    elif said:
        text = gettext("Your code raised {kind}: {text}")
    elif place:
        text = gettext("Your code raised {kind} in {place}.")
    else:
        text = gettext("Your code raised {kind}.")
    return text.format(kind=kind, place=place, text=said)


def is_unwritten(message: str) -> bool:
    """Does it say, in the language that is spoken, that this part isn't written yet?"""
    first = message.partition("\n")[0]
    somewhere = re.escape(gettext(UNWRITTEN_IN)).replace(re.escape("{place}"), ".+")
    return first == gettext(UNWRITTEN) or re.fullmatch(somewhere, first) is not None


def _said(text: str) -> str:
    """An exception's text; where it is the grader's own, in the language that is spoken."""
    if text == _TOO_LONG:
        return gettext(_TOO_LONG)
    if match := _NOT_IMPORTABLE.fullmatch(text):
        own = gettext(
            "{name} can't be imported here: there are {packages}, the standard library and your "
            "own files"
        )
        return own.format(name=match[1], packages=match[2])
    return text


def describe_loading(problem: BaseException, code: Code) -> str:
    """What a student may read of why their file can't be loaded."""
    if isinstance(problem, StudentError):
        raised = describe_error(problem, code, is_hidden=False)
        return gettext("Your file can't be loaded. {raised}").format(raised=raised)
    return gettext("Your file can't be loaded: {reason}.").format(reason=problem)


def describe_note(note: StudentError, code: Code) -> str:
    """What a student may read of a statement that didn't run while the file was loaded."""
    place, said = code.line_name(note.file, note.line), _said(note.text)
    if note.kind == "LeftOut":
        return gettext("Left out, {place}: {text}").format(place=place, text=said)
    if not said:
        return gettext("Not run through, {place}: {kind}").format(place=place, kind=note.kind)
    text = gettext("Not run through, {place}: {kind}: {text}")
    return text.format(place=place, kind=note.kind, text=said)


def _mismatch(mismatch: Mismatch, is_hidden: bool) -> str:
    end = "" if mismatch.finding.endswith("?") else "."
    finding = f"{mismatch.finding[:1].upper()}{mismatch.finding[1:]}{end}"
    return finding if is_hidden or not mismatch.detail else f"{finding}\n{mismatch.detail}"


def check_result(
    item: pytest.Function, check: Check, outcome: Outcome, message: str
) -> CheckResult:
    """The result of a check, or of one of its cases, run or not; only ``passed`` has a score."""
    case = item.name.removeprefix(check.name)
    if case:
        case = f"[{gettext(case[1:-1])}]"
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
