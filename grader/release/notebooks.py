"""A reference becomes a stub and a notebook, cell by cell, by nbgrader's own preprocessors."""

from __future__ import annotations

import ast
import itertools
from typing import Any, Final

from grader.check_rules import Check
from grader.course import Exercise
from grader.errors import CourseError
from grader.exports.cells import call_of, cells_to_fill
from grader.language import gettext
from grader.packages import needed
from grader.stubs import BEGIN, END, region_problems, stub, unwritten

with needed(
    gettext(
        "releasing needs {package}, which is not installed: pip install 'backprop-grader[release]'"
    )
):
    import jupytext
    import nbformat
    from nbformat.v4 import new_code_cell
    from nbgrader.preprocessors import (
        CheckCellMetadata,
        ClearHiddenTests,
        ClearOutput,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

Notebook = nbformat.NotebookNode

KERNEL: Final = {"display_name": "Python 3", "language": "python", "name": "python3"}
CHECK: Final = "grader-check"
"""The name and tag of the cell that checks the exercise."""


HIDDEN_CELL: Final = """\
# {note}
### BEGIN HIDDEN TESTS
{call}
### END HIDDEN TESTS"""


def source_notebook(exercise: str, text: str) -> Notebook:
    """The reference as the notebook that an author would give to nbgrader, answers and all.

    Every cell has a name that depends on the text alone: it is nbgrader's ``grade_id`` and the
    cell's id. A cell with a solution region is the student's; all others are read-only.

    Parameters
    ----------
    exercise : str
        The exercise's name.
    text : str
        Prose and reference in jupytext's py:percent format.
    """
    notebook = _notebook(text)
    check = f'import grader\n\ngrader.check("{exercise}")'
    cell = new_code_cell(check, metadata={"tags": [CHECK]})
    notebook.cells.append(_named(cell, CHECK))
    return notebook


def graded(exercise: Exercise) -> str:
    """The reference as a notebook that nbgrader grades: a grade cell for each check, at its end.

    What such a cell runs, `grader.score`, is there for students if the check is public, and a
    hidden test of nbgrader's if not.

    Raises
    ------
    CourseError
        As `released`.
    """
    text = exercise.text(exercise.reference)
    released(exercise.name, text, str(exercise.reference))  # else its author hears of it from
    notebook = _notebook(text)  # nbgrader, in a traceback
    cells = zip(exercise.checks, cells_to_fill(exercise), strict=True)
    for number, (check, own) in enumerate(cells, start=1):
        cell = new_code_cell(_check_source(exercise.name, check))
        notebook.cells.append(_named(cell, own.name, points=check.points))
        cell.id = f"check-{number}"  # the name may be too long for one
    tidy(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def _check_source(exercise: str, check: Check) -> str:
    call = f"import grader\n\n{call_of(exercise, check.name)}"
    if not check.is_hidden:
        return f"# {check.title}\n{call}"
    note = gettext("Here your code is checked further once you have handed in.")
    return HIDDEN_CELL.format(note=note, call=call)


def _notebook(text: str) -> Notebook:
    """The cells of a reference, each with its name."""
    notebook: Notebook = jupytext.reads(text, fmt="py:percent")
    numbers = {kind: itertools.count(1) for kind in ("prose", "code", "solution")}
    for cell in notebook.cells:
        is_solution = cell.cell_type == "code" and BEGIN in cell.source
        if is_solution:
            name = _defined(cell.source) or f"solution-{next(numbers['solution'])}"
        else:
            kind = "code" if cell.cell_type == "code" else "prose"
            name = f"{kind}-{next(numbers[kind])}"
        _named(cell, name, is_solution=is_solution)
    return notebook


def _named(
    cell: Notebook, name: str, *, is_solution: bool = False, points: float | None = None
) -> Notebook:
    """`cell` with its name and nbgrader's metadata; with `points` it is a grade cell."""
    cell.id = name
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": points is not None,
        "solution": is_solution,
        "locked": not is_solution,
        "task": False,
    } | ({} if points is None else {"points": points})
    return cell


def released(exercise: str, text: str, path: str) -> tuple[str, str]:
    """The stub and the notebook that students get, as texts; both have the same cells.

    Parameters
    ----------
    exercise, text : str
        As in `source_notebook`.
    path : str
        Where the text comes from, for messages.

    Raises
    ------
    CourseError
        If the marks of its solution regions, or its cells, are wrong.
    """
    if problems := [f"{path}:{line}: {what}" for line, what in region_problems(text)]:
        raise CourseError(problems)
    clear_solutions = ClearSolutions(code_stub={"python": unwritten()})
    try:
        notebook = source_notebook(exercise, text)
        for step in (LockCells(), clear_solutions, ClearOutput(), ClearHiddenTests()):
            notebook, _ = step.preprocess(notebook, {})
        stub_text = _as_text(notebook)
        tidy(notebook)
        for step in (ComputeChecksums(), CheckCellMetadata()):
            notebook, _ = step.preprocess(notebook, {})
        nbformat.validate(notebook)
    except Exception as problem:  # of four libraries; all of them are about this text
        text = gettext("{path}: no notebook can be made of it: {reason}")
        raise CourseError([text.format(path=path, reason=problem)]) from problem
    if stub_text != stub(text):
        text = gettext(
            "{path}: nbgrader clears other solution regions than those between {begin} and {end}; "
            "let each mark stand alone in its line"
        )
        raise CourseError([text.format(path=path, begin=BEGIN, end=END)])
    return stub_text, nbformat.writes(notebook) + "\n"


def _defined(source: str) -> str:
    """The names of the functions and classes of a cell."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return "-".join(node.name for node in ast.parse(source).body if isinstance(node, kinds))


def _as_text(notebook: Notebook) -> str:
    """The cells but for the one that checks, as jupytext writes them."""
    copy: Any = nbformat.from_dict({**notebook, "cells": notebook.cells[:-1]})
    nothing = {"notebook_metadata_filter": "-all", "cell_metadata_filter": "-all"}
    copy.metadata.setdefault("jupytext", {}).update(nothing)
    return str(jupytext.writes(copy, fmt="py:percent"))


def tidy(notebook: Notebook) -> None:
    """Drop what only the text needs: blank lines around a cell, jupytext's notes."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.source = cell.source.strip("\n")
        cell.metadata.pop("lines_to_next_cell", None)
