"""A table that somebody wrote by hand: CSV, columns in any order, each mistake with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from grader.errors import GraderError
from grader.language import gettext

T = TypeVar("T")


@dataclass
class Table:
    """What is in the file, and a list for what is wrong with it.

    Parameters
    ----------
    path : Path
    rows : list of (int, dict)
        The line of each row, and its cells by the names of the columns.
    """

    path: Path
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def complain(self, line: int, text: str) -> None:
        """Say that something is wrong in `line`."""
        self.problems.append((line, text))

    def one_each(
        self, read: Callable[[Table, int, Mapping[str, str]], T | None], key: Callable[[T], str]
    ) -> list[T]:
        """What `read` makes of the rows, each student's once; `key` gives the student.

        Raises
        ------
        GraderError
            With all that is wrong with the table, also that somebody is in it twice, or nobody.
        """
        found: dict[str, T] = {}
        for line, cells in self.rows:
            one = read(self, line, cells)
            if one is not None:
                if key(one).casefold() in found:
                    text = gettext("{student} is listed twice").format(student=key(one))
                    self.complain(line, text)
                found[key(one).casefold()] = one
        if not found and not self.problems:
            self.complain(1, gettext("it lists nobody"))
        self.check()
        return list(found.values())

    def check(self) -> None:
        """Raise all that is wrong, in the order of the lines, if anything is."""
        if self.problems:
            lines = sorted(self.problems, key=lambda problem: problem[0])
            raise GraderError("\n".join(f"{self.path}:{line}: {text}" for line, text in lines))


def read_table(
    path: Path,
    columns: Sequence[str],
    *,
    required: Sequence[str],
    aliases: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """The table in a file: UTF-8, with commas or semicolons. Empty rows are left out.

    Parameters
    ----------
    columns : sequence of str
        The names that there are; capitals don't matter.
    required : sequence of str
        Those that must be there.
    aliases : mapping
        What else a column may be called, with its name.

    Raises
    ------
    GraderError
        If it can't be read. What is wrong in its lines is in `Table.problems`.
    """
    table = Table(path)
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as problem:
        text = gettext("{path}: it can't be read: {reason}")
        raise GraderError(text.format(path=path, reason=problem.strerror)) from None
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        text = gettext("it is not UTF-8; save it as CSV UTF-8")
        raise GraderError(f"{path}:{line}: {text}") from None
    first = text.split("\n", 1)[0]
    delimiter = ";" if ";" in first and "," not in first else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().casefold() for name in next(rows, [])]
        header = [aliases.get(name, name) for name in names]
        _check_header(table, header, columns, required)
        for row in [] if table.problems else rows:
            cells = [cell.strip() for cell in row]
            if len(cells) > len(header) and any(cells):
                text = gettext("{cells} cells, and there are {columns} columns")
                text = text.format(cells=len(cells), columns=len(header))
                table.complain(rows.line_num, text)
            elif any(cells):
                cells += [""] * (len(header) - len(cells))
                table.rows.append((rows.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as problem:
        table.complain(rows.line_num, str(problem))
    return table


def _check_header(
    table: Table, header: Sequence[str], columns: Sequence[str], required: Sequence[str]
) -> None:
    for name in dict.fromkeys(header):
        if name not in columns:
            text = gettext("there is no column {name!r}; the columns are {columns}")
            table.complain(1, text.format(name=name, columns=", ".join(columns)))
        elif header.count(name) > 1:
            text = gettext("there are {count} columns {name!r}")
            table.complain(1, text.format(count=header.count(name), name=name))
    for name in required:
        if name not in header:
            table.complain(1, gettext("the column {name!r} is missing").format(name=name))
