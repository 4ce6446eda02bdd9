"""The archive that one uploads to Gradescope; it depends on the course and the grader alone."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.archive import packed
from grader.course import Course, Exercise
from grader.exports.gradescope import as_json, failed_results
from grader.language import ENGLISH
from grader.packaging.wheels import distributions_of, own_wheel, wheels_in
from grader.toml import toml_text

TEMPLATES: Final = Path(__file__).parent / "templates"
PROGRAMS: Final = frozenset({"setup.sh", "run_autograder"})


def make_autograder(course: Course, hidden_visibility: str, wheels: Path | None = None) -> bytes:
    """The archive with the exercises of `course`.

    Parameters
    ----------
    hidden_visibility : str
        When Gradescope shows students the hidden checks; see `grader.exports.gradescope`.
    wheels : Path, optional
        A folder with wheels of all that the grader needs: installing asks no index then.

    Raises
    ------
    GraderError
        If no wheel of the grader can be made, or there are none in `wheels`.
    """
    imported = {name for each in course.exercises for name in each.imports}
    needed = distributions_of(imported | ({"babel"} if course.language != ENGLISH else set()))
    installing = {
        "@index@": "" if wheels is None else "--no-index --find-links wheels",
        "@needed@": shlex.join(needed),
    }
    name, wheel = own_wheel()
    installed = {name: wheel} if wheels is None else {**wheels_in(wheels), name: wheel}
    files = {
        "setup.sh": _filled("setup.sh", installing),
        "run_autograder": _filled("run_autograder", {"@hidden@": hidden_visibility}),
        "failed.json": as_json(failed_results()),
        "course/course.toml": _course_toml(course).encode(),
        **{f"wheels/{name}": data for name, data in installed.items()},
    }
    for exercise in course.exercises:
        files.update(_exercise_files(exercise))
    return packed(files, PROGRAMS)


def _filled(template: str, values: dict[str, str]) -> bytes:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(name, value)
    return text.encode()


def _course_toml(course: Course) -> str:
    """The course's file without assignments: when something is due, Gradescope knows."""
    names = ", ".join(toml_text(exercise.name) for exercise in course.exercises)
    lines = [
        f"title = {toml_text(course.title)}",
        f"seed = {course.seed}",
        f"contact = {toml_text(course.contact)}",
        f"language = {toml_text(course.language)}",
        f"exercises = [{names}]",
    ]
    return "\n".join([*lines, ""])


def _exercise_files(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    for path in sorted(exercise.folder.rglob("*")):
        parts = path.relative_to(exercise.folder).parts
        is_left_out = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not is_left_out:
            yield "/".join(("course", exercise.name, *parts)), path.read_bytes()
