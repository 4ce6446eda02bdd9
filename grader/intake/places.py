"""Where files lie: a folder, an archive or a commit; all look the same to who reads them."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from grader.intake.files import read_file

FILE_TIME: Final = "the file's time"
"""Where a time comes from that nobody has written down: the least that is known."""
DEPTH: Final = 4
"""Folders in folders that are looked into, below a student's."""
ENTRIES: Final = 2000
"""Files of a student that are looked at, before no further folder is."""
_HIDDEN = ("__MACOSX", "__pycache__")


class Moment(NamedTuple):
    """When something was handed in; without a zone where nobody wrote one down."""

    at: datetime
    source: str


@dataclass(frozen=True)
class File:
    """A file that was handed in, or what lies in its place.

    Parameters
    ----------
    read : callable
        Given the most bytes, its bytes; None if it is gone. Raises ValueError, with a text that
        goes on from "it", or OSError.
    moment : callable
        When it was handed in, as far as is known.
    attempt : int
        Which of a student's, as the place where it was handed in counts from 1; 0: it doesn't.
    is_link : bool
    """

    read: Callable[[int], bytes | None]
    moment: Callable[[], Moment | None] = lambda: None
    attempt: int = 0
    is_link: bool = False


def refused_file(reason: str, *, is_link: bool = False) -> File:
    """A file that isn't read; the reason goes on from "it"."""

    def read(_limit: int) -> bytes:
        raise ValueError(reason)

    return File(read, is_link=is_link)


class Place(Protocol):
    """A folder on the disk, in an archive or in a commit."""

    @property
    def name(self) -> str:
        """Its name, as it is."""

    def folders(self) -> Mapping[str, Place]:
        """The folders in it by their names; OSError if it can't be read."""

    def files(self) -> Mapping[str, File]:
        """All else that is in it, links too."""


@dataclass(frozen=True)
class DiskFolder:
    """A folder on the disk; what is in it is read when it is asked for, and no link is followed.

    Parameters
    ----------
    path : Path
    without : Path, optional
        A folder in it that nobody wants to see.
    """

    path: Path
    without: Path | None = None

    @property
    def name(self) -> str:
        return self.path.name

    def folders(self) -> dict[str, Place]:
        below = [Path(entry.path) for entry in self._entries(folders=True)]
        return {path.name: DiskFolder(path) for path in below if path != self.without}

    def files(self) -> dict[str, File]:
        return {
            entry.name: disk_file(Path(entry.path), is_link=entry.is_symlink())
            for entry in self._entries(folders=False)
        }

    def _entries(self, *, folders: bool) -> list[os.DirEntry[str]]:
        with os.scandir(self.path) as entries:
            found = [entry for entry in entries if entry.is_dir(follow_symlinks=False) == folders]
        return sorted(found, key=lambda entry: os.fsencode(entry.name))


def disk_file(path: Path, *, is_link: bool = False) -> File:
    """The file at `path`."""
    return File(partial(read_file, path), partial(_modified, path), is_link=is_link)


def _modified(path: Path) -> Moment | None:
    try:
        return Moment(datetime.fromtimestamp(int(path.lstat().st_mtime), UTC), FILE_TIME)
    except (OSError, ValueError, OverflowError):
        return None


@dataclass
class MadeFolder:
    """A folder that isn't on the disk: of an archive, or what a layout puts together."""

    name: str
    folders_: dict[str, Place] = field(default_factory=dict)
    files_: dict[str, File] = field(default_factory=dict)

    def folders(self) -> dict[str, Place]:
        return dict(sorted(self.folders_.items()))

    def files(self) -> dict[str, File]:
        return dict(sorted(self.files_.items()))

    def below(self, name: str) -> MadeFolder:
        """The folder in it of that name, made if it isn't there."""
        folder = self.folders_.setdefault(name, MadeFolder(name))
        if not isinstance(folder, MadeFolder):
            raise TypeError(f"{name} is a folder on the disk")
        return folder


@dataclass(frozen=True)
class Stamped:
    """A folder of which it is known when it was handed in."""

    place: Place
    moment: Moment

    @property
    def name(self) -> str:
        return self.place.name

    def folders(self) -> dict[str, Place]:
        return {name: Stamped(folder, self.moment) for name, folder in self.place.folders().items()}

    def files(self) -> dict[str, File]:
        return {
            name: File(file.read, lambda: self.moment, file.attempt, file.is_link)
            for name, file in self.place.files().items()
        }


def is_hidden(name: str) -> bool:
    """Is it something that a system puts beside people's files?"""
    return name.startswith(".") or name in _HIDDEN


def walk(place: Place) -> Iterator[tuple[str, File]]:
    """The files in `place` with their paths, those of upper folders first, within the limits."""
    waiting: deque[tuple[str, Place]] = deque([("", place)])
    entries = 0
    while waiting and entries <= ENTRIES:
        path, folder = waiting.popleft()
        try:
            files, folders = folder.files(), folder.folders()
        except OSError:
            continue
        entries += len(files) + len(folders)
        for name, file in files.items():
            yield f"{path}{name}", file
        if path.count("/") < DEPTH - 1:
            waiting += [(f"{path}{name}/", below) for name, below in folders.items()]


def printable(name: str) -> str:
    """`name` without what a terminal or a file format could take for more than text."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
