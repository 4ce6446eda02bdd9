"""nbgrader's folders: ``submitted/<student>/<assignment>/``, with a ``timestamp.txt`` in each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.errors import GraderError
from grader.intake.handed import Handed, Listing
from grader.intake.places import Moment, Place, Stamped, is_hidden, printable
from grader.language import gettext

SUBMITTED: Final = "submitted"
TIMESTAMP: Final = "timestamp.txt"
TIMESTAMP_LIMIT: Final = 1000
"""Largest file with a time in it that is read, in bytes."""


def is_nbgrader(place: Place) -> bool:
    """Is it a course's folder, or its folder of submissions?"""
    students = _visible(place.folders())
    return (
        SUBMITTED in students
        or (place.name == SUBMITTED and bool(students))
        or any(_is_stamped(student) for student in students.values())
    )


def _is_stamped(student: Place) -> bool:
    """Is there a time in a folder of the student's? One that can't be read has none."""
    try:
        return any(TIMESTAMP in below.files() for below in _visible(student.folders()).values())
    except OSError:
        return False


def read_nbgrader(place: Place, assignment: str | None) -> Listing:
    """The students who handed in the assignment."""
    listing = Listing()
    place = place.folders().get(SUBMITTED, place)
    students = {}
    for name, folder in _visible(place.folders()).items():
        try:
            folder.folders(), folder.files()
        except OSError as closed:
            text = gettext("it can't be read ({reason})")
            listing.leave_out(name, text.format(reason=closed.strerror))
        else:
            students[name] = folder
    chosen = _chosen(
        {name: _visible(folder.folders()) for name, folder in students.items()}, assignment
    )
    for name in place.files():
        listing.leave_out(name, gettext("not a student's folder"))
    for student, folder in students.items():
        for name in folder.files():
            text = gettext("not in the folder of an assignment")
            listing.leave_out(f"{student}/{name}", text)
        handed_in = folder.folders().get(chosen)
        if handed_in is None:
            text = gettext("handed in nothing of {assignment}")
            listing.leave_out(student, text.format(assignment=chosen))
            continue
        listing.students.append(read_handed(handed_in, student))
    return listing


def read_handed(place: Place, student: str) -> Handed:
    """What the student handed in whose folder of the assignment it is."""
    moment, problem = _read_timestamp(place)
    stamped = place if moment is None else Stamped(place, moment)
    return Handed(printable(student), stamped, problems=(problem,) if problem else ())


def _visible(folders: Mapping[str, Place]) -> dict[str, Place]:
    return {name: folder for name, folder in folders.items() if not is_hidden(name)}


def _chosen(students: Mapping[str, Mapping[str, Place]], assignment: str | None) -> str:
    """The assignment to grade: the one named, or the only one."""
    names = sorted({name for folders in students.values() for name in folders})
    if assignment in names:
        return str(assignment)
    if len(names) != 1:
        text = gettext(
            "name the assignment with --assignment, as nbgrader has it; there are {assignments}"
        )
        known = ", ".join(map(printable, names)) or gettext("none")
        raise GraderError(text.format(assignments=known))
    return names[0]


def _read_timestamp(folder: Place) -> tuple[Moment | None, str]:
    """When it was handed in, and what is wrong with what says so."""
    if TIMESTAMP not in folder.files():
        return None, ""
    try:
        text = (folder.files()[TIMESTAMP].read(TIMESTAMP_LIMIT) or b"").decode().strip()
        return Moment(parse_time(text), TIMESTAMP), ""
    except (OSError, ValueError):  # also one that isn't UTF-8
        return None, gettext("{file} can't be read as a time").format(file=TIMESTAMP)


def parse_time(text: str) -> datetime:
    """``2015-02-02 14:58:23.948203 America/Los_Angeles``, or a time as ISO 8601 has it.

    Raises
    ------
    ValueError
        If it is something else.
    """
    words = text.split()
    if len(words) == 3:
        moment = datetime.fromisoformat(" ".join(words[:2]))
        if words[2] in ("UTC", "Z"):
            return moment.replace(tzinfo=UTC)
        try:
            return moment.replace(tzinfo=ZoneInfo(words[2]))
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(f"there is no time zone {words[2]!r}") from None
    return datetime.fromisoformat(text)
