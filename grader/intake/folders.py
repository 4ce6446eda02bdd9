"""A folder a student, a file an exercise: ``SUBMISSIONS/<student>/<exercise>.py``."""

from __future__ import annotations

import functools
import operator
import os
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.errors import GraderError

SOURCE_LIMIT: Final = 2**20
"""Largest file that is read, in bytes."""

_FLAGS: Final = functools.reduce(  # Windows has the last one only
    operator.or_,
    (getattr(os, f"O_{name}", 0) for name in "NOFOLLOW NONBLOCK CLOEXEC BINARY".split()),
    os.O_RDONLY,
)


@dataclass(frozen=True)
class Submission:
    """What one student handed in, as data; travels between processes.

    Parameters
    ----------
    student : str
        The folder's name, printable whatever bytes it holds.
    sources : dict
        Each exercise that there is a file for, with the file's bytes.
    unreadable : dict
        Each exercise whose file couldn't be read, with the reason.
    """

    student: str
    sources: dict[str, bytes] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)


def list_submissions(folder: Path) -> tuple[list[Path], list[str]]:
    """The students' folders, sorted, and what else there is, which is left out.

    Raises
    ------
    GraderError
        If `folder` isn't a folder or holds no student's.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: os.fsencode(entry.name))
    except OSError as problem:
        raise GraderError(
            f"{folder}: can't be read as a folder of submissions ({problem.strerror}); name one "
            "that holds a folder for each student"
        ) from None
    students, others = [], []
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            students.append(Path(entry.path))
        else:
            others.append(f"{printable(entry.name)}: not a student's folder")
    if not students:
        raise GraderError(
            f"{folder}: no submission found; expected {folder}/<student>/<exercise>.py"
        )
    for name, count in Counter(student_name(folder) for folder in students).items():
        if count > 1:
            raise GraderError(f"{folder}: {count} folders are all shown as {name}; rename them")
    return students, others


def read_submission(folder: Path, exercises: Sequence[str]) -> Submission:
    """Read a student's files; what can't be read is said in the submission, never raised."""
    sources, unreadable = {}, {}
    for exercise in exercises:
        try:
            source = _read(folder / f"{exercise}.py")
        except OSError as problem:
            unreadable[exercise] = f"it can't be read ({problem.strerror or 'unknown error'})"
        except ValueError as problem:
            unreadable[exercise] = str(problem)
        else:
            if source is not None:
                sources[exercise] = source
    return Submission(student_name(folder), sources, unreadable)


def student_name(folder: Path) -> str:
    """The student whose folder it is."""
    return printable(folder.name)


def _read(path: Path) -> bytes | None:
    """The bytes of a regular file that is no link, None if there is no file."""
    try:
        descriptor = os.open(path, _FLAGS)
    except FileNotFoundError:
        if not path.parent.is_dir():  # it was listed: removed since, or its disk is gone
            raise ValueError("its folder is gone") from None
        return None
    except OSError:
        if path.is_symlink():
            raise ValueError("it is a symbolic link, and links are not followed") from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError("it is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        source = file.read(SOURCE_LIMIT + 1)
    if len(source) > SOURCE_LIMIT:
        raise ValueError(f"it is larger than {SOURCE_LIMIT // 2**20} MiB")
    return source


def printable(name: str) -> str:
    """`name` without what a terminal or a file format could take for more than text."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
