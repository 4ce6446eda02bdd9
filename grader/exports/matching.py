"""Whose row in a learning platform's sheet is whose result; where that isn't certain, nobody's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

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

    Of an address the part before the @ counts, too.
    """
    by_key = _index((key, row) for row in rows for key in _keys(row))
    by_name = _index((_plain(row.name), row) for row in rows)
    known = _index((_plain(result.name or result.student), result) for result in results)
    matching = Matching()
    claims: dict[int, list[Result]] = {}
    for result in results:
        found = by_key.get(_plain(result.student), [])
        name = _plain(result.name or result.student)
        if not found and len(known[name]) == 1:
            found = by_name.get(name, [])
        if len(found) == 1:
            claims.setdefault(found[0].number, []).append(result)
        else:
            reason = "fits several rows" if found else "is in no row"
            matching.unknown.append(f"{result.student} {reason}")
    for number, claiming in claims.items():
        if len(claiming) == 1:
            matching.pairs[number] = claiming[0]
        else:
            students = ", ".join(result.student for result in claiming)
            matching.unknown.append(f"{students} fit one row, {number + 1}")
    return matching


def _keys(row: Row) -> set[str]:
    keys = {_plain(key) for key in row.keys}
    return {key for each in keys for key in (each, each.partition("@")[0])} - {""}


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
