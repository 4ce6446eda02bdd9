"""A folder a student, and in it of each exercise a file, or the folder that was given out.

::

    <student>/<exercise>.py                 <student>/<exercise>.ipynb
    <student>/<exercise>/<exercise>.py      <student>/<exercise>/<exercise>.ipynb
"""

from __future__ import annotations

import functools
import operator
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.intake.choice import Work, choose
from grader.intake.notebooks import join_cells

LINK: Final = "it is a symbolic link, and links are not followed"
SOURCE_LIMIT: Final = 2**20
"""Largest source that is read, in bytes."""
NOTEBOOK_LIMIT: Final = 16 * 2**20
"""Largest notebook that is read, in bytes: most of it are pictures."""

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
    files : dict
        Of these exercises, the path in the student's folder; ``<exercise>.py`` where it isn't said.
    cells : dict
        Of a notebook, the line of the source before the first one of each cell.
    notes : dict
        Where there was more than one file to choose from: what student and instructor must know.
    """

    student: str
    sources: dict[str, bytes] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    cells: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def file(self, exercise: str) -> str:
        """The file that counts of an exercise, as a path in the student's folder."""
        return self.files.get(exercise, f"{exercise}.py")


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


def read_submission(
    folder: Path, exercises: Sequence[str], stubs: Mapping[str, str] | None = None
) -> Submission:
    """Read a student's files; what can't be read is said in the submission, never raised.

    Parameters
    ----------
    stubs : mapping
        What was given out of each exercise: a file that is still that holds nobody's work. At
        home nobody knows; there a file in which less is left to write counts.
    """
    submission = Submission(student_name(folder))
    for exercise in exercises:
        if works := list(_works(folder, exercise)):
            stub = None if stubs is None else stubs[exercise].encode()
            chosen, note = choose(works, stub)
            submission.files[exercise] = chosen.file
            if chosen.problem:
                submission.unreadable[exercise] = chosen.problem
            else:
                submission.sources[exercise] = chosen.source
            if chosen.cells:
                submission.cells[exercise] = chosen.cells
            if note:
                submission.notes[exercise] = note
        elif not folder.is_dir():  # it was listed: removed since, or its disk is gone
            submission.unreadable[exercise] = "its folder is gone"
    return submission


def student_name(folder: Path) -> str:
    """The student whose folder it is."""
    return printable(folder.name)


def _works(folder: Path, exercise: str) -> Iterator[Work]:
    """The files that may hold work on an exercise, in the order in which they count."""
    for name, limit in ((f"{exercise}.py", SOURCE_LIMIT), (f"{exercise}.ipynb", NOTEBOOK_LIMIT)):
        for place in (Path(), Path(exercise)):
            file = (place / name).as_posix()
            cells: tuple[int, ...] = ()
            try:
                if place.parts and (folder / place).is_symlink():
                    raise ValueError(LINK)
                source = _read(folder / place, name, limit)
                if source is not None and name.endswith(".ipynb"):
                    source, cells = join_cells(source, SOURCE_LIMIT)
            except OSError as problem:
                reason = f"it can't be read ({problem.strerror or 'unknown error'})"
                yield Work(file, problem=reason)
            except ValueError as problem:
                yield Work(file, problem=str(problem))
            else:
                if source is not None:
                    yield Work(file, source, cells)


def _read(folder: Path, name: str, limit: int) -> bytes | None:
    """The bytes of a regular file in `folder`, None if there is no file; follows no link."""
    path = folder / name
    try:
        descriptor = os.open(path, _FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        if path.is_symlink():
            raise ValueError(LINK) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError("it is not a regular file")
    with os.fdopen(descriptor, "rb") as file:
        source = file.read(limit + 1)
    if len(source) > limit:
        raise ValueError(f"it is larger than {limit // 2**20} MiB")
    return source


def printable(name: str) -> str:
    """`name` without what a terminal or a file format could take for more than text."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
