"""A course that nbgrader takes: the instructor's folder, made from the course.

::

    nbgrader_config.py          grades through the wall; written once, then the instructor's
    source/<assignment>/        what `nbgrader generate_assignment` makes the students' folder of
        <exercise>.ipynb        prose, reference, and a grade cell for each check
        course.toml             as in the bundle, for the public checks
        given.py                as in the course, if an exercise hands something out
        <exercise>/             test_public.py and given.py, as in the bundle
    solutions/                  the course, from which the grade cells' scores come

An assignment is one of ``course.toml``; an exercise of none is one by itself. The folder is for
instructors, as everything of nbgrader's is: it holds the hidden checks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Final

from grader.course import CHECK_FILES, PUBLIC_CHECKS, Course
from grader.errors import CourseError
from grader.language import gettext
from grader.release.bundle import TEMPLATES, course_toml
from grader.release.notebooks import graded
from grader.stubs import unwritten
from grader.writing import write_in_one_step

CONFIG: Final = "nbgrader_config.py"
COURSE: Final = "solutions"
"""Where the course lies in nbgrader's; also what `grader grade` takes by default."""
_ASSIGNMENT = re.compile(r"\w[\w .-]*")
EXERCISE_FILES: Final = ("exercise.toml", *CHECK_FILES, "misconceptions.py", "given.py", "graph.py")


def make_nbgrader_course(course: Course) -> dict[str, bytes]:
    """The files of the course as nbgrader has them, by their path in its folder, sorted.

    Raises
    ------
    CourseError
        If two exercises of an assignment hand out different things under one name, or no notebook
        can be made of one.
    """
    files = {f"{COURSE}/course.toml": (course.folder / "course.toml").read_bytes()}
    for exercise in course.exercises:
        own = (f"{exercise.name}.py", f"locale/{course.language}.po")
        for name in (*EXERCISE_FILES, *own):
            path = exercise.folder / name
            if path.is_file():
                files[f"{COURSE}/{exercise.name}/{name}"] = path.read_bytes()
    problems = list(_name_problems(course))
    for name in nbgrader_assignments(course) if not problems else ():
        try:
            for file, data in _assignment_files(assignment_of(course, name)):
                if files.setdefault(f"source/{name}/{file}", data) != data:
                    text = gettext(
                        "{path}: two exercises of {assignment} hand out different {file}, "
                        "and nbgrader has one folder for both; put them into different assignments"
                    )
                    path = course.folder / "course.toml"
                    problems.append(text.format(path=path, assignment=name, file=file))
        except CourseError as problem:
            problems += problem.problems
    if problems:
        raise CourseError(problems)
    return dict(sorted(files.items()))


def nbgrader_assignments(course: Course) -> list[str]:
    """The assignments of ``course.toml``, then each exercise that is in none of them."""
    in_one = {exercise for names in course.assignments.values() for exercise in names}
    alone = [exercise.name for exercise in course.exercises if exercise.name not in in_one]
    return [*course.assignments, *(name for name in alone if name not in course.assignments)]


def assignment_of(course: Course, name: str) -> Course:
    """The course with only the exercises of an assignment as nbgrader has it.

    Raises
    ------
    CourseError
        If there is no such assignment.
    """
    return course.assignment(name) if name in course.assignments else course.only([name])


def write_config(folder: Path) -> bool:
    """Write ``nbgrader_config.py`` unless there is one; whether it was written."""
    path = folder / CONFIG
    if path.exists():
        return False
    course_id = re.sub(r"[^\w-]+", "-", folder.resolve().name).strip("-") or "course"
    text = Template((TEMPLATES / "nbgrader_config.txt").read_text(encoding="utf-8")).substitute(
        course_id=json.dumps(course_id), unwritten=json.dumps(unwritten(), ensure_ascii=False)
    )
    folder.mkdir(parents=True, exist_ok=True)
    write_in_one_step(path, text.encode())
    return True


def _name_problems(course: Course) -> Iterator[str]:
    """Which assignments' names won't do: nbgrader has folders of these names."""
    for name, exercises in course.assignments.items():
        if not _ASSIGNMENT.fullmatch(name):
            text = gettext(
                "{path}: nbgrader can't have the name {name!r}: "
                "use letters, digits, blanks, dots, hyphens and underscores"
            )
            yield text.format(path=course.folder / "course.toml", name=name)
        if name in {exercise.name for exercise in course.exercises} - set(exercises):
            text = gettext(
                "{path}: the assignment {name} is called like an exercise that isn't in it"
            )
            yield text.format(path=course.folder / "course.toml", name=name)


def _assignment_files(course: Course) -> Iterator[tuple[str, bytes]]:
    yield "course.toml", course_toml(course).encode()
    for exercise in course.exercises:
        yield f"{exercise.name}.ipynb", graded(exercise).encode()
        public = exercise.text(exercise.folder / PUBLIC_CHECKS)
        yield f"{exercise.name}/{PUBLIC_CHECKS}", public.encode()
        if exercise.given is not None:
            given = exercise.text(exercise.given).encode()
            yield f"{exercise.name}/given.py", given
            yield "given.py", given
