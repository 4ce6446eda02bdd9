"""How a class's submissions may lie in a folder or an archive, and which way it is."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from grader.errors import GraderError
from grader.intake import downloads, nbgrader
from grader.intake.archives import OF_A_CLASS, is_archive, open_archive, stem
from grader.intake.handed import Handed, Listing
from grader.intake.places import (
    DEPTH,
    DiskFolder,
    MadeFolder,
    Place,
    disk_file,
    is_hidden,
    printable,
)
from grader.language import gettext


class Layout(NamedTuple):
    """A way in which submissions lie.

    Parameters
    ----------
    is_it : callable
        Do they lie like that in this place?
    read : callable
        The students in a place, of the assignment named if the layout knows several.
    """

    is_it: Callable[[Place], bool]
    read: Callable[[Place, str | None], Listing]


def _read_folders(place: Place, _assignment: str | None = None) -> Listing:
    """A folder, or an archive, a student."""
    listing = Listing()
    found: dict[str, Place] = {}
    for name, folder in place.folders().items():
        if is_hidden(name):
            listing.leave_out(name, gettext("not a student's folder"))
        else:
            found[name] = folder
    for name, file in place.files().items():
        if not is_archive(name) or is_hidden(name) or file.is_link:
            listing.leave_out(name, gettext("not a student's folder"))
            continue
        student = stem(name)
        beside = found.get(student, MadeFolder(student))
        try:
            folders, files = dict(beside.folders()), {**beside.files(), name: file}
        except OSError as problem:
            text = gettext("beside a folder that can't be read ({reason})")
            listing.leave_out(name, text.format(reason=problem.strerror))
        else:
            found[student] = MadeFolder(student, folders, files)
    for name in sorted(found, key=os.fsencode):
        listing.students.append(Handed(printable(name), found[name]))
    return listing


LAYOUTS: Final = {
    "gradescope": Layout(downloads.is_gradescope, downloads.read_gradescope),
    "moodle": Layout(downloads.is_moodle, downloads.read_moodle),
    "canvas": Layout(downloads.is_canvas, downloads.read_canvas),
    "nbgrader": Layout(nbgrader.is_nbgrader, nbgrader.read_nbgrader),
    "folders": Layout(lambda _: True, _read_folders),
}
"""The layouts by name, in the order in which they are looked for; the last one is any other."""


@contextlib.contextmanager
def list_submissions(
    path: Path,
    exercises: Sequence[str] = (),
    *,
    layout: str | None = None,
    assignment: str | None = None,
    leave: Path | None = None,
) -> Iterator[Listing]:
    """The students who handed something in, sorted, and what couldn't be placed.

    Their files can be read until the block ends.

    Parameters
    ----------
    path : Path
        A folder, an archive, or the file of one of the `exercises`.
    layout : str, optional
        One of `LAYOUTS`; else it is found out.
    assignment : str, optional
        Which one, where the place holds several.
    leave : Path, optional
        A folder that is no student's: the one for the results.

    Raises
    ------
    GraderError
        If it can't be read or holds no student's.
    """
    with contextlib.ExitStack() as closing:
        try:
            folder = DiskFolder(path.resolve(), leave.resolve() if leave else None)
            listing = _listing(path, folder, exercises, layout, assignment, closing)
        except OSError as problem:
            text = gettext(
                "{path}: can't be read as a folder of submissions ({reason}); name one "
                "that holds a folder for each student"
            )
            raise GraderError(text.format(path=path, reason=problem.strerror)) from None
        except ValueError as problem:
            raise GraderError(f"{path}: {problem}") from None
        if not listing.students:
            text = gettext(
                "{path}: no submission found; expected {path}/<student>/<exercise>.py, or what "
                "--layout names ({layouts})"
            )
            raise GraderError(text.format(path=path, layouts=", ".join(LAYOUTS)))
        names = [member.student for handed in listing.students for member in handed.everybody()]
        for name, count in Counter(names).items():
            if count > 1:
                text = gettext("{path}: {number} folders are all shown as {name}; rename them")
                raise GraderError(text.format(path=path, number=count, name=name))
        listing.students = sorted(listing.students, key=lambda handed: os.fsencode(handed.student))
        yield listing


def _listing(
    path: Path,
    place: Place,
    exercises: Sequence[str],
    layout: str | None,
    assignment: str | None,
    closing: contextlib.ExitStack,
) -> Listing:
    """What is in the folder `place`, or in the file at `path`."""
    if path.is_file():
        if not is_archive(path.name):
            return _one_file(path, exercises)
        stream = closing.enter_context(path.open("rb"))
        place = _unwrapped(open_archive(path.name, stream, OF_A_CLASS, closing), layout)
    name = layout or next(name for name, known in LAYOUTS.items() if known.is_it(place))
    return replace(LAYOUTS[name].read(place, assignment), layout=name)


def _one_file(path: Path, exercises: Sequence[str]) -> Listing:
    """The student is called like the folder that the file is in."""
    name, ending = os.path.splitext(path.name)
    if ending not in (".py", ".ipynb") or name not in exercises:
        text = gettext(
            "a file must be an archive or be called like an exercise; there are {exercises}"
        )
        raise ValueError(text.format(exercises=", ".join(exercises)))
    student = path.resolve().parent.name
    place = MadeFolder(student, {}, {path.name: disk_file(path, is_link=path.is_symlink())})
    return Listing([Handed(printable(student), place)], layout="file")


def _unwrapped(place: Place, layout: str | None, deep: int = DEPTH) -> Place:
    """What is in the one folder that an archive holds, where that isn't a student's."""
    names = [layout] if layout else list(LAYOUTS)
    known = [LAYOUTS[name] for name in names if name != "folders"]
    folders = [folder for name, folder in place.folders().items() if not is_hidden(name)]
    is_full = len(folders) != 1 or bool(place.files())
    if is_full or not deep or any(one.is_it(place) for one in known):
        return place
    below = _unwrapped(folders[0], layout, deep - 1)
    is_like_archive = folders[0].name == stem(place.name)
    return below if is_like_archive or any(one.is_it(below) for one in known) else place
