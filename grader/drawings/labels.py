"""What is written at the units and edges of a network, step by step."""

from __future__ import annotations

import itertools
from typing import Final, NamedTuple

from grader.drawings.canvas import Line
from grader.drawings.words import SIGNS, digits_of, entry_text, own_lines
from grader.figures import Graph, Number, Step, Verdict
from grader.language import gettext

SAME: Final = 1e-9
"""How far an entry of a wrong array may be off, relative to its largest, and be right itself."""
LONGEST: Final = 44
"""Columns that the entries of a number below a step may take; of more, its shape is said."""


class Label(NamedTuple):
    """A number's entry as it is written, and whether it is where to look first."""

    line: Line
    is_first: bool


class Panel(NamedTuple):
    """A step: the labels of each unit of each layer, those of the edges, and what stands below.

    Parameters
    ----------
    edges : dict
        By layer, unit there, and unit in the next one.
    """

    title: str
    units: list[list[list[Label]]]
    edges: dict[tuple[int, int, int], Label]
    below: list[Label]
    is_backward: bool


def panels_of(graph: Graph) -> list[Panel]:
    """The steps. A layer has as many units as the right numbers have entries, whatever came."""
    by_layer = zip(*(step.layers for step in graph.steps), strict=True)
    counts = [
        max((_wanted(graph.number(name)) for layer in layers for name in layer.values()), default=0)
        for layers in by_layer
    ]
    return [_panel(graph, step, [count or 1 for count in counts]) for step in graph.steps]


def _wanted(number: Number | None) -> int:
    """How many entries it should have."""
    return sum(map(len, (number.right or number.rows) if number else ()))


def _panel(graph: Graph, step: Step, counts: list[int]) -> Panel:
    units: list[list[list[Label]]] = [[[] for _ in range(count)] for count in counts]
    names: list[str] = []
    for layer, labelled in zip(units, step.layers, strict=True):
        for label, name in labelled.items():
            starts = [f"{label} ".lstrip()] * len(layer)
            for unit, written in zip(layer, _labels(graph, name, starts), strict=True):
                unit.append(written)
            names.append(name)
    edges: dict[tuple[int, int, int], Label] = {}
    first = 1
    for at, name in enumerate(step.weights):
        pairs = itertools.product(range(counts[at]), range(counts[at + 1]))
        places = [(at, start, end) for start, end in pairs]
        numbered = [f"w{first + end * counts[at] + start} " for _, start, end in places]
        first += len(places)
        if name:
            edges |= dict(zip(places, _labels(graph, name, numbered), strict=True))
            names.append(name)
    below = [_below(graph, name) for name in step.below]
    below += [told for name in names if (told := _unlike(graph, name)) is not None]
    return Panel(
        step.title, units, edges, below, any(_kind(graph, each) == "gradient" for each in names)
    )


def _labels(graph: Graph, name: str, starts: list[str]) -> list[Label]:
    """A label for each entry that the number should have."""
    number = graph.number(name)
    entries = _entries(number) if number else []
    if len(entries) != len(starts):
        is_right = number is None or number.verdict in ("given", "right")
        entries = [("?", "" if is_right else SIGNS["wrong"])] * len(starts)
    return [
        Label(
            (f"{start}{text} {sign}".rstrip(), _kind(graph, name)),
            sign == "✗" and name == graph.first_name,
        )
        for start, (text, sign) in zip(starts, entries, strict=True)
    ]


def _kind(graph: Graph, name: str) -> str:
    """The class of a number's text, which gives its colour."""
    is_gradient = any(f"d{node.name}" == name for node in graph.nodes)
    return "gradient" if is_gradient else "forward"


def _entries(number: Number) -> list[tuple[str, str]]:
    """The text of each entry, and the sign of its verdict."""
    own = [entry for row in number.rows for entry in row]
    right = [entry for row in number.right for entry in row]
    if number.verdict != "wrong" or len(own) != len(right):
        return [(entry_text(entry, digits_of(number)), SIGNS[number.verdict]) for entry in own]
    largest = max((abs(entry or 0.0) for entry in right), default=0.0)
    are = [_is_same(one, other, largest) for one, other in zip(own, right, strict=True)]
    entries = []
    for one, other, is_same in zip(own, right, are, strict=True):
        verdict: Verdict = "right" if is_same and not all(are) else "wrong"
        by_itself = Number(verdict="wrong", rows=[[one]], right=[[other]], digits=number.digits)
        digits = digits_of(number if verdict == "right" else by_itself)
        entries.append((entry_text(one, digits), SIGNS[verdict]))
    return entries


def _is_same(one: float | None, other: float | None, largest: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= SAME * largest


def _below(graph: Graph, name: str) -> Label:
    """A number on a line."""
    number = graph.number(name) or Number(verdict="missing")
    text = "?" if number.verdict == "missing" else " ".join(own_lines(number))
    if len(text) > LONGEST:
        text = gettext("of shape {shape}").format(shape=number.shape)
    line = f"{name} = {text} {SIGNS[number.verdict]}".rstrip()
    return Label((line, _kind(graph, name)), name == graph.first_name)


def _unlike(graph: Graph, name: str) -> Label | None:
    """What came of another shape, so that its entries stand nowhere."""
    number = graph.number(name)
    if number is None or number.verdict != "wrong" or sum(map(len, number.rows)) == _wanted(number):
        return None
    shape = gettext("of shape {shape}").format(shape=number.shape)
    return Label((f"{name}: {shape} ✗", _kind(graph, name)), name == graph.first_name)
