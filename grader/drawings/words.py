"""How numbers and what is to be said of them are written."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

from grader.figures import Graph, Number, Operation, Rows
from grader.language import gettext, gettext_noop

SIGNS: Final = {"given": "", "unknown": "", "right": "✓", "own": "≈", "wrong": "✗", "missing": "✗"}
"""A sign for each verdict: nothing is told by a colour alone."""
WORDS: Final = {
    "given": gettext_noop("given"),
    "unknown": "",
    "right": gettext_noop("right"),
    "own": gettext_noop("the gradient of your own forward"),
    "wrong": gettext_noop("not right"),
    "missing": gettext_noop("missing"),
}


DIGITS: Final = (4, 6, 9, 12)
"""How many digits a number is shown with: as few as show that it isn't what it should be."""


def own_lines(number: Number) -> list[str]:
    """The rows of a number; its shape where there are none."""
    return _lines_of(number.rows, number.shape, digits_of(number))


def right_lines(number: Number) -> list[str]:
    """The rows of what it should be; none where that isn't known or isn't asked."""
    return _lines_of(number.right, number.shape, digits_of(number)) if number.right else []


def digits_of(number: Number) -> int:
    """How many digits the number is shown with."""
    if not number.right or number.verdict == "unknown":
        return max(DIGITS[0], number.digits)
    for digits in (digits for digits in DIGITS if digits >= number.digits):
        texts = [_lines_of(rows, number.shape, digits) for rows in (number.rows, number.right)]
        if texts[0] != texts[1]:
            return digits
    return max(DIGITS[0], number.digits)  # it differs in its shape, or in the last digits


def _lines_of(rows: Rows, shape: tuple[int, ...], digits: int) -> list[str]:
    """An array's rows, its columns one below the other."""
    if not rows:
        return [gettext("of shape {shape}").format(shape=shape)] if shape else [""]
    texts = [[entry_text(entry, digits) for entry in row] for row in rows]
    if not shape and len(texts) == len(texts[0]) == 1:
        return texts[0]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return [
        f"[{' '.join(text.rjust(width) for text, width in zip(row, widths, strict=True))}]"
        for row in texts
    ]


def entry_text(entry: float | None, digits: int) -> str:
    """An entry of an array."""
    if entry is None:
        return "nan/inf"
    text = f"{entry + 0.0:.{digits}g}"  # of -0.0, 0
    return text.replace("e-0", "e-").replace("e+0", "e")


def said_of(number: Number) -> str:
    """The verdict in a word or two, why it is missing included."""
    word = WORDS[number.verdict]
    text = gettext(word) if word else ""
    return f"{text} ({number.reason})" if number.reason else text


def _computed(operation: Operation) -> str:
    """``sigmoid(x)``, ``x + y``, or a formula as it is called."""
    if not operation.takes:
        return operation.name
    if operation.name.isidentifier():
        return f"{operation.name}({', '.join(operation.takes)})"
    if len(operation.name) == 1 and len(operation.takes) > 1:
        return f" {operation.name} ".join(operation.takes)
    return operation.name


def right_word(number: Number) -> str:
    """What is said before `right_lines`."""
    if number.verdict == "unknown":
        return gettext("the reference's")
    return gettext("it should be")


def look_first(graph: Graph) -> str:
    """Which number to look at first; empty if all are right."""
    first = next((line.name for line in lines_in(graph) if line.is_first), None)
    return gettext("Look at {name} first.").format(name=first) if first else ""


class Line(NamedTuple):
    """A number of a graph, as a line of a table.

    Parameters
    ----------
    name : str
        ``y = sigmoid(x)``, or ``dx``.
    number : Number
    is_gradient : bool
    is_first : bool
        Is it the first that isn't right?
    """

    name: str
    number: Number
    is_gradient: bool
    is_first: bool


def lines_in(graph: Graph) -> list[Line]:
    """The numbers of a graph: forward in the order in which they are computed, then backward."""
    how = {
        name: f"{name} = {_computed(operation)}"
        for operation in graph.operations
        for name in operation.gives
    }
    lines = [
        Line(how.get(node.name, node.name), node.forward, False, graph.first == (node.name, False))
        for node in graph.nodes
        if node.forward is not None
    ]
    lines += [
        Line(f"d{node.name}", node.gradient, True, graph.first == (node.name, True))
        for node in reversed(graph.nodes)
        if node.gradient is not None
    ]
    return lines


def points_in(graph: Graph) -> list[list[str]]:
    """The points of a chart as a table: its head, in two lines, and the curves' heights."""
    chart = graph.chart
    if chart is None:
        return []
    columns: list[list[str]] = []
    for label, name in chart.curves.items():
        if number := graph.number(name):
            told = (gettext("yours"), right_word(number))
            columns += [
                [f"{label}\n{word}", *(entry_text(each, digits_of(number)) for each in curve)]
                for word, curve in zip(told, curves_of(number), strict=True)
                if curve
            ]
    longest = max(map(len, columns), default=1)
    counted = [chart.across, *map(str, range(1, longest))]
    return [list(row) for row in itertools.zip_longest(counted, *columns, fillvalue="")]


def curves_of(number: Number) -> tuple[list[float | None], list[float | None]]:
    """The heights that came and those that should have; empty where they are no curve."""
    own = number.rows[0] if len(number.rows) == 1 and len(number.shape) == 1 else []
    return own, number.right[0] if len(number.right) == 1 else []
