"""The command ``grader``: parses, calls, prints."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from grader import __version__
from grader.errors import ConfinementError, GraderError

if TYPE_CHECKING:
    from grader.intake import Listing

FORMS = ("nbgrader", "csv", "canvas", "moodle", "gradescope", "junit", "github", "markdown")
USAGE, CANNOT_CONFINE, INTERRUPTED = 2, 3, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status.

    0: done, whatever the scores. 1: `validate`, `diff` or `release --check` found something, a
    check of `check` didn't pass, or somebody has fewer points than `grade --fail-under`. 2: wrong
    usage, an unusable course, or results that can't be written. 3: this machine can't confine
    student code.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except ConfinementError as problem:
        print(f"grader: {problem}", file=sys.stderr)
        return CANNOT_CONFINE
    except GraderError as problem:
        print(f"grader: {problem}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("grader: stopped; what was graded is written down", file=sys.stderr)
        return INTERRUPTED
    finally:
        _let_go(sys.stderr)


def _let_go(stream: TextIO) -> None:
    """Have what can't be written to `stream` change no exit status."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader", description="Grades exercises on backpropagation, behind a wall."
    )
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    grade = commands.add_parser("grade", help="grade a class", description=_grade.__doc__)
    grade.set_defaults(run=_grade)
    grade.add_argument(
        "submissions",
        type=Path,
        nargs="?",
        help="folder or archive with what the students handed in",
    )
    grade.add_argument(
        "--from-git",
        type=Path,
        metavar="ROSTER",
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
    grade.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="submissions graded at a time (default: the number of cores)",
    )
    grade.add_argument(
        "--unconfined",
        action="store_true",
        help="accept the risk where this machine can't confine student code",
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
    grade.add_argument(
        "--quiet", action="store_true", help="say only what somebody has to look into"
    )
    report = commands.add_parser(
        "report", help="make pages of results", description=_report.__doc__
    )
    report.set_defaults(run=_report)
    report.add_argument("results", type=Path, metavar="DIR", help="the folder with results.jsonl")
    report.add_argument(
        "--pseudonyms", action="store_true", help="number the students on the class's page"
    )
    diff = commands.add_parser(
        "diff", help="compare two gradings of a class", description=_diff.__doc__
    )
    diff.set_defaults(run=_diff)
    diff.add_argument("before", type=Path, metavar="OLD", help="folder with results, or the file")
    diff.add_argument("after", type=Path, metavar="NEW", help="the other one")
    replay = commands.add_parser(
        "replay", help="run one check again and show all of it", description=_replay.__doc__
    )
    replay.set_defaults(run=_replay)
    replay.add_argument("results", type=Path, metavar="DIR", help="folder with the results")
    replay.add_argument("student", metavar="STUDENT")
    replay.add_argument("check", metavar="CHECK", help="EXERCISE/CHECK, or the check's name")
    for name in ("submissions", "course"):
        text = f"the {name}, if elsewhere than when the class was graded"
        replay.add_argument(f"--{name}", type=Path, metavar="PLACE", help=text)
    export = commands.add_parser(
        "export", help="hand results on to another tool", description=_export.__doc__
    )
    export.set_defaults(run=_export)
    export.add_argument("results", type=Path, metavar="DIR", help="the folder with results.jsonl")
    export.add_argument("--to", choices=FORMS, required=True, help="the tool, or the form")
    export.add_argument(
        "--out", type=Path, metavar="FILE", help="where to write it (default: standard output)"
    )
    export.add_argument(
        "--sheet", type=Path, metavar="FILE", help="what Canvas or Moodle gave, to be filled in"
    )
    export.add_argument("--student", metavar="NAME", help="only this one's results")
    export.add_argument(
        "--db",
        default="sqlite:///gradebook.db",
        metavar="URL",
        help="the gradebook (default: sqlite:///gradebook.db); or postgresql+psycopg://...",
    )
    export.add_argument(
        "--assignment", metavar="NAME", help="its name there (default: as it was graded)"
    )
    check = commands.add_parser("check", help="check your own work", description=_check.__doc__)
    check.set_defaults(run=_check)
    check.add_argument("exercises", nargs="*", metavar="EXERCISE", help="default: all of them")
    check.add_argument(
        "--watch", action="store_true", help="check again whenever a file is saved, until Ctrl-C"
    )
    check.add_argument(
        "--ci",
        action="store_true",
        help="write junit.xml besides, and on GitHub summary, annotations and Classroom's result",
    )
    validate = commands.add_parser(
        "validate", help="prove a course's checks", description=_validate.__doc__
    )
    validate.set_defaults(run=_validate)
    validate.add_argument("exercises", nargs="*", metavar="EXERCISE", help="default: all of them")
    validate.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
    )
    release = commands.add_parser(
        "release", help="make the folder that students get", description=_release.__doc__
    )
    release.set_defaults(run=_release)
    release.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
    )
    release.add_argument(
        "--out",
        type=Path,
        default=Path("assignments"),
        help="the folder to make (default: assignments)",
    )
    only = release.add_mutually_exclusive_group()
    only.add_argument(
        "--check", action="store_true", help="write nothing; say how the folder differs"
    )
    only.add_argument("--zip", type=Path, metavar="FILE", help="make an archive of it besides")
    only.add_argument(
        "--nbgrader",
        type=Path,
        metavar="COURSE",
        help="make nbgrader's course in the folder COURSE instead, which is for instructors",
    )
    package = commands.add_parser(
        "package", help="make what grades elsewhere", description=_package.__doc__
    )
    package.set_defaults(run=_package)
    package.add_argument("place", choices=("gradescope",), help="where it is to grade")
    package.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
    )
    package.add_argument("--assignment", metavar="NAME", help="only the exercises of this one")
    package.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the archive to make"
    )
    package.add_argument(
        "--wheels", type=Path, metavar="DIR", help="wheels to install there, without an index"
    )
    package.add_argument(
        "--hidden-visibility",
        choices=("after_published", "after_due_date", "hidden", "visible"),
        default="after_published",
        help="when students see the hidden checks (default: after_published)",
    )
    return parser


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
        print(f"fetching the repositories of {options.from_git}", file=sys.stderr, flush=True)
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
        raise GraderError("name what to grade: either SUBMISSIONS, or a table with --from-git")
    if options.from_git is None and options.before is not None:
        raise GraderError("--before is for --from-git; elsewhere course.toml says what is due")
    if options.from_git is not None and options.layout is not None:
        raise GraderError("--layout is for SUBMISSIONS; --from-git needs none")


def _grade(options: argparse.Namespace) -> int:
    """Grade what is in SUBMISSIONS, or in repositories; write results.jsonl and scores.csv."""
    from grader.batch import Task, grade_class
    from grader.course import read_course
    from grader.exports import scores_csv
    from grader.feedback import require_packages
    from grader.intake.repositories import LAYOUT
    from grader.intake.roster import enrolled, read_roster
    from grader.overrides import (
        OVERRIDES,
        check_overrides,
        count_overrides,
        overridden,
    )
    from grader.progress import Progress, table
    from grader.record import RunRecord, write_record
    from grader.results import write_in_one_step
    from grader.workplace import workplace

    _check_source(options)
    if not options.no_report:
        require_packages()
    with workplace() as place, contextlib.ExitStack() as reading:
        course = read_course(options.course, copy=place / "course")
        if options.assignment is not None:
            course = course.assignment(options.assignment)
        course = course.only(options.exercise)
        roster = read_roster(options.roster) if options.roster else []
        names = [exercise.name for exercise in course.exercises]
        listing = reading.enter_context(_listed(options, names))
        students = enrolled(listing, roster) if roster else listing.students
        lines = sum(len(handed.everybody()) for handed in students)
        confinement = _confinement(options.unconfined)
        out: Path = options.out
        check_overrides(out / OVERRIDES)
        try:
            out.mkdir(parents=True, exist_ok=True)
            with Progress(lines, is_quiet=options.quiet) as progress:
                task = Task(course, confinement)
                jobs = min(options.jobs, len(students))
                graded = grade_class(task, students, out / "results.jsonl", jobs, progress.show)
            results = overridden(graded, out / OVERRIDES)
            is_timed = course.deadline is not None
            scores = scores_csv(names, results, is_timed=is_timed)
            write_in_one_step(out / "scores.csv", scores)
            write_record(
                out,
                RunRecord(
                    submissions=os.path.abspath(options.submissions or options.from_git),
                    course=os.path.abspath(options.course),
                    roster=os.path.abspath(options.roster) if options.roster else None,
                    layout=LAYOUT if options.from_git else options.layout,
                    before=options.before,
                    assignment=options.assignment,
                    exercises=tuple(names),
                    seed=course.seed,
                ),
            )
            if not options.no_report:
                from grader.feedback.site import write_report

                write_report(out, results)
        except OSError as problem:
            raise GraderError(str(problem)) from None
    for other in listing.left_out:
        print(f"left out: {other}", file=sys.stderr)
    if not options.quiet:
        print(table(course, results))
        print(f"\nConfined by: {', '.join(confinement.names()) or 'nothing (--unconfined)'}.")
        print(f"Results: {out / 'results.jsonl'}, {out / 'scores.csv'}")
        if not options.no_report:
            pages = f"{out / 'report.html'}, and a page for each student in {out / 'feedback'}"
            print(f"Report: {pages}")
        if count := count_overrides(results):
            print(f"Overrides counted: {count}, of {out / OVERRIDES}")
    below = [result.student for result in results if result.score < (options.fail_under or 0)]
    if below:
        print(f"fewer than {options.fail_under:g} points: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


def _report(options: argparse.Namespace) -> int:
    """Make the pages and scores.csv anew, of results.jsonl and overrides.csv in DIR alone."""
    from grader.exports import scores_csv
    from grader.feedback import require_packages
    from grader.overrides import read_final_results
    from grader.results import write_in_one_step

    require_packages()
    from grader.feedback.site import write_report
    from grader.feedback.statistics import exercise_names

    folder: Path = options.results
    results = read_final_results(folder)
    names = exercise_names(results)
    is_timed = any(result.late is not None for result in results)
    write_in_one_step(folder / "scores.csv", scores_csv(names, results, is_timed=is_timed))
    write_report(folder, results, is_pseudonymous=options.pseudonyms)
    print(f"Report: {folder / 'report.html'}, and {len(results)} pages in {folder / 'feedback'}")
    return 0


def _diff(options: argparse.Namespace) -> int:
    """Say whose scores differ between two gradings, and by which check."""
    from grader.diff import compare, diff_text
    from grader.overrides import read_final_results

    before, after = (read_final_results(path) for path in (options.before, options.after))
    difference = compare(before, after)
    print(diff_text(difference))
    return 1 if difference else 0


def _replay(options: argparse.Namespace) -> int:
    """Run one check of one student again, as the class was graded, and show all of it.

    It shows hidden checks: it is for instructors.
    """
    from grader.course import read_course
    from grader.examiner.replay import find_case, replay
    from grader.examiner.replay_text import replay_text
    from grader.overrides import read_final_results
    from grader.record import read_again, read_record
    from grader.sandbox.trial import find_confinement
    from grader.workplace import workplace

    out: Path = options.results
    case = find_case(read_final_results(out), options.student, options.check)
    record = read_record(out, options.submissions, options.course)
    with workplace() as place:
        course = read_course(Path(record.course), copy=place / "course").only(case.exercises)
        stubs = {exercise.name: exercise.stub for exercise in course.exercises}
        submission = read_again(record, stubs, options.student, leave=out)
        print(replay_text(replay(course, case, submission, find_confinement(), record.seed)))
    return 0


def _export(options: argparse.Namespace) -> int:
    """Hand the results in DIR, overrides included, on to another tool."""
    from grader.exports.formats import SHEETS, filled_in, formatted, only
    from grader.overrides import read_final_results
    from grader.record import assignment_of
    from grader.results import write_in_one_step

    if options.to == "nbgrader":
        return _export_to_nbgrader(options)
    results = read_final_results(options.results)
    if options.student is not None:
        results = list(only(results, options.student))
    notes: list[str] = []
    if options.to == "canvas":
        name = options.assignment or assignment_of(options.results)
        data, notes = filled_in(options.to, results, options.sheet, name)
    elif options.to in SHEETS:
        data, notes = filled_in(options.to, results, options.sheet, None)
    else:
        data = formatted(options.to, results, options.student)
    for note in notes:
        print(note, file=sys.stderr)
    if options.out is not None:
        write_in_one_step(options.out, data)
    else:
        sys.stdout.buffer.write(data)
    return 0


def _export_to_nbgrader(options: argparse.Namespace) -> int:
    from grader.exports.formats import only
    from grader.exports.gradebook import write_gradebook
    from grader.overrides import read_final_results
    from grader.record import assignment_of

    out: Path = options.results
    results = only(read_final_results(out), options.student)
    written = write_gradebook(results, options.db, options.assignment or assignment_of(out))
    if written.copy is not None:
        print(f"what was there before: {written.copy}")
    print(f"{written.students} students, {written.cells} checks each")
    return 0


def _check(options: argparse.Namespace) -> int:
    """Run the public checks of the exercises in this folder on what you have written so far."""
    from rich.console import Console

    from grader.bundle import find_exercises
    from grader.selfcheck import Home
    from grader.selfcheck.terminal import show

    console = Console(highlight=False)
    home = Home(find_exercises(Path(), options.exercises))
    checked = home.check_all()
    show(console, checked)
    if options.ci:
        from grader.selfcheck.ci import report

        for line in report(checked, Path(), os.environ):
            print(line)
    if options.watch:
        from grader.selfcheck.watching import watch_files

        console.print("Checking again whenever you save; Ctrl-C ends it.")
        folders = [exercise.folder for exercise in home.course.exercises]
        watch_files(folders, lambda saved: show(console, home.check_all(saved)))
    return 0 if all(one.is_passed for one in checked) else 1


def _validate(options: argparse.Namespace) -> int:
    """Grade each exercise's reference, stub, trivial answers and misconceptions."""
    from grader.course import read_course
    from grader.progress import validation_table
    from grader.sandbox.trial import find_confinement
    from grader.validate import validate
    from grader.workplace import workplace

    count = 0
    with workplace() as place:
        course = read_course(options.course, copy=place / "course").only(options.exercises)
        for report in validate(course, find_confinement()):
            print(validation_table(report), flush=True)
            count += len(report.problems)
    print(f"{count} problems" if count else "Everything holds.")
    return 1 if count else 0


def _release(options: argparse.Namespace) -> int:
    """Make the students' folder from the course: stubs, notebooks and public checks."""
    from grader.course import read_course
    from grader.release import differences, make_bundle, write_archive, write_folder

    if options.nbgrader is not None:
        return _release_nbgrader(options)
    out: Path = options.out
    bundle = make_bundle(read_course(options.course))
    try:
        if options.check:
            lines = differences(bundle, out)
            print("\n".join(lines) or f"{out} is what release writes.")
            return 1 if lines else 0
        for line in write_folder(bundle, out):
            print(line)
        if options.zip is not None:
            write_archive(bundle, options.zip)
            print(f"wrote {options.zip}")
    except OSError as problem:
        raise GraderError(str(problem)) from None
    print(f"{out}: {len(bundle)} files for {options.course}")
    return 0


def _release_nbgrader(options: argparse.Namespace) -> int:
    from grader.course import read_course
    from grader.release import make_nbgrader_course, write_config, write_folder

    folder: Path = options.nbgrader
    files = make_nbgrader_course(read_course(options.course))
    try:
        for line in write_folder(files, folder):
            print(line)
        if write_config(folder):
            print("wrote nbgrader_config.py")
    except OSError as problem:
        raise GraderError(str(problem)) from None
    print(f"{folder}: {len(files)} files for {options.course}; hidden checks among them")
    return 0


def _package(options: argparse.Namespace) -> int:
    """Make the autograder to upload to Gradescope, of a course or one of its assignments."""
    from grader.course import read_course
    from grader.packaging import make_autograder
    from grader.results import write_in_one_step

    course = read_course(options.course)
    if options.assignment is not None:
        course = course.assignment(options.assignment)
    data = make_autograder(course, options.hidden_visibility, options.wheels)
    write_in_one_step(options.out, data)
    points = sum(exercise.points for exercise in course.exercises)
    print(f"{options.out}: {len(course.exercises)} exercises, {points:g} points; for instructors")
    return 0


def _confinement(is_unconfined: bool):  # type: ignore[no-untyped-def]
    from grader.sandbox.confinement import Confinement
    from grader.sandbox.trial import find_confinement

    try:
        return find_confinement()
    except ConfinementError:
        if not is_unconfined:
            raise
    return Confinement()
