"""A grade sheet that a learning platform gave: some cells are filled in, every other byte stays.

Python's csv module reads a sheet and can't write it again as it was: what was quoted, how a line
ended, is lost. So each cell is kept with the place where it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.language import gettext

ENCODINGS: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
"""By the byte order mark that a file begins with; without one it is UTF-8."""

_QUOTED: Final = re.compile(r'"((?:[^"]|"")*)"')
_PLAIN: Final = {mark: re.compile(rf"[^{mark}\r\n]*") for mark in ",;\t"}


@dataclass
class Cell:
    """What a cell holds, and from where to where it stands in the text, its quotes included."""

    text: str
    start: int
    end: int


@dataclass
class Sheet:
    """A sheet in CSV, with its cells.

    Parameters
    ----------
    path : Path
    text : str
        The file as text, its byte order mark included.
    rows : list of list of Cell
        The first is the header.
    """

    path: Path
    text: str
    encoding: str
    delimiter: str
    rows: list[list[Cell]]
    changes: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [cell.text.strip() for cell in self.rows[0]]

    def column(self, *names: str) -> int | None:
        """The place of the first of the names that there is; capitals don't matter."""
        there = [name.casefold() for name in self.header]
        for name in names:
            if name.casefold() in there:
                return there.index(name.casefold())
        return None

    def get(self, row: int, column: int | None) -> str:
        """What a cell holds, without blanks around it; empty where there is none."""
        if column is None or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column].text.strip()

    def set(self, row: int, column: int, text: str) -> None:
        """Put `text` into a cell. It is quoted as the cell was, or where it has to be."""
        cell = self.rows[row][column]
        if text == cell.text:
            return
        was_quoted = self.text[cell.start : cell.start + 1] == '"'
        must_be = any(mark in text for mark in f'"\r\n{self.delimiter}') or text != text.strip()
        quoted = '"' + text.replace('"', '""') + '"' if was_quoted or must_be else text
        self.changes[row, column] = quoted

    def data(self) -> bytes:
        """The file with its changes."""
        parts, at = [], 0
        for row, column in sorted(self.changes):
            cell = self.rows[row][column]
            parts += [self.text[at : cell.start], self.changes[row, column]]
            at = cell.end
        parts.append(self.text[at:])
        return "".join(parts).encode(self.encoding, "surrogateescape")


def read_sheet(path: Path) -> Sheet:
    """The sheet in a file: UTF-8 or UTF-16, with commas, semicolons or tabs.

    Raises
    ------
    GraderError
        If it can't be read, or is no table; says where.
    """
    try:
        data = path.read_bytes()
    except OSError as problem:
        text = gettext("{path}: it can't be read: {reason}")
        raise GraderError(text.format(path=path, reason=problem.strerror)) from None
    encoding = ENCODINGS.get(data[:2], "utf-8")
    try:
        text = data.decode(encoding, "surrogateescape")
    except UnicodeDecodeError:
        text = gettext("{path}: it is no text; download the sheet anew")
        raise GraderError(text.format(path=path)) from None
    delimiter = _delimiter(text)
    rows, at = [], 0
    while at < len(text):
        row, at = _row(path, text, at, delimiter)
        rows.append(row)
    if not rows:
        raise GraderError(gettext("{path}: it is empty; download the sheet anew").format(path=path))
    return Sheet(path, text, encoding, delimiter, rows)


def _delimiter(text: str) -> str:
    """What stands between the columns' names: the most frequent of those that may."""
    header = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(",;\t", key=header.count)


def _row(path: Path, text: str, at: int, delimiter: str) -> tuple[list[Cell], int]:
    """The row that begins at `at`, and where the next one does."""
    cells = []
    while True:
        cell = _cell(path, text, at, delimiter)
        cells.append(cell)
        at = cell.end
        if text[at : at + 1] != delimiter:
            break
        at += 1
    if text.startswith("\r\n", at):
        return cells, at + 2
    return cells, at + 1


def _cell(path: Path, text: str, at: int, delimiter: str) -> Cell:
    """The cell that begins at `at`."""
    if at == 0 and text.startswith("\ufeff"):
        at = 1
    if not text.startswith('"', at):
        end = at
        if plain := _PLAIN[delimiter].match(text, at):
            end = plain.end()
        return Cell(text[at:end], at, end)
    quoted = _QUOTED.match(text, at)
    if quoted is None or text[quoted.end() : quoted.end() + 1] not in ("", "\r", "\n", delimiter):
        line = text.count("\n", 0, at) + 1
        reason = gettext("a quoted cell doesn't end; download the sheet anew")
        raise GraderError(f"{path}:{line}: {reason}")
    return Cell(quoted.group(1).replace('""', '"'), at, quoted.end())
