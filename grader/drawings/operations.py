"""A computational graph as a picture: boxes of values, and between them what makes them."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from grader.drawings.canvas import FONT, LINE, PADDING, Line, box_of, canvas, head, rectangle, write
from grader.drawings.layout import HEAD, Box, placed
from grader.drawings.words import SIGNS, own_lines
from grader.figures import Graph, Node, Number


def operations_svg(graph: Graph) -> str:
    """The picture; values forward in one colour after ``→``, gradients in another after ``←``."""
    nodes = [_node_lines(node) for node in graph.nodes]
    operations: list[list[Line]] = [[(each.name, "")] for each in graph.operations]
    texts = [*nodes, *operations]
    boxes = [box_of(lines) for lines in texts]
    number = {node.name: at for at, node in enumerate(graph.nodes)}
    edges = []
    for at, operation in enumerate(graph.operations, start=len(nodes)):
        edges += [(number[name], at) for name in operation.takes if name in number]
        edges += [(at, number[name]) for name in operation.gives if name in number]
    layout = placed(boxes, edges)
    root, place = canvas(layout.width, layout.height, graph.title)
    for (start, end), path in zip(edges, layout.paths, strict=True):
        (x1, y1), (x2, y2) = layout.centres[start], layout.centres[end]
        points = [
            (x1, y1 + boxes[start].height / 2),
            *path,
            (x2, y2 - boxes[end].height / 2 - HEAD),
        ]
        drawn = " L ".join(f"{x:.1f} {y:.1f}" for x, y in points)
        ET.SubElement(place, "path", {"class": "edge", "d": f"M {drawn}"})
        head(place, *points[-1])
    first = number[graph.first[0]] if graph.first else -1
    for at, (lines, box) in enumerate(zip(texts, boxes, strict=True)):
        kind = "box" if at < len(nodes) else "operation"
        marked = f"{kind} first" if at == first else kind
        _write(place, lines, box, layout.centres[at], marked)
    return ET.tostring(root, encoding="unicode")


def _node_lines(node: Node) -> list[Line]:
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


def _write(
    place: ET.Element, lines: list[Line], box: Box, centre: tuple[float, float], kind: str
) -> None:
    left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
    corner = "4" if kind.startswith("box") else f"{box.height / 2:.1f}"
    rectangle(place, (left, top), box, kind, corner)
    for at, line in enumerate(lines):
        write(place, left + PADDING, top + PADDING + at * LINE + FONT - 2, line)
