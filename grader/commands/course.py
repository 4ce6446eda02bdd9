"""Proving a course, and giving it away."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.commands.folders import require_folder
from grader.language import ENGLISH, gettext, ngettext

if TYPE_CHECKING:
    from grader.course import Course


def add_to(commands: Any) -> None:
    """Add the commands to a parser's."""
    init = commands.add_parser(
        "init", help="lay out a course of one's own", description=_init.__doc__
    )
    init.set_defaults(run=_init)
    init.add_argument("folder", type=Path, metavar="DIR", help="to be made, or empty")
    new = commands.add_parser("new", help="begin an exercise", description=_new.__doc__)
    new.set_defaults(run=_new)
    new.add_argument("name", metavar="NAME", help="what its folder is called, such as a_new_layer")
    new.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
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
    release.add_argument(
        "--lang", metavar="LANGUAGE", help="in this language (default: the course's)"
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
    catalogues = commands.add_parser(
        "catalogues",
        help="gather a course's texts for translation",
        description=_catalogues.__doc__,
    )
    catalogues.set_defaults(run=_catalogues)
    catalogues.add_argument("language", metavar="LANGUAGE", help="its code, such as ko")
    catalogues.add_argument("exercises", nargs="*", metavar="EXERCISE", help="default: all of them")
    catalogues.add_argument(
        "--course", type=Path, default=Path("solutions"), help="the course (default: solutions)"
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


def _init(options: argparse.Namespace) -> int:
    """Lay out a private course: its table, an example exercise, a workflow, what to do next."""
    from grader.scaffold import lay_out

    for path in lay_out(options.folder):
        print(gettext("wrote {file}").format(file=path))
    text = gettext("Go on with {file}, which says what comes next.")
    print(text.format(file=options.folder / "README.md"))
    return 0


def _new(options: argparse.Namespace) -> int:
    """Begin an exercise: a layer with its checks, and TODOs where something is yours to write."""
    from grader.scaffold import make_exercise

    for path in make_exercise(options.course, options.name):
        print(gettext("wrote {file}").format(file=path))
    text = gettext("grader validate {name} lists what is to be written, and then proves it.")
    print(text.format(name=options.name))
    return 0


def _validate(options: argparse.Namespace) -> int:
    """Grade each exercise's reference, stub, trivial answers and misconceptions."""
    from grader.course_folder import read_course
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
    if count:
        print(gettext("{count} problems").format(count=count))
    else:
        print(gettext("Everything holds."))
    return 1 if count else 0


def _release(options: argparse.Namespace) -> int:
    """Make the students' folder from the course: stubs, notebooks and public checks."""
    from grader.course_folder import read_course
    from grader.release import differences, make_bundle, write_archive, write_folder

    if options.nbgrader is not None:
        return _release_nbgrader(options)
    out: Path = options.out
    require_folder(out, gettext("name one with --out"))
    if options.check and not out.exists():
        text = gettext("{folder}: there is no such folder; release makes it, or name it with --out")
        print(text.format(folder=out))
        return 1
    course = read_course(options.course, language=options.lang)
    bundle = make_bundle(course)
    if options.check:
        lines = differences(bundle, out)
        print("\n".join(lines) or gettext("{folder} is what release writes.").format(folder=out))
        return 1 if lines else 0
    for line in write_folder(bundle, out):
        print(line)
    if options.zip is not None:
        write_archive(bundle, options.zip)
        print(gettext("wrote {file}").format(file=options.zip))
    text = gettext('{folder}: {files} files for students of "{course}"')
    print(text.format(folder=out, files=len(bundle), course=course.title))
    _say_untranslated(course)
    return 0


def _say_untranslated(course: Course) -> None:
    """Say how many texts of an exercise stay English in a course of another language."""
    from grader.catalogues import count_untranslated

    if course.language == ENGLISH:
        return
    for exercise in course.exercises:
        if count := count_untranslated(exercise.folder, exercise.texts):
            text = ngettext(
                "{exercise}: {count} text stays English; grader catalogues gathers it",
                "{exercise}: {count} texts stay English; grader catalogues gathers them",
                count,
            )
            print(text.format(exercise=exercise.name, count=count))


def _release_nbgrader(options: argparse.Namespace) -> int:
    from grader.course_folder import read_course
    from grader.release import make_nbgrader_course, write_config, write_folder

    folder: Path = options.nbgrader
    require_folder(folder, gettext("name one with --nbgrader"))
    course = read_course(options.course, language=options.lang)
    files = make_nbgrader_course(course)
    for line in write_folder(files, folder):
        print(line)
    if write_config(folder):
        print(gettext("wrote {file}").format(file="nbgrader_config.py"))
    text = gettext('{folder}: {files} files of "{course}", for instructors: with hidden checks')
    print(text.format(folder=folder, files=len(files), course=course.title))
    _say_untranslated(course)
    return 0


def _catalogues(options: argparse.Namespace) -> int:
    """Write each exercise's texts into its locale/LANGUAGE.po, with the translations there are."""
    from grader.catalogues import path_of, update
    from grader.course_folder import read_course

    course = read_course(options.course, only=options.exercises, language=ENGLISH)
    for exercise in course.exercises:
        count = update(exercise.folder, options.language)
        path = path_of(exercise.folder, options.language)
        print(gettext("{path}: {count} texts to translate").format(path=path, count=count))
    return 0


def _package(options: argparse.Namespace) -> int:
    """Make the autograder to upload to Gradescope, of a course or one of its assignments."""
    from grader.course_folder import read_course
    from grader.packaging import make_autograder
    from grader.writing import write_in_one_step

    course = read_course(options.course)
    if options.assignment is not None:
        course = course.assignment(options.assignment)
    data = make_autograder(course, options.hidden_visibility, options.wheels)
    write_in_one_step(options.out, data)
    points = sum(exercise.points for exercise in course.exercises)
    text = gettext("{file}: {exercises} exercises, {points:g} points; for instructors")
    print(text.format(file=options.out, exercises=len(course.exercises), points=points))
    return 0
