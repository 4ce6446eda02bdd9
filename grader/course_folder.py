"""Reads a course and its exercises from a folder like ``solutions/``.

::

    course.toml             title, seed, contact, language, [titles] in other languages, and
                            the exercises in their order;
                            [assignments.<name>] with the exercises handed in together, when
                            they are due, and what each day costs
    <exercise>/
        exercise.toml       title, points, sources; imports, [limits]
        <exercise>.py       prose and reference
        given.py            code that the exercise hands out, if any
        graph.py            what its computational graph is drawn of, if there is one
        test_public.py      checks that students get
        test_hidden.py      checks that they don't
        misconceptions.py   wrong variants of the reference, each with a hint
        locale/             its texts in other languages (`grader.catalogues`)

Reading imports nothing. All mistakes are reported at once, each with file and line. A run reads the
course once and works on a copy: an instructor may go on editing.
"""

from __future__ import annotations

import keyword
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from grader.catalogues import read_texts
from grader.check_rules import Check, parse_python, read_checks
from grader.course import CHECK_FILES, GRAPH, HIDDEN_CHECKS, Course, Exercise, assigned, chosen
from grader.deadline import Deadline
from grader.errors import CourseError, GraderError
from grader.language import ENGLISH, languages
from grader.sandbox.allowance import Limits
from grader.toml import TomlTable

MOST_OF_ANYTHING: Final = 1e7
"""No limit is larger: no second, no MiB."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN_FILES = {"given", "graph", "misconceptions", "test_public", "test_hidden", "conftest"}
_ELSEWHERE = {"grader", "numpy", "pytest", "con", "prn", "aux", "nul"}
"""Packages that its files import, and names that Windows keeps for devices."""
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_REQUIRED_FILES = ("exercise.toml", *CHECK_FILES, "misconceptions.py")
_COURSE_KEYS = {"title": str, "seed": int, "exercises": list}
_OTHER_COURSE_KEYS = {"contact": str, "language": str, "titles": dict, "assignments": dict}
_ASSIGNMENT_KEYS = {"exercises": list, "due": datetime, "penalty": dict}
_PENALTY_KEYS: dict[str, Any] = {"per_day": (int, float), "most": (int, float)}
_EXERCISE_KEYS = {"title": str, "points": (int, float), "sources": list, "imports": list}
_LIMIT_KEYS: dict[str, Any] = {
    "check_seconds": (int, float),
    "exercise_seconds": (int, float),
    "memory_mib": int,
}


def read_course(
    folder: Path,
    *,
    copy: Path | None = None,
    assignment: str | None = None,
    only: Sequence[str] = (),
    language: str | None = None,
) -> Course:
    """Read and check the course in `folder`, or a part of it; messages are in its language then.

    Parameters
    ----------
    copy : Path, optional
        Where to put a copy of its exercises, from which everything is read, now and later.
    assignment : str, optional
        Read only the exercises of this one.
    only : sequence of str
        Of these read only those named, if any is.
    language : str, optional
        In another language than ``course.toml`` says.

    Raises
    ------
    CourseError
        With every problem found in any of the files that are read.
    """
    if not folder.is_dir():
        raise CourseError([f"{folder}: there is no such folder; name the course with --course"])
    if not (folder / "course.toml").exists():
        raise CourseError([f"{folder}: there is no course.toml; name the course with --course"])
    problems: list[str] = []
    data = TomlTable.read(folder / "course.toml", problems)
    language = language or data.values.get("language", ENGLISH)
    names = _read_names(data, language)
    assignments, deadlines = _read_assignments(data, names)
    deadline = None
    if not problems and assignment is not None:
        names = chosen(names, assigned(assignments, assignment))
        deadline = deadlines.get(assignment)
    if not problems and only:
        names = chosen(names, only)
    place = folder if copy is None else _copied(folder, names, copy)
    exercises = [_read_exercise(place / name, data, problems, language) for name in names]
    if problems:
        raise CourseError([text.replace(str(place), str(folder)) for text in problems])
    title = data.values["title"]
    course = Course(
        data.values.get("titles", {}).get(language, title),
        data.values["seed"],
        tuple(exercises),
        place.resolve(),
        assignments,
        folder,
        deadlines,
        deadline,
        contact=data.values.get("contact", ""),
        language=language,
    )
    course.speak()
    return course


def _read_names(course: TomlTable, language: str) -> list[str]:
    """The names of the course's exercises, as they are listed; all that stands by them is checked.

    Parameters
    ----------
    language : str
        In which it is to be read, known or not.
    """
    course.check_keys({**_COURSE_KEYS, **_OTHER_COURSE_KEYS}, required=_COURSE_KEYS)
    listed = course.values.get("exercises", [])
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    if isinstance(listed, list) and len(names) < len(listed):
        course.complain("exercises", "exercises must be a list of names")
    seed = course.values.get("seed")
    if isinstance(seed, int) and seed < 0:
        course.complain("seed", "seed must not be negative")
    if not names:
        text = "names no exercise; list the folders in the order of the course"
        course.complain("exercises", text)
    for name in sorted(set(names)):
        if names.count(name) > 1:
            course.complain("exercises", f"{name} is listed {names.count(name)} times")
    if language not in languages():
        known = ", ".join(languages())
        course.complain("language", f"there are no messages in {language!r}; there are {known}")
    titles = course.sub_table("titles")
    titles.check_keys(dict.fromkeys(titles.values, str), required=())
    return names


def _copied(folder: Path, names: Sequence[str], copy: Path) -> Path:
    """`copy`, which now holds the exercises `names` as they are in `folder`."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    copy.mkdir()
    try:
        for name in set(names):
            if _NAME.fullmatch(name) and (folder / name).is_dir():
                shutil.copytree(
                    folder / name, copy / name, ignore=ignored, ignore_dangling_symlinks=True
                )
    except (OSError, shutil.Error) as problem:
        reasons = problem.args[0] if isinstance(problem, shutil.Error) else [("", "", problem)]
        text = "; ".join(str(reason) for _, _, reason in reasons)
        raise GraderError(f"{folder}: it can't be copied to {copy}: {text}") from None
    return copy


def _read_assignments(
    course: TomlTable, exercises: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, Deadline]]:
    """The exercises of each assignment, and when it is due."""
    assignments, deadlines = {}, {}
    for name in course.sub_table("assignments").values:
        table = course.sub_table("assignments").sub_table(name)
        table.check_keys(_ASSIGNMENT_KEYS, required=("exercises",))
        listed = table.values.get("exercises", [])
        if table.values.get("exercises") == []:
            table.complain("exercises", "names no exercise; list those that belong to it")
        for exercise in listed if isinstance(listed, list) else []:
            if exercise not in exercises:
                table.complain("exercises", f"{exercise!r} is no exercise of the course")
        assignments[name] = tuple(listed)
        if deadline := _read_deadline(table):
            deadlines[name] = deadline
    return assignments, deadlines


def _read_deadline(table: TomlTable) -> Deadline | None:
    due, penalty = table.values.get("due"), table.values.get("penalty", {})
    if penalty and due is None:
        table.complain("penalty", "a penalty without a time that it is due")
    if not isinstance(due, datetime) or not isinstance(penalty, dict):
        return None
    if due.tzinfo is None:
        table.complain("due", f"due is {due}; say of which zone, as in 2026-10-01T23:59:00+02:00")
        return None
    for key, value in penalty.items():
        if key not in _PENALTY_KEYS:
            known = ", ".join(_PENALTY_KEYS)
            table.complain("penalty", f"unknown key {key!r}; known are {known}")
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 100:
            table.complain("penalty", f"{key} is {value!r}, which is no percentage of the score")
    known_keys = {key: value for key, value in penalty.items() if key in _PENALTY_KEYS}
    if penalty and "per_day" not in penalty:
        table.complain("penalty", "the key 'per_day' is missing: percent of the score")
    return Deadline(due, **known_keys)


def is_name(name: str) -> bool:
    """May an exercise be called so? Its module is imported by that name, beside others."""
    taken = _OWN_FILES | _ELSEWHERE | sys.stdlib_module_names
    return bool(_NAME.fullmatch(name)) and name not in taken and not keyword.iskeyword(name)


def _read_exercise(folder: Path, course: TomlTable, problems: list[str], language: str) -> Exercise:
    nothing = Exercise(folder.name, "", 0.0, Limits(), (), folder)
    if not is_name(folder.name):
        rule = "use lower-case letters, digits and underscores, and no other module's name"
        course.complain("exercises", f"{folder.name!r} can't be an exercise's name: {rule}")
        return nothing
    missing = [
        name for name in (*_REQUIRED_FILES, f"{folder.name}.py") if not (folder / name).is_file()
    ]
    if missing:
        course.complain("exercises", f"{folder} has no {', '.join(missing)}")
        return nothing
    table = TomlTable.read(folder / "exercise.toml", problems)
    _check_settings(table)
    checks = _read_files(folder, table, problems)
    if problems:
        return nothing
    texts = {} if language == ENGLISH else read_texts(folder, language)
    title = table.values["title"]
    return Exercise(
        folder.name,
        texts.get(title, title),
        float(table.values["points"]),
        Limits(**table.sub_table("limits").values),
        tuple(replace(check, title=texts.get(check.title, check.title)) for check in checks),
        folder.resolve(),
        tuple(table.values.get("imports", [])),
        texts,
    )


def _check_settings(table: TomlTable) -> None:
    """Complain of what is wrong in an ``exercise.toml`` by itself."""
    required = ("title", "points", "sources")
    table.check_keys({**_EXERCISE_KEYS, "limits": dict}, required=required)
    imports = table.values.get("imports", [])
    for name in imports if isinstance(imports, list) else []:
        if not isinstance(name, str) or not _MODULE.fullmatch(name):
            table.complain("imports", f"{name!r} can't be a module's name")
    limits = table.sub_table("limits")
    limits.check_keys(_LIMIT_KEYS, required=())
    for key, value in limits.values.items():
        if isinstance(value, (int, float)) and not 0 < value < MOST_OF_ANYTHING:
            limits.complain(key, f"{key} must be more than 0, and a sensible number")


def _read_files(folder: Path, table: TomlTable, problems: list[str]) -> tuple[Check, ...]:
    """The checks of an exercise, whose Python files must parse and whose points must add up."""
    before = len(problems)
    for name in (f"{folder.name}.py", "given.py", GRAPH, "misconceptions.py"):
        if (folder / name).exists():
            parse_python(folder / name, problems)
    checks = tuple(
        check
        for name in CHECK_FILES
        for check in read_checks(folder / name, name == HIDDEN_CHECKS, problems)
    )
    points = table.values.get("points", 0)
    total = sum(check.points for check in checks)
    is_number = isinstance(points, (int, float)) and not isinstance(points, bool)
    if len(problems) == before and is_number and total != points:
        table.complain(
            "points", f"the exercise has {points:g} points and its checks add up to {total:g}"
        )
    return checks
