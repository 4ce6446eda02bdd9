"""Asks a submission for the numbers of its exercise's graph, and knows the right ones."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.course import Exercise
from grader.errors import CourseError
from grader.examiner.drawing import Drawing
from grader.examiner.misconceptions import load_given, load_variant
from grader.figures import Graph, Node, Number, Rows

RIGHT: Final = "graph.json"
"""The right numbers in a student's folder, where the reference isn't."""
DIGITS: Final = 12
"""As many as are the same on every machine."""


def drawn(graph_py: Any, student: Any, right: Graph | None, title: str = "") -> Graph:
    """The graph with the numbers of `student`, as far as it gets.

    Parameters
    ----------
    graph_py : module
        The exercise's ``graph.py``.
    student : Student or object
        The submission, or what stands for it.
    right : Graph or None
        With the right numbers.
    title : str
        If ``graph.py`` says none.
    """
    drawing = Drawing(title, right)
    graph_py.graph(drawing, student)
    return drawing.graph()


def right_graph(exercise: Exercise) -> Graph | None:
    """The right numbers: the reference's, or in a student's folder those that came with it.

    Raises
    ------
    CourseError
        If ``graph.py`` or ``graph.json`` can't be used.
    """
    if exercise.graph is None:
        return None
    known = exercise.folder / RIGHT
    if not exercise.is_whole:
        return _read(known) if known.is_file() else None
    try:
        given = None if exercise.given is None else load_given(exercise.given)
        graph_py = types.ModuleType("graph")
        exec(compile(exercise.graph.read_bytes(), exercise.graph, "exec"), vars(graph_py))  # noqa: S102
        reference = types.SimpleNamespace(**{**vars(load_variant(exercise)), "given": given})
        return drawn(graph_py, reference, None, exercise.title)
    except Exception as problem:
        text = f"{exercise.graph}: {type(problem).__name__}: {problem}"
        raise CourseError([text]) from problem


def encoded(graph: Graph | None) -> bytes:
    """The right numbers as a student's folder has them."""
    if graph is None:
        return b""
    nodes = tuple(
        Node(name=node.name, forward=_rounded(node.forward), gradient=_rounded(node.gradient))
        for node in graph.nodes
    )
    return msgspec.json.encode(Graph(title="", nodes=nodes, operations=())) + b"\n"


def _rounded(number: Number | None) -> Number | None:
    if number is None:
        return None
    rows: Rows = [
        [None if entry is None else float(f"{entry:.{DIGITS}g}") for entry in row]
        for row in number.rows
    ]
    return Number(verdict="given", shape=number.shape, rows=rows)


def _read(path: Path) -> Graph:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Graph)
    except (OSError, msgspec.DecodeError) as problem:
        raise CourseError([f"{path}: {problem}; get the course's folder anew"]) from None
