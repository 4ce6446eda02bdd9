"""Grades a class over an executor; writes each result down as it comes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from grader.cache import Cache
from grader.course import Course
from grader.deadline import Deadline
from grader.errors import GraderError
from grader.examiner.examiner import Graded, assembled
from grader.examiner.marking import GRADER_FAILED
from grader.examiner.run_id import run_of
from grader.intake import Handed, Member, Submission, read_submission
from grader.intake.places import FILE_TIME
from grader.language import gettext
from grader.results import ExerciseResult, Result
from grader.results_file import ResultsFile
from grader.sandbox.confinement import Confinement
from grader.slot import Grading, grade
from grader.venue import Venue

LOOK_SECONDS: Final = 1.0
"""How often it is looked how much room there is, though nothing is finished."""

Work = tuple[Submission, Grading]
"""A submission, and what is known of its exercises."""


def grade_class(
    course: Course,
    venue: Venue,
    students: Sequence[Handed],
    results_path: Path,
    on_result: Callable[[Result], None],
    *,
    is_fresh: bool = False,
) -> tuple[Sequence[Result], int]:
    """Grade what the students handed in.

    Parameters
    ----------
    venue : Venue
        Where, by `course`.
    results_path : Path
        Where results are written down, each as soon as it is there.
    on_result : callable
        Called with each result when it has been written down.
    is_fresh : bool
        Grade again what was graded before, too?

    Returns
    -------
    sequence of Result
        Sorted by student.
    int
        How many exercises were as they had been graded before.
    """
    stubs = {exercise.name: exercise.stub for exercise in course.exercises}
    run = run_of(course)
    by_student = {handed.student: handed for handed in students}
    members = [member.student for handed in students for member in handed.everybody()]
    taken = 0
    with contextlib.ExitStack() as closing:
        file = closing.enter_context(contextlib.closing(ResultsFile(results_path)))
        cache = Cache(results_path.parent, course, is_fresh=is_fresh)
        closing.enter_context(contextlib.closing(cache))
        read = (read_submission(handed, list(stubs), stubs) for handed in students)
        work = ((submission, cache.find(submission, venue.confinements)) for submission in read)
        graded = _graded(course, venue, work)
        closing.enter_context(contextlib.closing(graded))  # where writing fails, nothing more is
        for submission, grading in graded:
            cache.keep(submission, grading)
            taken += grading.taken
            source = assembled(course, grading.confinement, run, submission, grading.parts)
            for result in results_of(source, by_student[source.student], course.deadline):
                file.append(result)
                on_result(result)
        results = file.finish(sorted(members, key=os.fsencode))
        cache.tidy()
        return results, taken


def results_of(result: Result, handed: Handed, deadline: Deadline | None) -> Iterator[Result]:
    """The result of each student whose submission it is, with what being late costs."""
    everybody = handed.everybody()
    for member in everybody:
        is_shared = len(everybody) > 1 or member.student != handed.student
        own = msgspec.structs.replace(
            result,
            student=member.student,
            name=member.name or (handed.name if len(everybody) == 1 else ""),
            shared_from=handed.student if is_shared else "",
        )
        yield _timed(own, member, deadline)


def _timed(result: Result, member: Member, deadline: Deadline | None) -> Result:
    """`result` with what the deadline makes of its time.

    A file's time changes with every copy: without a deadline nobody needs it, and the results are
    the same wherever the files come from.
    """
    if deadline is None:
        is_known = result.submitted_from != FILE_TIME
        return (
            result
            if is_known
            else msgspec.structs.replace(result, submitted=None, submitted_from="")
        )
    if result.submitted is None:
        if all(exercise.status != "graded" for exercise in result.exercises):
            return result  # nothing that could be late
        problem = gettext("nobody knows when it was handed in: it counts as in time")
        return msgspec.structs.replace(result, problems=(*result.problems, problem))
    moment = deadline.in_zone(datetime.fromisoformat(result.submitted))
    late = deadline.late(moment, member.due)
    return msgspec.structs.replace(
        result,
        submitted=moment.isoformat(),
        late=late,
        penalty=deadline.penalty(result.score, late),
    )


def _graded(course: Course, venue: Venue, work: Iterator[Work]) -> Generator[Work]:
    """Submissions with what was graded of them, as they finish.

    When a process dies, nobody may know which of the submissions under way ended it; each of them
    is tried again in a process of its own, so that only that one goes without a score.
    """
    while suspects := (yield from _through(course, venue, work)):
        for suspect in suspects:
            if (yield from _through(course, venue, iter([suspect]), is_alone=True)):
                died = RuntimeError(gettext("the process that graded it died, twice"))
                yield suspect[0], _ungraded(course, venue, died)


def _through(
    course: Course, venue: Venue, work: Iterator[Work], *, is_alone: bool = False
) -> Generator[Work, None, list[Work]]:
    """The same, until a process dies; returns the submissions whose process did."""
    under_way: dict[Future[Grading], Work] = {}
    suspects: list[Work] = []
    with venue.executor(is_alone=is_alone) as executor:
        while True:
            room = venue.room()
            while not suspects and len(under_way) < room and (one := next(work, None)) is not None:
                submission, known = one
                if len(known.parts) == len(course.exercises):
                    yield submission, known
                    continue
                try:
                    under_way[executor.submit(grade, venue.task, submission, known)] = one
                except BrokenExecutor:
                    suspects.append(one)
            if not under_way:
                return suspects
            done, _ = wait(under_way, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                submission, _ = one = under_way.pop(future)
                problem = future.exception()
                if isinstance(problem, BrokenExecutor):
                    suspects.append(one)
                elif isinstance(problem, GraderError):
                    raise problem
                elif problem is not None:  # one student's trouble isn't the class's
                    yield submission, _ungraded(course, venue, problem)
                else:
                    yield submission, future.result()


def _ungraded(course: Course, venue: Venue, problem: BaseException) -> Grading:
    """What stands for a submission that the grader couldn't grade.

    Nobody knows on which of the venue's machines: it lists the layers that all of them have.
    """
    error = f"{type(problem).__name__}: {problem}"
    failed = (gettext("the grader failed: {error}").format(error=error),)
    parts = {
        exercise.name: Graded(
            ExerciseResult(
                exercise=exercise.name,
                title=exercise.title,
                status="failed",
                score=0.0,
                max_score=exercise.points,
                message=gettext(GRADER_FAILED),
            ),
            failed,
        )
        for exercise in course.exercises
    }
    layers = (frozenset(confinement.names()) for confinement in venue.confinements)
    return Grading(parts, Confinement(frozenset.intersection(*layers)))
