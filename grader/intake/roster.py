"""Who is in the class: a table with a line a student.

::

    student,name,e-mail,group,extension
    s01,Ada Lovelace,ada@example.org,,
    s02,Emmy Noether,emmy@example.org,team 1,2026-10-08T23:59:00+02:00
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.intake.handed import Handed, Listing, Member
from grader.intake.places import MadeFolder

COLUMNS: Final = ("student", "name", "e-mail", "group", "extension")
STRANGER: Final = "not on the roster"


@dataclass(frozen=True)
class Entry:
    """A line of the roster."""

    student: str
    name: str = ""
    email: str = ""
    group: str = ""
    extension: datetime | None = None

    def keys(self) -> set[str]:
        """By what a submission may say that it is theirs."""
        return {key.casefold() for key in (self.student, self.name, self.email) if key}

    def member(self) -> Member:
        return Member(self.student, self.name, self.extension)


def read_roster(path: Path) -> list[Entry]:
    """The students in a CSV file.

    Raises
    ------
    GraderError
        With every problem found, each with its line.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as problem:
        raise GraderError(f"{path}: it can't be read: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise GraderError(f"{path}:{line}: it is not UTF-8; save it as CSV UTF-8") from None
    first = text.split("\n", 1)[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    problems: list[str] = []
    entries: dict[str, Entry] = {}
    try:
        header = _header(next(rows, []), problems)
        for row in [] if problems else rows:
            if entry := _entry(header, row, rows.line_num, problems):
                if entry.student.casefold() in entries:
                    problems.append(f"{rows.line_num}: {entry.student} is listed twice")
                entries[entry.student.casefold()] = entry
    except csv.Error as problem:
        problems.append(f"{rows.line_num}: {problem}")
    if not entries and not problems:
        problems.append("1: it lists nobody")
    if problems:
        raise GraderError("\n".join(f"{path}:{problem}" for problem in problems))
    return list(entries.values())


def _header(row: Sequence[str], problems: list[str]) -> list[str]:
    names = [name.strip().casefold() for name in row]
    names = ["e-mail" if name == "email" else name for name in names]
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            problems.append(f"1: there is no column {name!r}; the columns are {known}")
        elif names.count(name) > 1:
            problems.append(f"1: there are {names.count(name)} columns {name!r}")
    if "student" not in names:
        problems.append("1: the column 'student' is missing")
    return names


def _entry(header: list[str], row: list[str], line: int, problems: list[str]) -> Entry | None:
    cells = [cell.strip() for cell in row]
    if not any(cells):
        return None
    if len(cells) > len(header):
        problems.append(f"{line}: {len(cells)} cells, and there are {len(header)} columns")
        return None
    values = dict(zip(header, cells, strict=False))
    if not values.get("student"):
        problems.append(f"{line}: nobody's name in the column 'student'")
        return None
    extension = values.pop("extension", "")
    values["email"] = values.pop("e-mail", "")
    moment = _extension(extension, line, problems) if extension else None
    return Entry(**values, extension=moment)


def _extension(text: str, line: int, problems: list[str]) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problems.append(
            f"{line}: the extension is {text!r}, which is no time with an offset, "
            "such as 2026-10-08T23:59:00+02:00"
        )
    return moment


# --- who handed in what --------------------------------------------------------------------------


def enrolled(listing: Listing, roster: Sequence[Entry]) -> list[Handed]:
    """What everybody on the roster handed in, also nothing, and then the strangers' work."""
    by_student: dict[str, list[Handed]] = {entry.student: [] for entry in roster}
    done: list[Handed] = []
    for handed in listing.students:
        entries = list(_entries_of(handed, roster))
        if len(entries) == 1 and not handed.members:
            by_student[entries[0].student].append(handed)
        elif entries:
            members = tuple(entry.member() for entry in entries)
            known = {member.student for member in members}
            done.append(replace(handed, members=members + _strangers(handed, roster)))
            for student in known:
                by_student[student].append(done[-1])
        else:
            reason = f"{STRANGER}; it was graded all the same"
            listing.leave_out(handed.student, reason)
            done.append(replace(handed, problems=(*handed.problems, STRANGER)))
    alone = {student for student, theirs in by_student.items() if len(theirs) != 1}
    shared = []
    for handed in done:  # who has two submissions has none
        members = tuple(one for one in handed.members if one.student not in alone)
        if members or not handed.members:
            shared.append(replace(handed, members=members))
    return [*shared, *_singles(by_student, roster)]


def _entries_of(handed: Handed, roster: Sequence[Entry]) -> Iterator[Entry]:
    """Whose it is, by the roster."""
    if handed.members:
        names = {name.casefold() for one in handed.members for name in (one.student, one.name)}
        yield from (entry for entry in roster if entry.keys() & names)
        return
    student = handed.student.casefold()
    if here := [entry for entry in roster if entry.student.casefold() == student]:
        yield here[0]
        return
    for keys in (
        {student},
        {key.casefold() for key in handed.ids},
        {handed.name.casefold()} - {""},
    ):
        found = [entry for entry in roster if entry.keys() & keys]
        if len(found) == 1:
            yield found[0]
            return
    team = re.sub(r"_\d+$", "", handed.student).casefold()
    teams = {student, team}
    yield from (entry for entry in roster if entry.group and entry.group.casefold() in teams)


def _strangers(handed: Handed, roster: Sequence[Entry]) -> tuple[Member, ...]:
    known = set().union(*(entry.keys() for entry in roster))
    return tuple(
        member
        for member in handed.members
        if not {member.student.casefold(), member.name.casefold()} & known
    )


def _singles(by_student: dict[str, list[Handed]], roster: Sequence[Entry]) -> Iterator[Handed]:
    """What each student handed in, or shares with those of their group who did."""
    sharing: dict[str, list[Entry]] = {}
    for entry in roster:
        own = by_student[entry.student]
        others = {
            other.student
            for other in roster
            if entry.group and other.group == entry.group and by_student[other.student]
        }
        if not own and len(others) == 1:
            sharing.setdefault(others.pop(), []).append(entry)
        elif len(own) != 1:
            problem = ""
            if own:
                names = " and ".join(handed.place.name for handed in own)
                problem = f"{names} are both theirs, and neither was graded"
            elif others:
                names = " and ".join(sorted(others))
                problem = f"of {entry.group}, {names} handed in, and nothing says whose counts"
            yield Handed(
                entry.student,
                MadeFolder(entry.student),
                name=entry.name,
                problems=(problem,) if problem else (),
                members=(entry.member(),),
            )
    for entry in roster:
        own = by_student[entry.student]
        if len(own) == 1 and not own[0].members:
            members = (entry.member(), *(one.member() for one in sharing.get(entry.student, ())))
            yield replace(own[0], student=entry.student, members=members)
