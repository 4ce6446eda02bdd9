"""Grades a class: hands submissions to processes, writes each result down as it comes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.cache import Cache
from grader.course import Course
from grader.deadline import Deadline
from grader.errors import GraderError
from grader.examiner.examiner import Examiner, Graded, assembled
from grader.examiner.marking import GRADER_FAILED
from grader.examiner.run_id import run_of
from grader.intake import Handed, Member, Submission, read_submission
from grader.intake.places import FILE_TIME
from grader.results import ExerciseResult, Result, ResultsFile
from grader.sandbox.confinement import Confinement


@dataclass(frozen=True)
class Task:
    """What it takes, besides the submission, to grade one.

    Parameters
    ----------
    course : Course
    confinement : Confinement
    """

    course: Course
    confinement: Confinement


class _Slot:
    """This process's warm examiner, started when the first submission comes."""

    def __init__(self) -> None:
        self._task: Task | None = None
        self._examiner: Examiner | None = None

    def examiner(self, task: Task) -> Examiner:
        if self._examiner is None or self._task != task:
            self.close()
            try:
                self._examiner = Examiner(task.course, task.confinement)
            except GraderError:
                raise
            except Exception as problem:  # the course's or the machine's fault: nobody is graded
                reason = task.course.told(f"{type(problem).__name__}: {problem}")
                raise GraderError(f"the examiner can't be started: {reason}") from problem
            self._task = task
        return self._examiner

    def close(self) -> None:
        if self._examiner is not None:
            self._examiner.close()
        self._examiner = None


_slot = _Slot()


Work = tuple[Submission, Mapping[str, Graded]]
"""A submission, and what is known of its exercises already."""


def grade(task: Task, submission: Submission, known: Mapping[str, Graded]) -> dict[str, Graded]:
    """Grade what isn't known of one submission; the function that is handed to an executor."""
    return _slot.examiner(task).grade_exercises(submission, known)


def grade_class(
    task: Task,
    students: Sequence[Handed],
    results_path: Path,
    jobs: int,
    on_result: Callable[[Result], None],
    *,
    is_fresh: bool = False,
) -> tuple[list[Result], int]:
    """Grade what the students handed in.

    Parameters
    ----------
    results_path : Path
        Where results are written down, each as soon as it is there.
    jobs : int
        Submissions graded at a time, each in a process of its own if there are more than one.
    on_result : callable
        Called with each result when it has been written down.
    is_fresh : bool
        Grade again what was graded before, too?

    Returns
    -------
    list of Result
        Sorted by student.
    int
        How many exercises were as they had been graded before.
    """
    stubs = {exercise.name: exercise.stub for exercise in task.course.exercises}
    run = run_of(task.course)
    by_student = {handed.student: handed for handed in students}
    members = [member.student for handed in students for member in handed.everybody()]
    with contextlib.ExitStack() as closing:
        file = closing.enter_context(contextlib.closing(ResultsFile(results_path)))
        closing.enter_context(contextlib.closing(_slot))
        cache = Cache(results_path.parent, task.course, task.confinement, is_fresh=is_fresh)
        closing.enter_context(contextlib.closing(cache))
        read = (read_submission(handed, list(stubs), stubs) for handed in students)
        work = ((submission, cache.find(submission)) for submission in read)
        graded = _serially(task, work) if jobs == 1 else _in_parallel(task, work, jobs)
        closing.enter_context(contextlib.closing(graded))  # where writing fails, nothing more is
        for submission, parts in graded:
            cache.keep(submission, parts)
            source = assembled(task.course, task.confinement, run, submission, parts)
            for result in results_of(source, by_student[source.student], task.course.deadline):
                file.append(result)
                on_result(result)
        results = file.finish(sorted(members, key=os.fsencode))
        cache.tidy()
        return results, cache.found


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
        problem = "nobody knows when it was handed in: it counts as in time"
        return msgspec.structs.replace(result, problems=(*result.problems, problem))
    moment = deadline.in_zone(datetime.fromisoformat(result.submitted))
    late = deadline.late(moment, member.due)
    return msgspec.structs.replace(
        result,
        submitted=moment.isoformat(),
        late=late,
        penalty=deadline.penalty(result.score, late),
    )


def _is_known(task: Task, known: Mapping[str, Graded]) -> bool:
    return len(known) == len(task.course.exercises)


def _serially(task: Task, work: Iterator[Work]) -> Generator[Work]:
    """Submissions with what was graded of them."""
    for submission, known in work:
        graded = known
        try:
            if not _is_known(task, known):
                graded = grade(task, submission, known)
        except GraderError:
            raise
        except Exception as problem:  # one student's trouble isn't the class's
            _slot.close()
            graded = _ungraded(task, problem)
        yield submission, graded


def _in_parallel(task: Task, work: Iterator[Work], jobs: int) -> Generator[Work]:
    """The same, as they finish.

    When a process dies, nobody knows which of the submissions under way ended it; each of them is
    tried again in a process of its own, so that only that one goes without a score.
    """
    while suspects := (yield from _through_pool(task, work, jobs)):
        for suspect in suspects:
            alone = yield from _through_pool(task, iter([suspect]), 1)
            if alone:
                died = RuntimeError("the process that graded it died, twice")
                yield suspect[0], _ungraded(task, died)


def _through_pool(task: Task, work: Iterator[Work], jobs: int) -> Generator[Work, None, list[Work]]:
    """The same; returns the submissions under way when a process died."""
    under_way: dict[Future[dict[str, Graded]], Work] = {}
    # spawn: a fork would copy this process's threads in whatever state they are
    spawn = multiprocessing.get_context("spawn")
    lifeline, hold = spawn.Pipe(duplex=False)
    with (
        lifeline,
        tempfile.TemporaryDirectory(prefix="grader-") as folder,
        ProcessPoolExecutor(jobs, spawn, _prepare_process, (folder, lifeline)) as pool,
        hold,  # let go, it ends what is under way
    ):
        try:
            while _keep_busy(pool, task, work, under_way, jobs):
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    problem = future.exception()
                    if isinstance(problem, BrokenProcessPool):
                        return list(under_way.values())
                    if isinstance(problem, GraderError):
                        raise problem
                    submission, _ = under_way.pop(future)
                    yield submission, _ungraded(task, problem) if problem else future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
    return []


def _prepare_process(folder: str, lifeline: Connection) -> None:
    """Have this process leave nothing outside `folder`, and end when the grader lets it go."""
    tempfile.tempdir = folder
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches all processes: go quietly
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    lifeline.poll(None)
    os._exit(1)


def _keep_busy(
    pool: Executor,
    task: Task,
    work: Iterator[Work],
    under_way: dict[Future[dict[str, Graded]], Work],
    jobs: int,
) -> bool:
    """Keep two submissions a process under way; False when there is nothing to wait for."""
    while len(under_way) < 2 * jobs and (one := next(work, None)) is not None:
        submission, known = one
        future: Future[dict[str, Graded]] = Future()
        if _is_known(task, known):
            future.set_result(dict(known))
        else:
            try:
                future = pool.submit(grade, task, submission, known)
            except BrokenProcessPool as problem:
                future.set_exception(problem)
        under_way[future] = one
    return bool(under_way)


def _ungraded(task: Task, problem: BaseException) -> dict[str, Graded]:
    """What stands for a submission that the grader couldn't grade."""
    failed = (f"the grader failed: {type(problem).__name__}: {problem}",)
    return {
        exercise.name: Graded(
            ExerciseResult(
                exercise=exercise.name,
                title=exercise.title,
                status="failed",
                score=0.0,
                max_score=exercise.points,
                message=GRADER_FAILED,
            ),
            failed,
        )
        for exercise in task.course.exercises
    }
