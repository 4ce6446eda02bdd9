"""One check of one submission again, as it was graded, with all that grading keeps to itself.

For the instructor who answers a student's question. What is shown holds the hidden check, its
inputs and what it expects: it belongs on the instructor's screen and nowhere else.
"""

from __future__ import annotations

import contextlib
import inspect
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pytest

from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError
from grader.examiner.asking_again import without_two_faces
from grader.examiner.compare import Mismatch
from grader.examiner.marking import (
    check_result,
    describe_error,
    describe_loading,
    exercise_result,
    mark_check,
)
from grader.examiner.run import ExerciseRun
from grader.examiner.session import Session
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import gettext, gettext_noop, nearest
from grader.results import CheckResult, ExerciseResult, Result
from grader.sandbox.allowance import WarmProcessLost, WorkerFailed
from grader.sandbox.confinement import Confinement
from grader.sandbox.exchange import Exchange, StudentError
from grader.sandbox.host import Sandbox

NOT_THE_FILE: Final = gettext_noop(
    "{file} isn't the file that was graded: it has been changed since."
)
NOT_THE_SEED: Final = gettext_noop(
    "The course has another seed now ({now}); this is with the old one ({then})."
)
DISTURBED: Final = gettext_noop("Something outside ended its worker; is memory short? Try again.")
NOT_THE_SAME: Final = gettext_noop(
    "It was {before}, {score} points, when the class was graded. If neither file nor course were "
    "changed, the checks before it matter: they ran in the same process, on the same time."
)


@dataclass(frozen=True)
class Case:
    """A check of a student's, as it was graded; with overrides, if there are any."""

    result: Result
    exercise: ExerciseResult
    check: CheckResult

    @property
    def exercises(self) -> list[str]:
        """All that was graded of the student."""
        return [exercise.exercise for exercise in self.result.exercises]


@dataclass(frozen=True)
class Replayed:
    """What came of it this time.

    Parameters
    ----------
    case : Case
    check : CheckResult
        As it is now.
    source : tuple of (int, str)
        The check's own text, with its lines' numbers.
    place : str
        The check's file.
    finding : str
        What came out of it in full, with expected values and texts of the submission's making.
    frames : tuple of str
        Where in the check's file that was.
    log : tuple of Exchange
    printed, printed_in_check : str
        What the submission printed while it was loaded, and in the check.
    differences : tuple of str
        How this isn't what was graded.
    """

    case: Case
    check: CheckResult
    source: tuple[tuple[int, str], ...]
    place: str
    finding: str
    frames: tuple[str, ...]
    log: tuple[Exchange, ...]
    printed: str
    printed_in_check: str
    differences: tuple[str, ...]


def find_case(results: Sequence[Result], student: str, name: str) -> Case:
    """The check that `name` means: ``<exercise>/<id>``, or as much of it as tells it from others.

    Raises
    ------
    GraderError
        If there is no such student or check, or several checks are meant.
    """
    by_name = {result.student: result for result in results}
    if student not in by_name:
        text = gettext("no result is that of {student!r}{nearest}")
        raise GraderError(text.format(student=student, nearest=nearest(student, by_name)))
    result = by_name[student]
    cases = {
        f"{exercise.exercise}/{check.id}": Case(result, exercise, check)
        for exercise in result.exercises
        for check in exercise.checks
    }
    for matches in (_is_id, _is_name, _begins_so):
        found = [full for full in cases if matches(full, name)]
        if len(found) == 1:
            return cases[found[0]]
        if found:
            text = gettext("{name!r} may be {checks}; name one of them")
            raise GraderError(text.format(name=name, checks=", ".join(found)))
    text = gettext("no check of {student} is called {name!r}{nearest}")
    raise GraderError(text.format(student=student, name=name, nearest=nearest(name, cases)))


def _is_id(full: str, name: str) -> bool:
    return name in (full, full.partition("/")[2])


def _is_name(full: str, name: str) -> bool:
    return _is_id(full.partition("[")[0], name)


def _begins_so(full: str, name: str) -> bool:
    return bool(name) and any(one.startswith(name) for one in (full, full.partition("/")[2]))


def replay(
    course: Course, case: Case, submission: Submission, confinement: Confinement, seed: int | None
) -> Replayed:
    """Run the check of `case` alone, with the seed that the class was graded with, if known.

    Raises
    ------
    GraderError
        If there is no file to run it on, or no such check any more.
    """
    name = case.exercise.exercise
    [exercise] = course.only([name]).exercises
    if name not in submission.codes:
        reason = submission.why_not(name, gettext("there is no such file"))
        text = gettext("{student}: {reason}; so there is nothing to replay")
        raise GraderError(text.format(student=submission.student, reason=reason))
    differences = []
    code = submission.codes[name]
    if code.sha256 != case.exercise.sha256:
        differences.append(gettext(NOT_THE_FILE).format(file=code.file))
    if seed is not None and seed != course.seed:
        differences.append(gettext(NOT_THE_SEED).format(now=course.seed, then=seed))
        course = replace(course, seed=seed)
    with (
        contextlib.closing(Sandbox(confinement)) as sandbox,
        contextlib.closing(_session(course.only([name]))) as session,
    ):
        item = _item(session, exercise, case.check.id)
        replayed = _replayed(sandbox, session, item, case, ExerciseRun(sandbox, exercise, code))
    before = case.check.override.score if case.check.override else case.check.score
    if (replayed.check.outcome, replayed.check.score) != (case.check.outcome, before):
        outcome = gettext(case.check.outcome)
        differences.append(gettext(NOT_THE_SAME).format(before=outcome, score=f"{before:g}"))
    place = course.told(replayed.place)
    return replace(replayed, place=place, differences=(*differences, *replayed.differences))


def _session(course: Course) -> Session:
    try:
        return Session(course)
    except CourseError as problem:
        raise CourseError([course.told(text) for text in problem.problems]) from None


def _item(session: Session, exercise: Exercise, name: str) -> pytest.Function:
    items = {item.name: item for item in session.checks(exercise)}
    if name not in items:
        text = gettext(
            "the course has no check {exercise}/{check} any more{nearest}; name the old course "
            "with --course"
        )
        near = nearest(name, items)
        raise GraderError(text.format(exercise=exercise.name, check=name, nearest=near))
    return items[name]


def _replayed(
    sandbox: Sandbox, session: Session, item: pytest.Function, case: Case, run: ExerciseRun
) -> Replayed:
    exercise, name = run.exercise, item.name
    [check] = [check for check in exercise.checks if check.name == item.originalname]
    session.seat.run = run
    try:
        problem, printed_in_check = _loading(run), ""
        raised = problem
        if problem is None:
            raised = session.run(item, None, exercise.limits.check_seconds)
            printed_in_check = run.printed_in_check()
    finally:
        session.seat.run = None
        run.close()
    result, _ = mark_check(item, check, raised, run.code)
    finding = _finding(raised, run.code)
    if problem is not None:
        result = check_result(item, check, "error", describe_loading(problem, run.code))
    elif raised is None and run.carried.get(name):
        whole = exercise_result(exercise, "graded", [result])
        [result] = without_two_faces(sandbox, run, whole, session.seat.course.seed, []).checks
    lines, first = inspect.getsourcelines(item.function)
    source = tuple(enumerate((line.rstrip("\n") for line in lines), start=first))
    return Replayed(
        case=case,
        check=result,
        source=source,
        place=str(item.path),
        finding=finding,
        frames=tuple(_frames(raised, str(item.path))),
        log=tuple(run.logs.get(name, ())),
        printed=run.printed,
        printed_in_check=printed_in_check,
        differences=(gettext(DISTURBED),) if run.is_disturbed else (),
    )


def _finding(raised: BaseException | None, code: Code) -> str:
    if isinstance(raised, Mismatch):
        return str(raised)
    if isinstance(raised, StudentError):
        return describe_error(raised, code, is_hidden=False)
    return "" if raised is None else f"{type(raised).__name__}: {raised}"


def _loading(run: ExerciseRun) -> BaseException | None:
    try:
        run.load()
    except (StudentError, WorkerFailed, WarmProcessLost) as problem:
        return problem
    return None


def _frames(raised: BaseException | None, file: str) -> Iterator[str]:
    if raised is None:
        return
    for frame in traceback.extract_tb(raised.__traceback__):
        if frame.filename == file:
            text = gettext("line {line}, in {function}: {code}")
            yield text.format(line=frame.lineno, function=frame.name, code=frame.line)
