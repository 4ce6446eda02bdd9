"""A network as every tutorial draws it: units as circles, weights on the edges, step by step."""

from __future__ import annotations

import itertools
import math
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from grader.drawings.canvas import COLUMN, FONT, LINE, Line, canvas, columns, head, rectangle, write
from grader.drawings.layout import Box
from grader.drawings.words import SIGNS, digits_of, entry_text, own_lines
from grader.figures import Graph, Number, Step, Verdict
from grader.language import gettext
from grader.plain import width

RADIUS: Final = 16.0
BETWEEN: Final = 112.0
"""Pixels from a unit to the one below."""
NEAREST: Final = 118.0
"""Least pixels from a layer to the next."""
ALONG: Final = 0.3
"""Where the label of a slanted edge stands, as a part of its length."""
HEAD: Final = 6.0
SAME: Final = 1e-6
"""How far an entry of a wrong array may be off, relative to its largest, and be right itself."""


class _Label(NamedTuple):
    """A number's entry as it is written, and whether it is where to look first."""

    line: Line
    is_first: bool


class _Panel(NamedTuple):
    """A step: the labels of each unit, of each edge, and what stands below."""

    title: str
    units: list[list[list[_Label]]]
    edges: dict[tuple[int, int, int], _Label]
    below: list[_Label]
    is_backward: bool


def network_svg(graph: Graph) -> str:
    """The picture, a network for each step, one below the other."""
    counts = [
        max(map(len, layers))
        for layers in zip(*(_units(graph, step) for step in graph.steps), strict=True)
    ]
    panels = [_panel(graph, step, counts) for step in graph.steps]
    apart = max(_apart(panel) for panel in panels)
    side = max(_side(panel) for panel in panels)
    layers = max(len(panel.units) for panel in panels)
    titles: list[Line] = [(panel.title, "name") for panel in panels]
    wide = max(2 * side + (layers - 1) * apart, columns(titles))
    heights = [_height(panel) for panel in panels]
    title = graph.title or gettext("Computational graph")
    root, place = canvas(wide, sum(heights) - LINE / 2, title)
    top = 0.0
    left = side + (wide - 2 * side - (layers - 1) * apart) / 2
    for panel, height in zip(panels, heights, strict=True):
        _draw(place, panel, (left, top), apart)
        top += height
    return ET.tostring(root, encoding="unicode")


# --- what is written -----------------------------------------------------------------------------


def _units(graph: Graph, step: Step) -> list[list[list[_Label]]]:
    """The labels of each unit of each layer."""
    units = []
    for layer in step.layers:
        starts = [f"{label} ".lstrip() for label in layer]
        labels = [
            _labels(graph, name, [start])
            for start, name in zip(starts, layer.values(), strict=True)
        ]
        units.append([list(one) for one in zip(*labels, strict=False)])
    return units


def _panel(graph: Graph, step: Step, counts: list[int]) -> _Panel:
    units = [
        layer or [[]] * count for layer, count in zip(_units(graph, step), counts, strict=True)
    ]
    edges = {}
    count = 0
    for at, name in enumerate(step.weights):
        starts, ends = len(units[at]), len(units[at + 1])
        numbered = [
            f"w{count + end * starts + start + 1} "
            for start in range(starts)
            for end in range(ends)
        ]
        count += starts * ends
        if name:
            for place, label in enumerate(_labels(graph, name, numbered, len(numbered))):
                edges[at, place // ends, place % ends] = label
    below = [label for name in step.below for label in _whole(graph, name)]
    names = [*step.weights, *(name for layer in step.layers for name in layer.values())]
    gradients = {f"d{node.name}" for node in graph.nodes}
    return _Panel(step.title, units, edges, below, bool(gradients & set(names)))


def _labels(graph: Graph, name: str, starts: list[str], count: int = 0) -> list[_Label]:
    """A label for each entry of a number; `count` of them, if it is given."""
    number = graph.number(name)
    if number is None:
        return []
    kind = "gradient" if _is_gradient(graph, name) else "forward"
    entries = _entries(number)
    if count and len(entries) != count:
        entries = [("?", SIGNS["missing"])] * count
    starts = starts if len(starts) >= len(entries) else starts[:1] * len(entries)
    return [
        _Label((f"{start}{text} {sign}".rstrip(), kind), sign == "✗" and name == graph.first_name)
        for start, (text, sign) in zip(starts, entries, strict=False)
    ]


def _is_gradient(graph: Graph, name: str) -> bool:
    return any(f"d{node.name}" == name for node in graph.nodes)


def _entries(number: Number) -> list[tuple[str, str]]:
    """The text of each entry, and the sign of its verdict."""
    own = [entry for row in number.rows for entry in row]
    right = [entry for row in number.right for entry in row]
    if not own:
        return [("?", SIGNS["missing"])] * max(len(right), math.prod(number.shape))
    if number.verdict != "wrong" or len(own) != len(right):
        texts = [entry_text(entry, digits_of(number)) for entry in own]
        return [(text, SIGNS[number.verdict]) for text in texts]
    largest = max(abs(entry or 0.0) for entry in right)
    entries = []
    for one, other in zip(own, right, strict=True):
        by_itself = Number(verdict="wrong", rows=[[one]], right=[[other]], digits=number.digits)
        verdict: Verdict = "right" if _is_same(one, other, largest) else "wrong"
        digits = digits_of(by_itself) if verdict == "wrong" else digits_of(number)
        entries.append((entry_text(one, digits), SIGNS[verdict]))
    return entries


def _is_same(one: float | None, other: float | None, largest: float) -> bool:
    return one is not None and other is not None and abs(one - other) <= SAME * largest


def _whole(graph: Graph, name: str) -> list[_Label]:
    """A number on a line."""
    number = graph.number(name)
    if number is None:
        return []
    kind = "gradient" if _is_gradient(graph, name) else "forward"
    text = "?" if number.verdict == "missing" else " ".join(own_lines(number))
    line = f"{name} = {text} {SIGNS[number.verdict]}".rstrip()
    return [_Label((line, kind), name == graph.first_name)]


# --- where it stands -----------------------------------------------------------------------------


def _wide(labels: list[_Label]) -> float:
    return max((width(label.line[0]) for label in labels), default=0) * COLUMN


def _apart(panel: _Panel) -> float:
    """How far a layer must be from the next for all labels to have room."""
    units = [max(_wide(labels) for labels in layer) for layer in panel.units]
    edge = _wide(list(panel.edges.values()))
    between = [(one + other) / 2 + 10 for one, other in itertools.pairwise(units)]
    return max(NEAREST, edge + 2 * RADIUS + 14, *between)


def _side(panel: _Panel) -> float:
    """How far the outer layers must be from the border."""
    return max(RADIUS, *(_wide(labels) / 2 for labels in (*panel.units[0], *panel.units[-1])))


def _most(panel: _Panel) -> int:
    """The lines of the unit that has most."""
    return max(len(labels) for layer in panel.units for labels in layer)


def _height(panel: _Panel) -> float:
    rows = max(len(layer) for layer in panel.units)
    around = 2 * (_most(panel) * LINE + RADIUS + 7)
    return LINE * (2.5 + len(panel.below)) + around + (rows - 1) * BETWEEN


def _draw(place: ET.Element, panel: _Panel, corner: tuple[float, float], apart: float) -> None:
    left, top = corner
    write(place, 0.0, top + FONT, (panel.title, "name"))
    first = top + LINE * 1.5 + _most(panel) * LINE + RADIUS + 7

    def centre(layer: int, unit: int) -> tuple[float, float]:
        return left + layer * apart, first + unit * BETWEEN

    for layer, (units, following) in enumerate(itertools.pairwise(panel.units)):
        for start in range(len(units)):
            for end in range(len(following)):
                ends = centre(layer, start), centre(layer + 1, end)
                _edge(place, *(ends[::-1] if panel.is_backward else ends))
    for (layer, start, end), label in panel.edges.items():
        rows = len(panel.units[layer])
        _edge_label(place, label, (centre(layer, start), centre(layer + 1, end)), start == rows - 1)
    for layer, units in enumerate(panel.units):
        letter = "i" if layer == 0 else "o" if layer == len(panel.units) - 1 else "h"
        for unit, labels in enumerate(units):
            x, y = centre(layer, unit)
            circle = {"class": "box", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{RADIUS:.1f}"}
            ET.SubElement(place, "circle", circle)
            name = f"{letter}{unit + 1}"
            write(place, x - len(name) * COLUMN / 2, y + 4, (name, "name"))
            is_last = unit == len(units) - 1
            above = y + RADIUS + LINE + 3 if is_last else y - RADIUS - 9 - LINE * (len(labels) - 1)
            for at, label in enumerate(labels):
                _write(place, label, x, above + at * LINE)
    below = first + (max(map(len, panel.units)) - 1) * BETWEEN + RADIUS + _most(panel) * LINE + 11
    for at, label in enumerate(panel.below):
        line = columns([label.line])
        _write(place, label, line / 2 + 4, below + (at + 1) * LINE)


def _edge(place: ET.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A line from one circle's rim to another's, with a head."""
    (x1, y1), (x2, y2) = start, end
    length = math.hypot(x2 - x1, y2 - y1)
    x, y = (x2 - x1) / length, (y2 - y1) / length
    rim = RADIUS + HEAD
    tip = x2 - x * rim, y2 - y * rim
    d = f"M {x1 + x * RADIUS:.1f} {y1 + y * RADIUS:.1f} L {tip[0]:.1f} {tip[1]:.1f}"
    ET.SubElement(place, "path", {"class": "edge", "d": d})
    head(place, *tip, math.degrees(math.atan2(y, x)) - 90)


def _edge_label(
    place: ET.Element,
    label: _Label,
    ends: tuple[tuple[float, float], tuple[float, float]],
    is_last: bool,
) -> None:
    """A level edge's label stands beside its middle, a slanted one's over where it begins."""
    (x1, y1), (x2, y2) = ends
    if y1 == y2:
        _write(place, label, (x1 + x2) / 2, y1 + (LINE if is_last else -7.0))
    else:
        x, y = x1 + ALONG * (x2 - x1), y1 + ALONG * (y2 - y1)
        box = Box(columns([label.line]) + 4, LINE - 2)
        rectangle(place, (x - box.width / 2, y - box.height / 2), box, "clear", "2")
        _write(place, label, x, y + 4)


def _write(place: ET.Element, label: _Label, x: float, y: float) -> None:
    """A label in the middle of `x`; framed where it is the first to look at."""
    wide = columns([label.line])
    if label.is_first:
        box = Box(wide + 6, LINE + 1)
        rectangle(place, (x - box.width / 2, y - LINE + 3), box, "box first", "3")
    write(place, x - wide / 2, y, label.line)
