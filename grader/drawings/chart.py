"""Curves as a picture, each next to what it should be; drawn by matplotlib."""

from __future__ import annotations

import math
from typing import Any, Final

from grader.drawings.saving import saved
from grader.drawings.words import SIGNS, curves_of
from grader.figures import Chart, Graph, Number
from grader.language import gettext
from grader.packages import needed

SIZE: Final = (3.6, 2.9)
"""Inches: as wide as a phone, where its letters are 11 pixels high."""
SMALL: Final = 8.3
"""Points of the letters."""
COLOURS: Final = ("#0b5394", "#8a3800", "#3d6b21")
MARKS: Final = ("o", "s", "^")
"""Besides its colour each curve has a mark of its own."""
LARGEST: Final = 1e250
"""What is larger is left out, and what is smaller than its inverse is 0: an axis needs room."""


def chart_svg(graph: Graph, chart: Chart) -> str:
    """The picture: the submission's curves drawn through, what they should be dashed.

    Raises
    ------
    GraderError
        If matplotlib isn't installed.
    """
    with needed(gettext("curves need matplotlib, which is not installed: pip install matplotlib")):
        import matplotlib as mpl
        from matplotlib.figure import Figure
        from matplotlib.ticker import MaxNLocator
    with mpl.rc_context({"font.size": SMALL}):
        figure = Figure(figsize=(SIZE[0], SIZE[1] + 0.18 * len(chart.curves)), layout="constrained")
        axes = figure.subplots()
        for at, (label, name) in enumerate(chart.curves.items()):
            if number := graph.number(name):
                _draw(axes, label, number, at)
        if chart.is_log:
            axes.set_yscale("log")
        axes.set_xlabel(chart.across)
        axes.set_ylabel(chart.up)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3, linewidth=0.6)
        if axes.has_data():
            figure.legend(
                loc="outside lower center", fontsize=SMALL, handlelength=3.2, frameon=False
            )
        picture = saved(figure, "svg").decode()
    picture = picture[picture.index("<svg") :]
    return picture.replace("<svg ", '<svg role="img" style="max-width: 100%; height: auto" ', 1)


def _draw(axes: Any, label: str, number: Number, at: int) -> None:
    """A curve, and dashed what it should be if that is another."""
    look = {"color": COLOURS[at % len(COLOURS)], "linewidth": 1.2, "markersize": 4}
    own, right = (_points(curve) for curve in curves_of(number))
    if own[0]:
        text = gettext("{name}, yours").format(name=label)
        told = f"{text} {SIGNS[number.verdict]}".rstrip()
        axes.plot(*own, marker=MARKS[at % len(MARKS)], label=told, **look)
    if right[0]:
        text = gettext("{name}, as it should be")
        if number.verdict == "unknown":
            text = gettext("{name}, the reference's")
        told = text.format(name=label)
        axes.plot(*right, marker="x", linestyle="--", label=told, **look)


def _points(heights: list[float | None]) -> tuple[range, list[float]]:
    """The points of a curve, counted from 1."""
    return range(1, len(heights) + 1), [_height(each) for each in heights]


def _height(entry: float | None) -> float:
    if entry is None or abs(entry) > LARGEST:
        return math.nan
    return entry if abs(entry) > 1 / LARGEST else 0.0
