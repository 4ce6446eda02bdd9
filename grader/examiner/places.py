"""Where a line of a submission's source is in what the student handed in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """The lines of a source.

    Parameters
    ----------
    lines : int
        How many there are; no exception can be in a later one.
    cells : tuple of int
        Of a notebook, the line before the first one of each cell.
    """

    lines: int
    cells: tuple[int, ...] = ()

    def of(self, line: int) -> str:
        """`line` as a student finds it, with a blank before it; empty if there is no such line."""
        if not 0 < line <= self.lines:
            return ""
        if not self.cells:
            return f" in line {line} of your file"
        cell = bisect_left(self.cells, line)
        return f" in line {line - self.cells[cell - 1]} of cell {cell}" if cell else ""
