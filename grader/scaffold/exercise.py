"""A new exercise: a layer with its checks, in which a teacher has to write what is their own.

What is left is marked by TODO, which ``grader validate`` finds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Final

from grader.course_folder import is_name
from grader.errors import CourseError, GraderError
from grader.language import gettext

TODOS: Final = {
    "title": "TODO: what the exercise is called",
    "prose": "TODO: what the layer is for, and what a student should understand afterwards.",
    "formula": r"y = \text{TODO: its formula, and that of the gradient}",
    "summary": "TODO: what the layer computes.",
    "forward": 'raise NotImplementedError("TODO: give the output, and keep what backward needs")',
    "backward": 'raise NotImplementedError("TODO: give the gradient")',
    "x": "((1.0, 2.0),)  # TODO: an input that can be followed by hand",
    "y": "((0.0, 0.0),)  # TODO: its output",
    "dx": "((0.0, 0.0),)  # TODO: the gradient, where that of the output is 1 everywhere",
    "forward_name": "WrongForward",
    "forward_hint": "TODO: a question that leads to the mistake, and doesn't give the answer away",
    "wrong_forward": 'raise NotImplementedError("TODO: a formula that students often have")',
    "backward_name": "WrongBackward",
    "backward_hint": "TODO: a question that leads to the mistake, and doesn't give the answer away",
    "wrong_backward": 'raise NotImplementedError("TODO: a gradient that students often have")',
}
"""What stands in a new exercise's gaps, by their names; a name alone needs no TODO."""
FILES: Final = ("exercise.toml", "test_public.py", "test_hidden.py", "misconceptions.py")
"""The files of an exercise besides the reference."""
_LIST: Final = re.compile(r"^exercises\s*=\s*\[([^\]]*)\]", re.MULTILINE)


def make_exercise(course: Path, name: str, contents: Mapping[str, str] = TODOS) -> list[Path]:
    """Make the exercise `name` in `course`, as its last one.

    Parameters
    ----------
    contents : mapping
        What stands in the gaps.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    CourseError, GraderError
        If there is no such course, the name can't be an exercise's, or it is taken.
    """
    table = course / "course.toml"
    if not table.is_file():
        text = gettext("{folder}: no course.toml is there; grader init DIR lays out a course")
        raise CourseError([text.format(folder=course)])
    if not is_name(name):
        text = gettext("{name!r} can't be an exercise's name: write it like a_new_layer")
        raise GraderError(text.format(name=name))
    folder = course / name
    if folder.exists():
        raise GraderError(
            gettext("{folder} is there already; nothing was changed").format(folder=folder)
        )
    listed = _with(table, name)
    texts = {f"{name}.py": _filled("reference.py", name, contents)}
    texts |= {file: _filled(file, name, contents) for file in FILES}
    folder.mkdir()
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    table.write_text(listed, encoding="utf-8")
    return [*(folder / file for file in texts), table]


def _filled(template: str, name: str, contents: Mapping[str, str]) -> str:
    place = resources.files("grader.scaffold").joinpath("templates", "exercise", f"{template}.txt")
    text = place.read_text(encoding="utf-8").replace("<<name>>", name)
    lines = []
    for line in text.splitlines():
        gap = re.search(r"<<(\w+)>>", line)
        if gap is None:
            lines.append(line)
            continue
        indent = re.match(r"\s*(# )?", line)
        start = indent[0] if indent else ""
        filled = line.replace(gap[0], contents[gap[1]]).split("\n")
        lines += [filled[0], *(f"{start}{each}".rstrip() for each in filled[1:])]
    return "\n".join(lines) + "\n"


def _with(table: Path, name: str) -> str:
    """The text of ``course.toml`` with the exercise as its last one."""
    try:
        text = table.read_text(encoding="utf-8")
        before = tomllib.loads(text)
        listed = list(before.get("exercises", []))
        inner = _LIST.search(text)
        if inner is not None:
            items = inner[1].rstrip().rstrip(",")
            lead = "\n    " if "\n" in items else " " if items.strip() else ""
            comma = "," if items.strip() else ""
            end = ",\n" if "\n" in items else ""
            new = f'{text[: inner.start(1)]}{items}{comma}{lead}"{name}"{end}{text[inner.end(1) :]}'
            if _exercises_in(new) == [*listed, name]:
                return new
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as problem:
        raise CourseError([f"{table}: {problem}"]) from None
    text = gettext("{file}: the list of exercises can't be read; write {name} into it by hand")
    raise CourseError([text.format(file=table, name=name)])


def _exercises_in(text: str) -> Any:
    try:
        return tomllib.loads(text).get("exercises")
    except tomllib.TOMLDecodeError:
        return None
