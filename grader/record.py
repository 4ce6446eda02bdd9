"""How a class was graded, written down beside its results, and a student's files found by it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec

from grader.errors import GraderError
from grader.intake import Handed, Listing, Submission, read_submission
from grader.intake.layouts import list_submissions
from grader.intake.places import MadeFolder
from grader.intake.repositories import LAYOUT as GIT
from grader.intake.repositories import list_repositories, read_repositories
from grader.intake.roster import Entry, enrolled, read_roster
from grader.language import gettext
from grader.writing import write_in_one_step

RECORD: Final = "run.json"


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to grade a submission again.

    Attributes
    ----------
    submissions, course, roster : str
        Absolute paths; of the roster None if there was none.
    layout, assignment : str or None
        As they were named; the layout ``git``: `submissions` is the table of the repositories.
    before : datetime or None
        Until when commits counted; None: there was no such time.
    exercises : tuple of str
        What was graded.
    seed : int or None
        The course's at that time; None if nobody knows.
    """

    version: int = 1
    submissions: str
    course: str
    roster: str | None = None
    layout: str | None = None
    before: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    assignment: str | None = None
    exercises: tuple[str, ...] = ()
    seed: int | None = None


def write_record(folder: Path, record: RunRecord) -> None:
    """Write `record` into the folder of the results; names that aren't UTF-8 survive it."""
    text = json.dumps(msgspec.to_builtins(record), indent=1)
    write_in_one_step(folder / RECORD, f"{text}\n".encode())


def read_record(
    folder: Path, submissions: Path | None = None, course: Path | None = None
) -> RunRecord:
    """How the results in `folder` came about.

    Parameters
    ----------
    submissions, course : Path, optional
        Where they are instead. With both, there need not be a record.

    Raises
    ------
    GraderError
        If there is no record, or something else.
    """
    path = folder / RECORD
    given = {"submissions": submissions, "course": course}
    instead = {name: os.path.abspath(place) for name, place in given.items() if place is not None}
    if len(instead) == len(given) and not path.exists():
        return RunRecord(submissions=instead["submissions"], course=instead["course"])
    try:
        record = msgspec.convert(json.loads(path.read_bytes()), RunRecord)
    except OSError as problem:
        text = gettext("{path}: it can't be read: {reason}; name --submissions and --course")
        raise GraderError(text.format(path=path, reason=problem.strerror)) from None
    except (ValueError, RecursionError) as problem:
        text = gettext(
            "{path}: this isn't how a class was graded ({reason}); "
            "move the file away and name --submissions and --course"
        )
        raise GraderError(text.format(path=path, reason=problem)) from None
    if record.layout == GIT and "submissions" in instead and not _is_table(instead["submissions"]):
        record = msgspec.structs.replace(record, layout=None)
    return msgspec.structs.replace(record, **instead)


def _is_table(place: str) -> bool:
    return place.lower().endswith(".csv")


def assignment_of(folder: Path) -> str:
    """The name of the assignment that the results in `folder` are of.

    Raises
    ------
    GraderError
        If it was graded without one.
    """
    name = read_record(folder).assignment if (folder / RECORD).exists() else None
    if name is None:
        text = gettext("{path}: nothing says which assignment it is; name it with --assignment")
        raise GraderError(text.format(path=folder))
    return name


def read_again(record: RunRecord, stubs: dict[str, str], student: str, leave: Path) -> Submission:
    """What `student` handed in, or the group that they are of, as grading finds it.

    Parameters
    ----------
    stubs : dict
        What was given out of each exercise, by its name.
    leave : Path
        The folder with the results.

    Raises
    ------
    GraderError
        If the place is gone, or nothing of theirs is there.
    """
    place = Path(record.submissions)
    if not place.exists():
        text = gettext("{path}: there is no such place any more; name it with --submissions")
        raise GraderError(text.format(path=place))
    names: Sequence[str] = list(stubs)
    roster = read_roster(Path(record.roster)) if record.roster else []
    if record.layout == GIT:
        return _fetch_again(record, stubs, student, roster)
    with list_submissions(
        place, names, layout=record.layout, assignment=record.assignment, leave=leave
    ) as listing:
        students = enrolled(listing, roster) if roster else listing.students
        for handed in students:
            if student in (member.student for member in handed.everybody()):
                return read_submission(handed, names, stubs)
    raise _nothing_of(student, place)


def _fetch_again(
    record: RunRecord, stubs: dict[str, str], student: str, roster: Sequence[Entry]
) -> Submission:
    """The same from a repository, of which only the one is fetched."""
    place = Path(record.submissions)
    repositories = read_repositories(place)
    handed_in = [Handed(one.student, MadeFolder(one.student), one.name) for one in repositories]
    everybody = enrolled(Listing(handed_in), roster) if roster else handed_in
    for handed in everybody:
        if student in (member.student for member in handed.everybody()):
            with list_repositories(place, record.before, only=[handed.place.name]) as listing:
                for own in listing.students:
                    return read_submission(replace(own, student=handed.student), list(stubs), stubs)
    raise _nothing_of(student, place)


def _nothing_of(student: str, place: Path) -> GraderError:
    text = gettext("{path}: nothing of {student} is there; name the place with --submissions")
    return GraderError(text.format(path=place, student=student))
