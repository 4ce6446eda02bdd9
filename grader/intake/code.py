"""What a student handed in of one exercise: a script, or the code cells of a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

Modules = Mapping[str, bytes]


@dataclass(frozen=True)
class Part:
    """A script, or a code cell.

    Parameters
    ----------
    source : bytes
    cell : int
        The cell's number as JupyterLab counts, prose included, from 1; 0 for a script.
    """

    source: bytes
    cell: int = 0

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
    def script(cls, file: str, source: bytes, modules: Modules = MappingProxyType({})) -> Code:
        """The code of a script."""
        return cls(file, (Part(source),), dict(modules))

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

    def place(self, file: int, line: int) -> str:
        """A line as a student finds it, with a blank before it; empty if there is no such line.

        Parameters
        ----------
        file : int
            Its position in `files`.
        """
        if not 0 <= file < len(self.files):
            return ""
        if file >= len(self.parts):
            name = self.files[file]
            return f" in line {line} of {name}" if _has(Part(self.modules[name]), line) else ""
        part = self.parts[file]
        if not _has(part, line):
            return ""
        return f" in line {line} of {f'cell {part.cell}' if part.cell else 'your file'}"


def _has(part: Part, line: int) -> bool:
    return 0 < line <= part.lines
