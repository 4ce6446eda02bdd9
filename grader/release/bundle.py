"""The files of a bundle, as names and bytes; they depend on the course and on nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from string import Template
from typing import Final

from grader import __version__
from grader.course import GRAPH, PUBLIC_CHECKS, Course, Exercise
from grader.errors import CourseError
from grader.examiner.graphs import RIGHT, encoded, right_graph
from grader.language import ENGLISH, gettext
from grader.release.notebooks import released
from grader.stubs import WRITE_THIS
from grader.toml import toml_text

TEMPLATES: Final = Path(__file__).parent / "templates"


def make_bundle(course: Course) -> dict[str, bytes]:
    """The bundle's files, by their path in it, sorted.

    Raises
    ------
    CourseError
        If no stub can be made of an exercise; holds every problem found.
    """
    files = {
        "README.md": _readme(course),
        "requirements.txt": _template("requirements.txt", course).substitute(version=__version__),
        "course.toml": course_toml(course),
        "pytest.ini": _template("pytest.ini", course).template,
        ".github/workflows/check.yml": _template("check.yml", course).template,
        ".gitlab-ci.yml": _template("gitlab-ci.yml", course).template,
    }
    bundle = {name: text.encode() for name, text in files.items()}
    problems: list[str] = []
    for exercise in course.exercises:
        try:
            bundle.update(_exercise_files(exercise))
        except CourseError as problem:
            problems += problem.problems
    if problems:
        raise CourseError(problems)
    return dict(sorted(bundle.items()))


def _exercise_files(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    name = exercise.name
    text = exercise.text(exercise.reference)
    stub, notebook = released(name, text, str(exercise.reference))
    yield f"{name}/{name}.py", stub.encode()
    yield f"{name}/{name}.ipynb", notebook.encode()
    yield f"{name}/{PUBLIC_CHECKS}", exercise.text(exercise.folder / PUBLIC_CHECKS).encode()
    if exercise.graph is not None:
        yield f"{name}/{GRAPH}", exercise.text(exercise.graph).encode()
        yield f"{name}/{RIGHT}", encoded(right_graph(exercise))
    if exercise.given is not None:
        yield f"{name}/given.py", exercise.text(exercise.given).encode()


def _readme(course: Course) -> str:
    rows = [
        f"| `{exercise.name}` | {exercise.title} | {exercise.points:g} |"
        for exercise in course.exercises
    ]
    drawn = [exercise.name for exercise in course.exercises if exercise.graph is not None]
    paragraphs = _template("README.md", course).template.split("\n\n")
    told = [each for each in paragraphs if drawn or "$drawn" not in each]
    return Template("\n\n".join(told)).substitute(
        title=course.title,
        drawn=drawn[0] if drawn else "",
        exercises="\n".join(rows),
        first=course.exercises[0].name,
        points=f"{sum(exercise.points for exercise in course.exercises):g}",
        write_this=gettext(WRITE_THIS),
    )


def _template(name: str, course: Course) -> Template:
    """The template in the course's language, where there is one."""
    own = TEMPLATES / course.language / name
    path = own if own.is_file() else TEMPLATES / name
    return Template(path.read_text(encoding="utf-8"))


def course_toml(course: Course) -> str:
    lines = [f"title = {toml_text(course.title)}"]
    if course.language != ENGLISH:
        lines.append(f"language = {toml_text(course.language)}")
    for exercise in course.exercises:
        limits = ", ".join(
            f"{key} = {_number(value)}" for key, value in asdict(exercise.limits).items()
        )
        lines += [
            "",
            "[[exercises]]",
            f"name = {toml_text(exercise.name)}",
            f"title = {toml_text(exercise.title)}",
            f"points = {_number(exercise.points)}",
            f"limits = {{ {limits} }}",
        ]
    return "\n".join([*lines, ""])


def _number(value: float) -> str:
    return str(int(value) if value == int(value) else value)
