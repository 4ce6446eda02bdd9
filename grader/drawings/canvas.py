"""What pictures are drawn on: SVG without a script, legible on a phone, in print, in the dark."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from grader.drawings.layout import Box
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
.computational-graph .clear { fill: #fff }
.computational-graph .first { stroke: #a4262c; stroke-width: 3 }
.computational-graph .operation { fill: #e9eef5; stroke: #767676 }
.computational-graph .edge { fill: none; stroke: #767676; stroke-width: 1.2 }
.computational-graph .head { fill: #767676 }
.computational-graph .forward { fill: #0b5394 }
.computational-graph .gradient { fill: #8a3800 }
@media (prefers-color-scheme: dark) {
.computational-graph text { fill: #eee }
.computational-graph .box { fill: #1c1c1c; stroke: #9a9a9a }
.computational-graph .clear { fill: #1c1c1c }
.computational-graph .first { stroke: #ff9aa2 }
.computational-graph .operation { fill: #2b333d; stroke: #9a9a9a }
.computational-graph .edge { stroke: #9a9a9a }
.computational-graph .head { fill: #9a9a9a }
.computational-graph .forward { fill: #8ec7ff }
.computational-graph .gradient { fill: #ffb27d }
}
"""  # noqa: E501
Line = tuple[str, str]
"""A line of text and its classes."""


def canvas(wide: float, high: float, title: str) -> tuple[ET.Element, ET.Element]:
    """A picture, and where in it to draw.

    Parameters
    ----------
    wide, high : float
        In pixels, without a margin.
    title : str
        For who doesn't see it; if it is empty, what it is in general.
    """
    sizes = [f"{size + 2 * MARGIN:.0f}" for size in (wide, high)]
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {sizes[0]} {sizes[1]}",
            "width": sizes[0],
            "height": sizes[1],
            "class": "computational-graph",
            "role": "img",
            "lang": spoken(),
            "style": "max-width: 100%; height: auto",
        },
    )
    ET.SubElement(root, "title").text = title or gettext("Computational graph")
    ET.SubElement(root, "style").text = STYLE
    return root, ET.SubElement(root, "g", {"transform": f"translate({MARGIN} {MARGIN})"})


def columns(lines: list[Line]) -> float:
    """How wide the lines are, in pixels."""
    return max(width(text) for text, _ in lines) * COLUMN


def box_of(lines: list[Line]) -> Box:
    """A box that has room for them."""
    return Box(columns(lines) + 2 * PADDING, len(lines) * LINE + 2 * PADDING - 4)


def rectangle(place: ET.Element, corner: tuple[float, float], box: Box, kind: str, rx: str) -> None:
    """Draw a rectangle; `corner` is its left upper one."""
    attributes = {"class": kind, "x": f"{corner[0]:.1f}", "y": f"{corner[1]:.1f}", "rx": rx}
    attributes |= {"width": f"{box.width:.1f}", "height": f"{box.height:.1f}"}
    ET.SubElement(place, "rect", attributes)


def write(place: ET.Element, x: float, y: float, line: Line) -> None:
    """Write a line from `x` on, its letters standing on `y`."""
    text, classes = line
    attributes = {"x": f"{x:.1f}", "y": f"{y:.1f}"}
    if classes:
        attributes["class"] = classes
    ET.SubElement(place, "text", attributes).text = text


def head(place: ET.Element, x: float, y: float, angle: float = 0.0) -> None:
    """Draw an arrow's head that begins at a point, turned so many degrees from downward."""
    turn = f"translate({x:.1f} {y:.1f}) rotate({angle:.1f})"
    ET.SubElement(place, "path", {"class": "head", "d": "M -4 0 h 8 l -4 6 z", "transform": turn})
