"""A folder in a commit, as a place: read from git's own objects, without a working tree."""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, NamedTuple

from grader.intake.files import LINK
from grader.intake.places import DEPTH, ENTRIES, File, Place, printable, refused_file
from grader.language import gettext

TREE_LIMIT: Final = 4 * 2**20
"""Largest folder that is read, in bytes of its list: some 100,000 files."""
_FOLDER, _LINK, _SUBMODULE = "040000", "120000", "160000"
_SHOWN = 5


class _Entry(NamedTuple):
    """A name in a folder, git's mode of it, and the object's name."""

    name: str
    mode: str
    id: str


@dataclass(frozen=True)
class GitFolder:
    """A folder in a commit; read when it is asked for.

    Parameters
    ----------
    name : str
    id : str
        The name of its object, or of the commit whose top folder it is.
    read : callable
        Given an object's name, its kind and the most bytes: what is in it.
    """

    name: str
    id: str
    read: Callable[[str, str, int], bytes]

    def folders(self) -> dict[str, Place]:
        return {
            entry.name: GitFolder(entry.name, entry.id, self.read)
            for entry in self._entries()
            if entry.mode == _FOLDER
        }

    def files(self) -> dict[str, File]:
        return {
            entry.name: self._file(entry)
            for entry in self._entries()
            if entry.mode not in (_FOLDER, _SUBMODULE)
        }

    def submodules(self) -> list[str]:
        """The names of those in it; nothing is fetched of them."""
        return [entry.name for entry in self._entries() if entry.mode == _SUBMODULE]

    def _file(self, entry: _Entry) -> File:
        if entry.mode == _LINK:
            return refused_file(gettext(LINK), is_link=True)
        if not entry.mode.startswith("100"):
            return refused_file(gettext("it is not a regular file"))
        return File(partial(self.read, entry.id, "blob"))

    def _entries(self) -> list[_Entry]:
        """What is in it, sorted; OSError if it can't be read, or git would never have made it."""
        try:
            data = self.read(f"{self.id}^{{tree}}", "tree", TREE_LIMIT)
        except ValueError:
            text = gettext("a folder in it holds too many files")
            raise OSError(errno.EFBIG, text) from None
        try:
            entries = list(_parsed(data, len(self.id) // 2))
        except ValueError:
            raise OSError(errno.EIO, gettext("a folder in it is damaged")) from None
        names = {entry.name for entry in entries}
        if len(names) != len(entries) or any("/" in name for name in names) or names & _NO_NAMES:
            text = gettext("a folder in it holds a name twice, or one that is none")
            raise OSError(errno.EIO, text)
        return sorted(entries, key=lambda entry: os.fsencode(entry.name))


_NO_NAMES: Final = {"", ".", ".."}


def _parsed(data: bytes, width: int) -> Iterator[_Entry]:
    """A mode, a blank, a name, a zero and an object's `width` bytes, again and again."""
    at = 0
    while at < len(data):
        end = data.index(b"\0", at)
        mode, name = data[at:end].split(b" ", 1)
        at = end + 1 + width
        if at > len(data):
            raise ValueError("cut off")
        yield _Entry(os.fsdecode(name), mode.decode("ascii").zfill(6), data[end + 1 : at].hex())


def name_submodules(top: GitFolder) -> str:
    """What is to be said of the submodules near the top; empty if there are none.

    Raises
    ------
    OSError
        If the top can't be read.
    """
    found = list(top.submodules())
    waiting = deque([("", top, 0)])
    entries = 0
    while waiting and entries <= ENTRIES:
        path, folder, depth = waiting.popleft()
        try:
            below = folder.folders()
            if path:
                found += [f"{path}{name}" for name in folder.submodules()]
        except OSError:
            continue  # it is found out where something in it is asked for
        entries += len(below) + 1
        if depth < DEPTH - 1:
            waiting += [
                (f"{path}{name}/", inner, depth + 1)
                for name, inner in below.items()
                if isinstance(inner, GitFolder)
            ]
    if not found:
        return ""
    names = ", ".join(map(printable, found[:_SHOWN]))
    if len(found) <= _SHOWN:
        return gettext("{names}: submodules aren't fetched").format(names=names)
    text = gettext("{names} and {number} more: submodules aren't fetched")
    return text.format(names=names, number=len(found) - _SHOWN)
