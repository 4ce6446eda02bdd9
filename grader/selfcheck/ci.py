"""``grader check --ci``: what a student's own CI shows of the public checks."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from grader.exports.github import annotation, classroom_output, exercises_markdown
from grader.exports.junit import junit_of
from grader.intake.code import Code, Part
from grader.results import CheckResult
from grader.selfcheck.home import Checked
from grader.writing import write_in_one_step

JUNIT: Final = "junit.xml"
"""Written in the folder that is checked; GitLab and others show it."""


def report(checked: Sequence[Checked], folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Write what the CI takes; the lines that it wants to be printed.

    JUnit's XML always. On GitHub the job's summary, the step's output ``result`` for GitHub
    Classroom, and annotations at the student's own lines.

    Parameters
    ----------
    folder : Path
        Where ``junit.xml`` goes.
    environment : mapping
        The variables of the process; by GitHub's it is known where to write.
    """
    results = [one.result for one in checked]
    write_in_one_step(folder / JUNIT, junit_of(results))
    texts = {
        "GITHUB_STEP_SUMMARY": exercises_markdown(results),
        "GITHUB_OUTPUT": classroom_output(results),
    }
    for name, text in texts.items():
        if path := environment.get(name):
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(text)
    if environment.get("GITHUB_ACTIONS") != "true":
        return []
    root = Path(environment.get("GITHUB_WORKSPACE", folder))
    return [line for one in checked for line in _annotations(one, root)]


def _annotations(one: Checked, root: Path) -> Iterator[str]:
    """An annotation for each check that didn't pass, or for why none could run."""
    folder, result = one.exercise.folder, one.result
    if not result.file:
        file = os.path.relpath(folder / f"{one.exercise.name}.py", root)
        yield annotation(file, 0, one.exercise.name, result.message)
        return
    for check in result.checks:
        if check.outcome != "passed":
            name, line = _place(one, check)
            file = os.path.relpath(folder / name, root)
            yield annotation(file, line, check.title, check.message or check.title)


def _place(one: Checked, check: CheckResult) -> tuple[str, int]:
    """The file and the line that a check is about: where it raised, or what it asks.

    Of several things that it asks, the last that its title names; a gradient's check asks the
    forward once more at the end.
    """
    own = one.result.file
    frames = check.trace or one.result.trace
    if frames and (found := _found(frames[-1].place, one.code)):
        return found
    sites = one.sites.get(check.id, ())
    named = [site for site in sites if site.split(".")[-1] in re.findall(r"\w+", check.title)]
    site = (*sites, *named)[-1:]
    return own, _line_of(one.exercise.folder / own, site[0].split(".")) if site else 0


def _found(place: str, code: Code) -> tuple[str, int] | None:
    """The file and the line that a student reads as `place`; a notebook as a whole."""
    parts = [*code.parts, *map(Part, code.modules.values())]
    at = next(
        (
            (number, line)
            for number, part in enumerate(parts)
            for line in range(1, part.lines + 1)
            if code.line_name(number, line) == place
        ),
        None,
    )
    if at is None:
        return None
    number, line = at
    if number >= len(code.parts):
        return code.files[number], line
    return code.file, 0 if parts[number].cell else line


def _line_of(path: Path, names: Sequence[str]) -> int:
    """Where a class's method or a function is defined; 0 if that can't be told."""
    if path.suffix != ".py":
        return 0
    try:
        body: list[ast.stmt] = ast.parse(path.read_bytes()).body
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    line = 0
    for name in names:
        kinds = (ast.FunctionDef, ast.ClassDef)
        found = [
            each
            for each in body
            if isinstance(each, kinds) and each.name.casefold() == name.casefold()
        ]
        if not found:
            break
        line, body = found[-1].lineno, found[-1].body
    return line
