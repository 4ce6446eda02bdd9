"""Who is in the class: a table with a line a student.

::

    student,name,e-mail,group,extension
    s01,Ada Lovelace,ada@example.org,,
    s02,Emmy Noether,emmy@example.org,team 1,2026-10-08T23:59:00+02:00
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from grader.intake.handed import Handed, Listing, Member
from grader.intake.places import MadeFolder
from grader.language import gettext
from grader.tables import Table, read_table

COLUMNS: Final = ("student", "name", "e-mail", "group", "extension")


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
    table = read_table(path, COLUMNS, required=("student",), aliases={"email": "e-mail"})
    return table.one_each(_entry, lambda entry: entry.student)


def _entry(table: Table, line: int, cells: Mapping[str, str]) -> Entry | None:
    if not cells["student"]:
        table.complain(line, gettext("nobody's name in the column 'student'"))
        return None
    extension = cells.get("extension", "")
    return Entry(
        cells["student"],
        cells.get("name", ""),
        cells.get("e-mail", ""),
        cells.get("group", ""),
        _extension(table, line, extension) if extension else None,
    )


def _extension(table: Table, line: int, text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problem = gettext(
            "the extension is {text!r}, which is no time with an offset, "
            "such as 2026-10-08T23:59:00+02:00"
        )
        table.complain(line, problem.format(text=text))
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
            reason = gettext("not on the roster; it was graded all the same")
            listing.leave_out(handed.student, reason)
            done.append(replace(handed, problems=(*handed.problems, gettext("not on the roster"))))
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
                names = gettext(" and ").join(handed.place.name for handed in own)
                text = gettext("{names} are both theirs, and neither was graded")
                problem = text.format(names=names)
            elif others:
                names = gettext(" and ").join(sorted(others))
                text = gettext("of {group}, {names} handed in, and nothing says whose counts")
                problem = text.format(group=entry.group, names=names)
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
