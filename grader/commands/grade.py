"""Grading a class."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.commands.folders import require_folder
from grader.errors import GraderError
from grader.language import gettext

if TYPE_CHECKING:
    from concurrent.futures import Future

    from grader.course import Course
    from grader.intake import Listing
    from grader.results import Result
    from grader.sandbox.host import Sandbox
    from grader.venue import Venue


def add_to(commands: Any) -> None:
    """Add the commands to a parser's."""
    grade = commands.add_parser("grade", help="grade a class", description=_grade.__doc__)
    grade.set_defaults(run=_grade, is_grading=True)
    grade.add_argument(
        "submissions",
        type=Path,
        nargs="?",
        help="folder or archive with what the students handed in",
    )
    grade.add_argument(
        "--from-git",
        type=Path,
        metavar="TABLE",
        help="instead: CSV file with the students and their Git repositories",
    )
    grade.add_argument(
        "--before",
        type=_moment,
        metavar="TIME",
        help="of each repository, the last commit that isn't later (default: the last one)",
    )
    grade.add_argument("--out", type=Path, required=True, help="folder for the results")
    grade.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
    )
    grade.add_argument("--assignment", metavar="NAME", help="grade only this one's exercises")
    grade.add_argument(
        "--layout",
        choices=("folders", "nbgrader", "canvas", "moodle", "gradescope"),
        help="how the submissions lie (default: found out)",
    )
    grade.add_argument(
        "--roster", type=Path, metavar="FILE", help="CSV file with everybody who is in the class"
    )
    grade.add_argument(
        "--exercise",
        action="append",
        default=[],
        metavar="NAME",
        help="grade only this exercise; may be given again",
    )
    where = grade.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs",
        type=_positive,
        metavar="N",
        help="submissions graded at a time (default: the number of cores)",
    )
    where.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="grade on the Dask cluster whose scheduler is there, such as tcp://10.0.0.1:8786",
    )
    grade.add_argument(
        "--unconfined",
        action="store_true",
        help="accept the risk where a machine can't confine student code",
    )
    grade.add_argument(
        "--no-report", action="store_true", help="write the results only, and no pages"
    )
    grade.add_argument(
        "--fail-under",
        type=float,
        metavar="POINTS",
        help="exit with 1 if somebody has fewer points",
    )
    grade.add_argument("--fresh", action="store_true", help="grade again what hasn't changed, too")
    grade.add_argument(
        "--quiet", action="store_true", help="say only what somebody has to look into"
    )


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        text = f"{text!r} is no time with an offset, such as 2026-12-01T23:59+09:00"
        raise argparse.ArgumentTypeError(text)
    return moment


def _listed(
    options: argparse.Namespace, exercises: Sequence[str]
) -> contextlib.AbstractContextManager[Listing]:
    """What was handed in, wherever it is."""
    from grader.intake.layouts import list_submissions
    from grader.intake.repositories import list_repositories

    if options.from_git is not None:
        text = gettext("fetching the repositories of {file}").format(file=options.from_git)
        print(text, file=sys.stderr, flush=True)
        return list_repositories(options.from_git, options.before)
    return list_submissions(
        options.submissions,
        exercises,
        layout=options.layout,
        assignment=options.assignment,
        leave=options.out,
    )


def _check_source(options: argparse.Namespace) -> None:
    if (options.submissions is None) == (options.from_git is None):
        raise GraderError(
            gettext("name what to grade: either SUBMISSIONS, or a table with --from-git")
        )
    if options.from_git is None and options.before is not None:
        raise GraderError(
            gettext("--before is for --from-git; elsewhere course.toml says what is due")
        )
    if options.from_git is not None and options.layout is not None:
        raise GraderError(gettext("--layout is for SUBMISSIONS; --from-git needs none"))


def _grade(options: argparse.Namespace) -> int:
    """Grade what is in SUBMISSIONS, or in repositories; write results.jsonl and scores.csv."""
    from grader.feedback import require_packages
    from grader.workplace import workplace

    _check_source(options)
    require_folder(options.out, gettext("name one with --out"))
    if not options.no_report:
        require_packages()
    if options.cluster is not None:
        from grader.cluster import require_package

        require_package()
    # a thread for each core takes longer to start than it saves: arrays here are small
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with workplace() as place, contextlib.ExitStack() as reading:
        trial = None
        if options.cluster is None:  # first of all: it takes as long as what follows
            from grader.sandbox.trial import confined_sandbox

            trial = reading.enter_context(confined_sandbox(is_unconfined=options.unconfined))
        from grader.batch import grade_class
        from grader.course_folder import read_course
        from grader.exports import scores_csv
        from grader.intake.roster import enrolled, read_roster
        from grader.overrides import OVERRIDES, check_overrides, overridden
        from grader.progress import Progress
        from grader.writing import write_in_one_step

        if not options.no_report:
            from grader.feedback.rendering import read_templates
            from grader.feedback.site import write_report

        course = read_course(
            options.course,
            copy=place / "course",
            assignment=options.assignment,
            only=options.exercise,
        )
        roster = read_roster(options.roster) if options.roster else []
        names = [exercise.name for exercise in course.exercises]
        listing = reading.enter_context(_listed(options, names))
        students = enrolled(listing, roster) if roster else listing.students
        lines = sum(len(handed.everybody()) for handed in students)
        if not options.no_report:
            read_templates()  # while the layers are tried
        venue = reading.enter_context(_venue(options, course, len(students), trial))
        out: Path = options.out
        check_overrides(out / OVERRIDES)
        out.mkdir(parents=True, exist_ok=True)
        with Progress(lines, is_quiet=options.quiet) as progress:
            graded, known = grade_class(
                course,
                venue,
                students,
                out / "results.jsonl",
                progress.show,
                is_fresh=options.fresh,
            )
        results = overridden(graded, out / OVERRIDES)
        is_timed = course.deadline is not None
        scores = scores_csv(names, results, is_timed=is_timed)
        write_in_one_step(out / "scores.csv", scores)
        _write_record(options, course, names)
        if not options.no_report:
            write_report(out, results)
    for other in listing.left_out:
        print(gettext("left out: {path}").format(path=other), file=sys.stderr)
    if not options.quiet:
        _tell(options, course, results, known)
    return 1 if _are_below(options, results) else 0


def _write_record(options: argparse.Namespace, course: Course, exercises: Sequence[str]) -> None:
    """Write down what was asked for, for whoever looks at these results later."""
    from grader.intake.repositories import LAYOUT
    from grader.record import RunRecord, write_record

    write_record(
        options.out,
        RunRecord(
            submissions=os.path.abspath(options.submissions or options.from_git),
            course=os.path.abspath(options.course),
            roster=os.path.abspath(options.roster) if options.roster else None,
            layout=LAYOUT if options.from_git else options.layout,
            before=options.before,
            assignment=options.assignment,
            exercises=tuple(exercises),
            seed=course.seed,
        ),
    )


def _tell(
    options: argparse.Namespace, course: Course, results: Sequence[Result], known: int
) -> None:
    """Say what came of it and where it is.

    Parameters
    ----------
    known : int
        How many exercises were as they had been graded before.
    """
    from grader.overrides import OVERRIDES, decided
    from grader.progress import overrides_text, table

    out: Path = options.out
    print(table(course, results))
    confined = sorted({result.confinement for result in results})
    layers = (", ".join(names) or gettext("nothing (--unconfined)") for names in confined)
    print("\n" + gettext("Confined by: {layers}.").format(layers="; ".join(layers)))
    text = gettext("Results: {results}, {scores}")
    print(text.format(results=out / "results.jsonl", scores=out / "scores.csv"))
    if not options.no_report:
        text = gettext("Report: {report}, and a page for each student in {folder}")
        print(text.format(report=out / "report.html", folder=out / "feedback"))
    if known:
        text = gettext(
            "Unchanged since they were graded: {count} exercises (--fresh grades them again)"
        )
        print(text.format(count=known))
    if by_hand := list(decided(results)):
        print(overrides_text(by_hand, out / OVERRIDES))


def _are_below(options: argparse.Namespace, results: Sequence[Result]) -> bool:
    """Has somebody fewer points than --fail-under says? They are named."""
    below = [result.student for result in results if result.score < (options.fail_under or 0)]
    if below:
        text = gettext("fewer than {points:g} points: {students}")
        print(text.format(points=options.fail_under, students=", ".join(below)), file=sys.stderr)
    return bool(below)


def _venue(
    options: argparse.Namespace, course: Course, students: int, trial: Future[Sandbox] | None
) -> contextlib.AbstractContextManager[Venue]:
    """Where the class is graded."""
    if trial is None:
        from grader.cluster.client import connected

        return connected(options.cluster, course, is_unconfined=options.unconfined)
    from grader.slot import Task, slot
    from grader.venue import Local

    sandbox = trial.result()
    jobs = min(options.jobs or len(os.sched_getaffinity(0)), students)
    if jobs == 1:
        slot.lend(sandbox)
    else:  # each process has one of its own
        sandbox.close()
    return contextlib.nullcontext(Local(Task(course, sandbox.confinement), jobs))
