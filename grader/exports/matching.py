"""Whose row in a learning platform's sheet is whose result; where that isn't certain, nobody's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from grader.language import gettext
from grader.results import Result

T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    """A student's row.

    Parameters
    ----------
    number : int
        Its place in the sheet.
    keys : tuple of str
        What the platform knows the student by: numbers, logins, addresses.
    name : str
    """

    number: int
    keys: tuple[str, ...]
    name: str


@dataclass
class Matching:
    """What belongs together.

    Parameters
    ----------
    pairs : dict
        A result for a row, by the row's place.
    unknown : list of str
        Each student of whom nobody knows which row is theirs, with the reason.
    """

    pairs: dict[int, Result] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


def match_rows(rows: Sequence[Row], results: Sequence[Result]) -> Matching:
    """The rows of the students: by what the platform knows them by, else by a name that is unique.

    Where both have a name, the two must have a word in common. Of an address the part before the @
    counts, too, where all addresses are of one place.
    """
    by_key = _index((key, row) for row in rows for key in {_plain(key) for key in row.keys})
    by_login = _index(_logins(rows))
    by_name = _index((_plain(row.name), row) for row in rows)
    known = _index((_plain(result.name or result.student), result) for result in results)
    matching = Matching()
    claims: dict[int, list[Result]] = {}
    for result in results:
        student, name = _plain(result.student), _plain(result.name or result.student)
        found = by_key.get(student) or by_login.get(student) or []
        if not found and len(known.get(name, ())) == 1:
            found = by_name.get(name, [])
        if len(found) == 1 and not _may_be(result.name, found[0].name):
            row = found[0]
            text = gettext("{student} ({name}) fits row {row}, which is {other}'s").format(
                student=result.student, name=result.name, row=row.number + 1, other=row.name
            )
            matching.unknown.append(text)
        elif len(found) == 1:
            claims.setdefault(found[0].number, []).append(result)
        else:
            several = gettext("{student} fits several rows")
            none = gettext("{student} is in no row")
            matching.unknown.append((several if found else none).format(student=result.student))
    for number, claiming in claims.items():
        if len(claiming) == 1:
            matching.pairs[number] = claiming[0]
        else:
            students = ", ".join(result.student for result in claiming)
            text = gettext("{students} fit one row, {row}")
            matching.unknown.append(text.format(students=students, row=number + 1))
    return matching


def _logins(rows: Sequence[Row]) -> list[tuple[str, Row]]:
    """What stands before the @ of each address, if all are of one place."""
    addresses = [(key, row) for row in rows for key in map(_plain, row.keys) if "@" in key]
    places = {key.partition("@")[2] for key, _ in addresses}
    return [(key.partition("@")[0], row) for key, row in addresses] if len(places) == 1 else []


def _may_be(name: str, other: str) -> bool:
    """Can these be one person's names? Canvas's downloads write them in one word."""
    one, two = set(_plain(name).split()), set(_plain(other).split())
    squashed = {re.sub(r"\W", "", each).casefold() for each in (name, other)}
    return not one or not two or bool(one & two) or len(squashed) == 1


def _plain(text: str) -> str:
    """`text` as it is compared: ``Doe, Jane`` is ``jane doe``."""
    last, comma, first = text.partition(",")
    whole = f"{first} {last}" if comma else text
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", whole)).strip().casefold()


def _index(pairs: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    index: dict[str, list[T]] = {}
    for key, value in pairs:
        if key:
            index.setdefault(key, []).append(value)
    return index
