"""What a student handed in of one exercise: a script, or the code cells of a notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from grader.language import gettext
from grader.sandbox.loading import decode

Modules = Mapping[str, bytes]


@dataclass(frozen=True)
class Part:
    """A script, or a code cell.

    Parameters
    ----------
    source : bytes
    cell : int
        The cell's number as JupyterLab counts, prose included, from 1; 0 for a script.
    name : str
        What nbgrader calls the cell, as far as the notebook says.
    """

    source: bytes
    cell: int = 0
    name: str = ""

    @property
    def lines(self) -> int:
        """How many lines it has; no exception can be in a later one."""
        return self.source.count(b"\n") + self.source.count(b"\r") + 1


@dataclass(frozen=True)
class Code:
    """The code of an exercise; travels between processes.

    Parameters
    ----------
    file : str
        Its path in the student's folder.
    parts : tuple of Part
        One of a script, the code cells of a notebook.
    modules : mapping
        The student's other Python files, by the path under which this one imports them.
    sha256 : str
        Of the file, as it was handed in.
    """

    file: str
    parts: tuple[Part, ...]
    modules: Modules = field(default_factory=dict)
    sha256: str = ""

    @classmethod
    def script(cls, file: str, source: bytes) -> Code:
        """The code of a script."""
        return cls(file, (Part(source),))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """What tracebacks call the parts, then the modules."""
        name = self.file.rpartition("/")[2]
        parts = [f"{name} cell {part.cell}" if part.cell else name for part in self.parts]
        return (*parts, *self.modules)

    def named_parts(self) -> list[tuple[str, bytes, bool]]:
        """What tracebacks call each part, its source, and whether it is a notebook's cell."""
        return [
            (file, part.source, part.cell > 0)
            for file, part in zip(self.files, self.parts, strict=False)
        ]

    def text(self, file: int, line: int) -> str:
        """A line as it is written, without blanks around it; empty if there is no such line.

        Parameters
        ----------
        file : int
            Its position in `files`.
        """
        sources = [*(part.source for part in self.parts), *self.modules.values()]
        if not 0 <= file < len(sources):
            return ""
        try:
            lines = re.split(r"\r\n|\r|\n", decode(sources[file]))
        except (SyntaxError, ValueError):
            return ""
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def line_name(self, file: int, line: int) -> str:
        """A line as a student finds it; empty if there is no such line.

        Parameters
        ----------
        file : int
            Its position in `files`.
        """
        parts = [*self.parts, *map(Part, self.modules.values())]
        if not (0 <= file < len(parts) and 0 < line <= parts[file].lines):
            return ""
        if file >= len(self.parts):
            name = self.files[file]
            return gettext("line {number} of {file}").format(number=line, file=name)
        if cell := parts[file].cell:
            return gettext("line {number} of cell {cell}").format(number=line, cell=cell)
        return gettext("line {number} of your file").format(number=line)
