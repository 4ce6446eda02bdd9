"""Where in a student's files the exercises lie, and which files are called like one, or nearly."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from grader.intake.files import NOTEBOOK_LIMIT, SOURCE_LIMIT
from grader.intake.places import DEPTH, File, Moment, Place, is_hidden, printable, refused_file
from grader.language import gettext

LIMITS: Final = {".py": SOURCE_LIMIT, ".ipynb": NOTEBOOK_LIMIT}
"""Most bytes of a file, by its ending."""
_COPY: Final = re.compile(r"^copy of |( - copy|_copy\d*|-copy\d*)?( ?\(\d{1,3}\)|-\d{1,3})?$")
"""What browsers, file managers, JupyterLab and Canvas add to the name of a second copy."""


@dataclass(frozen=True)
class Root:
    """A place in which a student's exercises lie.

    Parameters
    ----------
    path : str
        Where it is among the student's files, ended by a slash if it isn't the top.
    attempt : int
        Of the archive.
    """

    path: str
    place: Place
    attempt: int = 0
    moment: Moment | None = None

    @cached_property
    def files(self) -> Mapping[str, File]:
        """Those that lie there themselves."""
        return self.place.files()

    @cached_property
    def folders(self) -> Mapping[str, Place]:
        """Those in it."""
        return self.place.folders()

    @cached_property
    def _by_plain_name(self) -> Mapping[str, Sequence[str]]:
        return _by_plain_name(self.files)

    def alike(self, exercise: str) -> list[tuple[str, File, int]]:
        """The files that are nearly called like `exercise`: path, file, and most bytes."""
        found = [("", name, self.files[name]) for name in self._by_plain_name.get(exercise, ())]
        if exercise in self.folders:
            with contextlib.suppress(OSError):
                below = self.folders[exercise].files()
                names = _by_plain_name(below).get(exercise, ())
                found += [(f"{exercise}/", name, below[name]) for name in names]
        return [
            (printable(f"{self.path}{folder}{name}"), file, limit)
            for folder, name, file in found
            for ending, limit in LIMITS.items()
            if name.lower().endswith(ending) and name != f"{exercise}{ending}"
        ]

    def file(self, folder: str, name: str) -> File | None:
        """A file in it."""
        if not folder:
            return _a_folder() if name in self.folders else self.files.get(name)
        if (in_its_place := self.files.get(folder)) is not None and in_its_place.is_link:
            return in_its_place
        below = self.folders.get(folder)
        if below is None:
            return None
        return _a_folder() if name in below.folders() else below.files().get(name)


def _a_folder() -> File:
    """What stands for a folder that is called like a file."""
    return refused_file(gettext("it is not a regular file"))


def unwrapped(root: Root, exercises: Sequence[str]) -> Root:
    """The folder that the exercises are in, where it is the only thing in `root`."""
    own = {f"{exercise}{ending}" for exercise in exercises for ending in ("", ".py", ".ipynb")}
    for _ in range(DEPTH):
        folders = {name: f for name, f in root.folders.items() if not is_hidden(name)}
        files = [name for name in root.files if not is_hidden(name)]
        if files or len(folders) != 1 or set(folders) & own:
            break
        [(name, place)] = folders.items()
        root = replace(root, path=f"{root.path}{name}/", place=place)
    return root


def _by_plain_name(names: Iterable[str]) -> dict[str, list[str]]:
    """The scripts and notebooks among `names`, by what they are called apart from their endings."""
    found: dict[str, list[str]] = {}
    for name in names:
        stem, ending = os.path.splitext(name)
        if ending.lower() in LIMITS:
            found.setdefault(_plain(stem), []).append(name)
    return found


def _plain(stem: str) -> str:
    """A file's name without its ending, and without what isn't the student's choice in it."""
    return re.sub(r"[ -]", "_", _COPY.sub("", stem.lower().strip()))
