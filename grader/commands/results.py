"""What is done with the results of a class."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.commands.folders import require_folder
from grader.language import ENGLISH, gettext, speak

if TYPE_CHECKING:
    from grader.results import Result

FORMS = ("nbgrader", "csv", "canvas", "moodle", "gradescope", "junit", "github", "markdown")


def add_to(commands: Any) -> None:
    """Add the commands to a parser's."""
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


def _read(folder: Path) -> Sequence[Result]:
    """The results in `folder`, overrides included; messages are in their language then."""
    from grader.overrides import read_final_results

    results = read_final_results(folder)
    run = results[0].run if results else None
    speak(run.language if run else ENGLISH)
    return results


def _report(options: argparse.Namespace) -> int:
    """Make the pages and scores.csv anew, of results.jsonl and overrides.csv in DIR alone."""
    from grader.exports import scores_csv
    from grader.feedback import require_packages
    from grader.writing import write_in_one_step

    require_packages()
    from grader.feedback.site import write_report
    from grader.feedback.statistics import exercise_names

    folder: Path = options.results
    require_folder(folder, gettext("name what `grader grade --out` wrote"))
    results = _read(folder)
    names = exercise_names(results)
    is_timed = any(result.late is not None for result in results)
    write_in_one_step(folder / "scores.csv", scores_csv(names, results, is_timed=is_timed))
    write_report(folder, results, is_pseudonymous=options.pseudonyms)
    text = gettext("Report: {report}, and {pages} pages in {folder}")
    report, pages = folder / "report.html", folder / "feedback"
    print(text.format(report=report, pages=len(results), folder=pages))
    return 0


def _diff(options: argparse.Namespace) -> int:
    """Say whose scores differ between two gradings, and by which check."""
    from grader.diff import compare, diff_text

    before, after = (_read(path) for path in (options.before, options.after))
    difference = compare(before, after)
    print(diff_text(difference))
    return 1 if difference else 0


def _replay(options: argparse.Namespace) -> int:
    """Run one check of one student again, as the class was graded, and show all of it.

    It shows hidden checks: it is for instructors.
    """
    from grader.course_folder import read_course
    from grader.examiner.replay import find_case, replay
    from grader.examiner.replay_text import replay_text
    from grader.record import read_again, read_record
    from grader.sandbox.trial import find_confinement
    from grader.workplace import workplace

    out: Path = options.results
    case = find_case(_read(out), options.student, options.check)
    record = read_record(out, options.submissions, options.course)
    with workplace() as place:
        course = read_course(Path(record.course), copy=place / "course", only=case.exercises)
        stubs = {exercise.name: exercise.stub for exercise in course.exercises}
        submission = read_again(record, stubs, options.student, leave=out)
        print(replay_text(replay(course, case, submission, find_confinement(), record.seed)))
    return 0


def _export(options: argparse.Namespace) -> int:
    """Hand the results in DIR, overrides included, on to another tool."""
    from grader.exports.formats import SHEETS, filled_in, formatted, only
    from grader.record import assignment_of
    from grader.writing import write_in_one_step

    if options.to == "nbgrader":
        return _export_to_nbgrader(options)
    results = _read(options.results)
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
        if notes:
            print(gettext("wrote {file}").format(file=options.out), file=sys.stderr)
    else:
        sys.stdout.buffer.write(data)
    return 0


def _export_to_nbgrader(options: argparse.Namespace) -> int:
    from grader.exports.formats import only
    from grader.exports.gradebook import write_gradebook
    from grader.record import assignment_of

    out: Path = options.results
    results = only(_read(out), options.student)
    written = write_gradebook(results, options.db, options.assignment or assignment_of(out))
    if written.copy is not None:
        print(gettext("what was there before: {file}").format(file=written.copy))
    text = gettext("{students} students, {checks} checks each")
    print(text.format(students=written.students, checks=written.cells))
    return 0
