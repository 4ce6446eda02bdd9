"""A student's folder, as `grader release` makes it: the exercises that can be checked there.

::

    course.toml             title, language, and for each exercise name, title, points and limits
    <exercise>/
        <exercise>.py       what the student fills in
        <exercise>.ipynb    the same as a notebook
        given.py            code that the exercise hands out, if any
        graph.py            what its computational graph is drawn of, if there is one
        graph.json          the right numbers of that
        test_public.py      checks that students get
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.check_rules import read_checks
from grader.course import PUBLIC_CHECKS, Course, Exercise
from grader.errors import CourseError, GraderError
from grader.language import ENGLISH, speak
from grader.sandbox.allowance import Limits


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exercise in a bundle's ``course.toml``."""

    name: str
    title: str
    points: float
    limits: Limits = Limits()


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A bundle's ``course.toml``."""

    title: str
    exercises: tuple[Listed, ...]
    language: str = ENGLISH


def find_exercises(folder: Path, names: Sequence[str] = ()) -> Course:
    """The exercises in `folder`, which is a bundle or one exercise's folder.

    Parameters
    ----------
    names : sequence of str
        Only these; all of them if there are none.

    Raises
    ------
    GraderError
        If there is no exercise, or none of such a name; the text says where it was looked for.
    """
    folder = folder.resolve()
    if is_exercise(folder) and set(names) <= {folder.name}:
        return _course(folder.parent, [folder.name])
    if is_exercise(folder):  # another one is named: it is beside this one
        folder = folder.parent
    listed = [exercise.name for exercise in _read_bundle(folder).exercises]
    others = sorted(entry.name for entry in folder.iterdir() if entry.name not in listed)
    there_are = [name for name in (*listed, *others) if is_exercise(folder / name)]
    if not there_are:
        raise GraderError(
            f"{folder}: there is no exercise here; change to the folder that you got for the "
            f"course, or to one of the folders in it that hold a {PUBLIC_CHECKS}"
        )
    if unknown := [name for name in names if name not in there_are]:
        raise GraderError(
            f"{folder}: no exercise is called {', '.join(unknown)}; there are "
            f"{', '.join(there_are)}"
        )
    return _course(folder, [name for name in there_are if not names or name in names])


def is_exercise(folder: Path) -> bool:
    """Can the exercise in this folder be checked?"""
    return (folder / PUBLIC_CHECKS).is_file()


def exercise_at(folder: Path) -> Exercise:
    """The exercise in `folder`, with its public checks; messages are in its language then.

    Raises
    ------
    CourseError
        If its checks can't be read.
    """
    problems: list[str] = []
    checks = tuple(read_checks(folder / PUBLIC_CHECKS, is_hidden=False, problems=problems))
    if problems:
        raise CourseError([*problems, "get the course's folder anew; your own file stays yours"])
    bundle = _read_bundle(folder.parent)
    speak(bundle.language)
    known = {listed.name: listed for listed in bundle.exercises}
    own = Listed(folder.name, folder.name, sum(check.points for check in checks))
    listed = known.get(folder.name, own)
    return Exercise(listed.name, listed.title, listed.points, listed.limits, checks, folder)


def _course(folder: Path, names: Sequence[str]) -> Course:
    exercises = tuple(exercise_at(folder / name) for name in names)
    bundle = _read_bundle(folder)
    course = Course(bundle.title, 0, exercises, folder, language=bundle.language)
    course.speak()
    return course


def _read_bundle(folder: Path) -> Bundle:
    """What the bundle's ``course.toml`` says; an empty bundle if there is none."""
    path = folder / "course.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Bundle)
    except OSError:
        return Bundle(folder.name, ())
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise CourseError([f"{path}: {problem}; get the course's folder anew"]) from None
