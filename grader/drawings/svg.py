"""A computational graph as SVG: without a script, legible on a phone, in print, in the dark."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from grader.drawings.layout import HEAD, Box, placed
from grader.drawings.words import SIGNS, own_lines
from grader.figures import Graph, Node, Number
from grader.language import gettext, spoken
from grader.plain import width

FONT: Final = 12.0
COLUMN: Final = 0.602 * FONT
"""Pixels of a column of the fixed-width font."""
LINE: Final = 16.0
PADDING: Final = 7.0
MARGIN: Final = 6.0
STYLE: Final = """
.computational-graph text { font: 12px ui-monospace, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace; fill: #1a1a1a; white-space: pre }
.computational-graph .name { font-weight: bold }
.computational-graph .box { fill: #fff; stroke: #767676 }
.computational-graph .first { stroke: #a4262c; stroke-width: 3 }
.computational-graph .operation { fill: #e9eef5; stroke: #767676 }
.computational-graph .edge { fill: none; stroke: #767676; stroke-width: 1.2 }
.computational-graph .head { fill: #767676 }
.computational-graph .forward { fill: #0b5394 }
.computational-graph .gradient { fill: #8a3800 }
@media (prefers-color-scheme: dark) {
.computational-graph text { fill: #eee }
.computational-graph .box { fill: #1c1c1c; stroke: #9a9a9a }
.computational-graph .first { stroke: #ff9aa2 }
.computational-graph .operation { fill: #2b333d; stroke: #9a9a9a }
.computational-graph .edge { stroke: #9a9a9a }
.computational-graph .head { fill: #9a9a9a }
.computational-graph .forward { fill: #8ec7ff }
.computational-graph .gradient { fill: #ffb27d }
}
"""  # noqa: E501
_Line = tuple[str, str]
"""A line of text and its classes."""


def svg_of(graph: Graph) -> str:
    """The picture; values forward in one colour after ``→``, gradients in another after ``←``."""
    nodes = [_node_lines(node) for node in graph.nodes]
    operations: list[list[_Line]] = [[(each.name, "")] for each in graph.operations]
    texts = [*nodes, *operations]
    boxes = [_box(lines) for lines in texts]
    number = {node.name: at for at, node in enumerate(graph.nodes)}
    edges = []
    for at, operation in enumerate(graph.operations, start=len(nodes)):
        edges += [(number[name], at) for name in operation.takes if name in number]
        edges += [(at, number[name]) for name in operation.gives if name in number]
    layout = placed(boxes, edges)
    wide, high = (f"{size + 2 * MARGIN:.0f}" for size in (layout.width, layout.height))
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {wide} {high}",
            "width": wide,
            "height": high,
            "class": "computational-graph",
            "role": "img",
            "lang": spoken(),
            "style": "max-width: 100%; height: auto",
        },
    )
    ET.SubElement(root, "title").text = graph.title or gettext("Computational graph")
    ET.SubElement(root, "style").text = STYLE
    place = ET.SubElement(root, "g", {"transform": f"translate({MARGIN} {MARGIN})"})
    for (start, end), path in zip(edges, layout.paths, strict=True):
        (x1, y1), (x2, y2) = layout.centres[start], layout.centres[end]
        points = [
            (x1, y1 + boxes[start].height / 2),
            *path,
            (x2, y2 - boxes[end].height / 2 - HEAD),
        ]
        drawn = " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        ET.SubElement(place, "path", {"class": "edge", "d": f"M {drawn}"})
        x, y = points[-1]
        head = f"M {x - 4:.1f} {y:.1f} h 8 l -4 6 z"
        ET.SubElement(place, "path", {"class": "head", "d": head})
    first = number[graph.first[0]] if graph.first else -1
    for at, (lines, box) in enumerate(zip(texts, boxes, strict=True)):
        kind = "box" if at < len(nodes) else "operation"
        marked = f"{kind} first" if at == first else kind
        _write(place, lines, box, layout.centres[at], marked)
    return ET.tostring(root, encoding="unicode")


def _node_lines(node: Node) -> list[_Line]:
    lines = [(node.name, "name")]
    for arrow, kind, number in (("→", "forward", node.forward), ("←", "gradient", node.gradient)):
        if number is not None:
            lines += [(text, kind) for text in _number_lines(arrow, number)]
    return lines


def _number_lines(arrow: str, number: Number) -> list[str]:
    """The rows of a number, the first after an arrow, the last with the sign of its verdict."""
    sign = f" {SIGNS[number.verdict]}".rstrip()
    if number.verdict == "missing":
        return [f"{arrow} ?{sign}"]
    rows = own_lines(number)
    starts = [f"{arrow} ", *("  " for _ in rows[1:])]
    texts = [f"{start}{row}" for start, row in zip(starts, rows, strict=True)]
    return [*texts[:-1], f"{texts[-1]}{sign}"]


def _box(lines: list[_Line]) -> Box:
    columns = max(width(text) for text, _ in lines)
    return Box(columns * COLUMN + 2 * PADDING, len(lines) * LINE + 2 * PADDING - 4)


def _write(
    place: ET.Element, lines: list[_Line], box: Box, centre: tuple[float, float], kind: str
) -> None:
    left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
    corner = "4" if kind.startswith("box") else f"{box.height / 2:.1f}"
    rectangle = {"class": kind, "x": f"{left:.1f}", "y": f"{top:.1f}", "rx": corner}
    rectangle |= {"width": f"{box.width:.1f}", "height": f"{box.height:.1f}"}
    ET.SubElement(place, "rect", rectangle)
    for at, (text, classes) in enumerate(lines):
        y = top + PADDING + at * LINE + FONT - 2
        attributes = {"x": f"{left + PADDING:.1f}", "y": f"{y:.1f}"}
        if classes:
            attributes["class"] = classes
        ET.SubElement(place, "text", attributes).text = text
