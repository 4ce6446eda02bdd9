"""A notebook's code cells; nothing else in it is looked at."""

from __future__ import annotations

import msgspec

from grader.intake.code import Part
from grader.language import gettext


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str] = ""
    input: str | list[str] = ""
    metadata: msgspec.Raw = msgspec.Raw()


class _Worksheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    """As much of nbformat 3 and 4 as is needed; outputs are skipped unread."""

    nbformat: int
    cells: list[_Cell] = []
    worksheets: list[_Worksheet] = []


class _Named(msgspec.Struct):
    grade_id: str = ""


class _Metadata(msgspec.Struct):
    nbgrader: _Named


_DECODER = msgspec.json.Decoder(_Notebook)
_METADATA = msgspec.json.Decoder(_Metadata)


def read_cells(data: bytes, limit: int) -> tuple[Part, ...]:
    """The code cells of a notebook, with the numbers that JupyterLab shows, prose counted.

    Parameters
    ----------
    limit : int
        Most bytes of code that are looked at.

    Raises
    ------
    ValueError
        If it isn't a notebook; the text says why, and goes on from "it".
    """
    try:
        notebook = _DECODER.decode(data)
    except UnicodeDecodeError:
        raise ValueError(gettext("it can't be read as a notebook (it is not UTF-8)")) from None
    except (msgspec.DecodeError, RecursionError) as problem:
        text = gettext("it can't be read as a notebook ({reason})").format(reason=problem)
        raise ValueError(text) from None
    if notebook.nbformat not in (3, 4):
        text = gettext("it is a notebook of version {version}, not 3 or 4")
        raise ValueError(text.format(version=notebook.nbformat))
    cells = notebook.cells or [cell for sheet in notebook.worksheets for cell in sheet.cells]
    parts = [
        Part(_code(cell), number, _name(cell))
        for number, cell in enumerate(cells, start=1)
        if cell.cell_type == "code"
    ]
    if not parts:
        raise ValueError(gettext("it is a notebook without a code cell"))
    if sum(len(part.source) for part in parts) > limit:
        text = gettext("it holds more than {size} MiB of code")
        raise ValueError(text.format(size=limit // 2**20))
    return tuple(parts)


def _name(cell: _Cell) -> str:
    """What nbgrader calls the cell; empty if it doesn't, or if that can't be read."""
    try:
        return _METADATA.decode(cell.metadata).nbgrader.grade_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def _code(cell: _Cell) -> bytes:
    """The code of a cell, every line ended as Python ends it."""
    source = cell.source or cell.input  # version 3 has the latter
    text = source if isinstance(source, str) else "".join(source)
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
