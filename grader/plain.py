"""Plain text for a terminal: columns that line up, and nothing that the terminal would obey."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 500


def clean(text: str, longest: int = LONGEST) -> str:
    """`text` on one line, without control characters, cut at `longest` characters."""
    return "".join(char if char.isprintable() else "?" for char in text[:longest])


def clean_lines(text: str, longest: int = LONGEST) -> list[str]:
    """The lines of `text` without control characters; one says how much is beyond `longest`."""
    lines = [clean(line.expandtabs(), len(line) * 8) for line in text[:longest].split("\n")]
    left = len(text) - longest
    return [*lines, f"... and {left} characters more"] if left > 0 else lines


def width(text: str) -> int:
    """How many columns of a terminal `text` takes: Hangul and its like take two a character."""
    return sum(1 + (unicodedata.east_asian_width(char) in "WF") for char in text)


def padded(text: str, columns: int) -> str:
    """`text` with blanks after it, up to so many columns."""
    return text + " " * (columns - width(text))


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """`rows` as lines: the first column to the left, the others to the right."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            " " * (most - width(cell)) + cell if column else padded(cell, most)
            for column, (cell, most) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
