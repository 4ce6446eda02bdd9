"""A student's other Python files, which the one that is graded may import."""

from __future__ import annotations

import contextlib
from typing import Final

from grader.intake.files import SOURCE_LIMIT
from grader.intake.places import Place, walk

MODULES_LIMIT: Final = 100
"""Most Python files of a student's that can be imported."""


def read_modules(place: Place) -> dict[str, bytes]:
    """A student's Python files, by their paths with slashes; as many as the limits let in.

    What is left out can't be imported, and the import says so.
    """
    modules: dict[str, bytes] = {}
    left = SOURCE_LIMIT
    for path, file in walk(place):
        *folders, name = path.split("/")
        if not name.endswith(".py") or not all(folder.isidentifier() for folder in folders):
            continue
        if len(modules) >= MODULES_LIMIT:
            break
        with contextlib.suppress(OSError, ValueError):
            source = file.read(left)
            if source is not None:
                modules[path] = source
                left -= len(source)
    return modules


def importable(modules: dict[str, bytes], file: str) -> dict[str, bytes]:
    """`modules` by the paths under which `file` imports them: beside it, else in the folder."""
    beside = f"{file.rpartition('/')[0]}/".lstrip("/")
    here = {path.removeprefix(beside): source for path, source in modules.items()
            if path.startswith(beside) and path != file}  # fmt: skip
    return {path: source for path, source in modules.items() if path != file} | here
