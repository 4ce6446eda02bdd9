"""A network as every tutorial draws it: units as circles, weights on the edges, step by step."""

from __future__ import annotations

import itertools
import math
from typing import Final
from xml.etree import ElementTree as ET

from grader.drawings.canvas import COLUMN, FONT, LINE, Line, canvas, columns, head, rectangle, write
from grader.drawings.labels import Label, Panel, panels_of
from grader.drawings.layout import Box
from grader.figures import Graph
from grader.plain import width

RADIUS: Final = 16.0
BETWEEN: Final = 112.0
"""Pixels from a unit to the one below."""
NEAREST: Final = 118.0
"""Least pixels from a layer to the next."""
ALONG: Final = 0.3
"""Where the label of a slanted edge stands, as a part of its length."""
HEAD: Final = 6.0


def network_svg(graph: Graph) -> str:
    """The picture, a network for each step, one below the other."""
    panels = panels_of(graph)
    apart = max(_apart(panel) for panel in panels)
    side = max(_side(panel) for panel in panels)
    layers = max(len(panel.units) for panel in panels)
    lines: list[Line] = [(panel.title, "name") for panel in panels]
    lines += [label.line for panel in panels for label in panel.below]
    wide = max(2 * side + (layers - 1) * apart, columns(lines) + 8)
    heights = [_height(panel) for panel in panels]
    root, place = canvas(wide, sum(heights) - LINE / 2, graph.title)
    top = 0.0
    left = side + (wide - 2 * side - (layers - 1) * apart) / 2
    for panel, height in zip(panels, heights, strict=True):
        _draw(place, panel, (left, top), apart)
        top += height
    return ET.tostring(root, encoding="unicode")


# --- where it stands -----------------------------------------------------------------------------


def _wide(labels: list[Label]) -> float:
    return max((width(label.line[0]) for label in labels), default=0) * COLUMN


def _apart(panel: Panel) -> float:
    """How far a layer must be from the next for all labels to have room."""
    units = [max(_wide(labels) for labels in layer) for layer in panel.units]
    edge = _wide(list(panel.edges.values()))
    between = [(one + other) / 2 + 10 for one, other in itertools.pairwise(units)]
    return max(NEAREST, edge + 2 * RADIUS + 14, *between)


def _side(panel: Panel) -> float:
    """How far the outer layers must be from the border."""
    return max(RADIUS, *(_wide(labels) / 2 for labels in (*panel.units[0], *panel.units[-1])))


def _most(panel: Panel) -> int:
    """The lines of the unit that has most."""
    return max(len(labels) for layer in panel.units for labels in layer)


def _height(panel: Panel) -> float:
    rows = max(len(layer) for layer in panel.units)
    around = 2 * (_most(panel) * LINE + RADIUS + 7)
    return LINE * (2.5 + len(panel.below)) + around + (rows - 1) * BETWEEN


def _draw(place: ET.Element, panel: Panel, corner: tuple[float, float], apart: float) -> None:
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
    label: Label,
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


def _write(place: ET.Element, label: Label, x: float, y: float) -> None:
    """A label in the middle of `x`; framed where it is the first to look at."""
    wide = columns([label.line])
    if label.is_first:
        box = Box(wide + 6, LINE + 1)
        rectangle(place, (x - box.width / 2, y - LINE + 3), box, "box first", "3")
    write(place, x - wide / 2, y, label.line)
