"""What one student handed in, before it is read, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.intake.places import DiskFolder, Place, printable


@dataclass(frozen=True)
class Member:
    """Somebody who gets a result.

    Parameters
    ----------
    student : str
    name : str
        As people call them, where that is known.
    due : datetime or None
        Until when they may hand in, if later than the others.
    """

    student: str
    name: str = ""
    due: datetime | None = None


@dataclass(frozen=True)
class Handed:
    """One student's files and what is known of them.

    Parameters
    ----------
    student : str
        Printable whatever bytes a name holds.
    place : Place
        Their files.
    name : str
    ids : tuple of str
        By what else the student may be known: a number, an address.
    notes : mapping
        Why a file of this name counts where there were several attempts.
    problems : tuple of str
        What the instructor should look into.
    members : tuple of Member
        Who gets a result, where it isn't the student alone.
    refused : (str, str) or None
        Where nothing of theirs can be read: what it is, and why not.
    """

    student: str
    place: Place
    name: str = ""
    ids: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    refused: tuple[str, str] | None = None

    def everybody(self) -> tuple[Member, ...]:
        """Who gets a result."""
        return self.members or (Member(self.student, self.name),)


def in_folder(folder: Path) -> Handed:
    """What the student handed in whose folder it is."""
    return Handed(printable(folder.name), DiskFolder(folder))


@dataclass
class Listing:
    """What a layout finds in a place.

    Parameters
    ----------
    students : list of Handed
    left_out : list of str
        What couldn't be placed, each with the reason.
    layout : str
        The name of the layout.
    """

    students: list[Handed] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    layout: str = ""

    def leave_out(self, name: str, reason: str) -> None:
        """Say that `name` couldn't be placed."""
        self.left_out.append(f"{printable(name)}: {reason}")
