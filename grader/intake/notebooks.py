"""A notebook as one Python source: its code cells, joined; nothing else in it is looked at."""

from __future__ import annotations

import msgspec

from grader.intake.interactive import as_python

CELL_MARK = "# %%"


class _Cell(msgspec.Struct):
    cell_type: str
    source: str | list[str]


class _Notebook(msgspec.Struct):
    """As much of nbformat 4 as is needed; outputs and metadata are skipped unread."""

    nbformat: int
    cells: list[_Cell]


_DECODER = msgspec.json.Decoder(_Notebook)


def join_cells(data: bytes, limit: int) -> tuple[bytes, tuple[int, ...]]:
    """The code cells as one source, and the line of it before the first one of each cell.

    Prose counts as a cell without a line, so that each has the number that JupyterLab shows. Lines
    that only notebooks know are left out, and so is the cell that checks the exercise.

    Parameters
    ----------
    limit : int
        Most characters of code that are looked at.

    Raises
    ------
    ValueError
        If it isn't a notebook; the text says why, and goes on from "it".
    """
    try:
        notebook = _DECODER.decode(data)
    except UnicodeDecodeError:
        raise ValueError("it can't be read as a notebook (it is not UTF-8)") from None
    except (msgspec.DecodeError, RecursionError) as problem:
        raise ValueError(f"it can't be read as a notebook ({problem})") from None
    if notebook.nbformat != 4:
        raise ValueError(f"it is a notebook of version {notebook.nbformat}, and 4 is expected")
    codes = [_code(cell) for cell in notebook.cells]
    if sum(len(code) for code in codes if code is not None) > limit:
        raise ValueError(f"it holds more than {limit // 2**20} MiB of code")
    lines: list[str] = []
    marks = []
    for code in codes:
        if code is not None:
            lines.append(CELL_MARK)
        marks.append(len(lines))
        if code is not None:
            lines += as_python(code.split("\n"))
    return "\n".join([*lines, ""]).encode(), tuple(marks)


def _code(cell: _Cell) -> str | None:
    """The code of a cell, every line ended as Python ends it; None for prose."""
    if cell.cell_type != "code":
        return None
    text = cell.source if isinstance(cell.source, str) else "".join(cell.source)
    return text.replace("\r\n", "\n").replace("\r", "\n")
