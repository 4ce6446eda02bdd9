"""Where the parts of a graph stand: from top to bottom, layer by layer, laid out by igraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from grader.errors import GraderError
from grader.language import gettext


class Box(NamedTuple):
    """A part: its width and height, in pixels."""

    width: float
    height: float


class Placed(NamedTuple):
    """Where everything stands.

    Parameters
    ----------
    centres : list of (float, float)
        Of the parts.
    paths : list of list of (float, float)
        What each edge passes between its ends.
    width, height : float
        Of all.
    """

    centres: list[tuple[float, float]]
    paths: list[list[tuple[float, float]]]
    width: float
    height: float


GAP = 14.0
"""Pixels between neighbours in a layer."""
DROP = 26.0
"""Pixels between two layers."""


def placed(boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> Placed:
    """Place `boxes` so that each edge goes down.

    Raises
    ------
    GraderError
        If igraph isn't installed.
    """
    try:
        import igraph
    except ModuleNotFoundError:
        text = gettext("pictures need igraph, which is not installed: pip install igraph")
        raise GraderError(text) from None
    graph = igraph.Graph(n=len(boxes), edges=edges, directed=True)
    layers = _layers(len(boxes), edges)
    layout = graph.layout_sugiyama(layers, maxiter=500)
    bends = layout.edge_routing
    parts: list[list[tuple[float, int, int]]] = [[] for _ in range(max(layers) + 1)]
    for number, (x, _) in enumerate(layout):
        parts[layers[number]].append((x, number, -1))
    for edge, points in enumerate(bends):
        for at, (x, y) in enumerate(points):
            parts[round(y)].append((x, edge, at))
    return _spaced(boxes, parts, [len(points) for points in bends])


def _layers(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each part: as far up as it can be, but inputs right above where they go."""
    layers = [0] * count
    for _ in range(count):
        for start, end in edges:
            layers[end] = max(layers[end], layers[start] + 1)
    ends = {end for _, end in edges}
    for part in set(range(count)) - ends:
        below = [layers[end] for start, end in edges if start == part]
        if below:
            layers[part] = min(below) - 1
    return layers


def _spaced(
    boxes: Sequence[Box],
    layers: list[list[tuple[float, int, int]]],
    counts: list[int],
) -> Placed:
    """What stands beside each other with room between, each layer in the middle."""
    centres = [(0.0, 0.0)] * len(boxes)
    paths = [[(0.0, 0.0)] * count for count in counts]
    widths, top = [], 0.0
    for layer in layers:
        layer.sort()
        sizes = [boxes[number] if at < 0 else Box(6.0, 0.0) for _, number, at in layer]
        widths.append(sum(size.width for size in sizes) + GAP * (len(sizes) - 1))
    width = max(widths)
    for layer, own in zip(layers, widths, strict=True):
        sizes = [boxes[number] if at < 0 else Box(6.0, 0.0) for _, number, at in layer]
        height = max(size.height for size in sizes)
        left, middle = (width - own) / 2, top + height / 2
        for (_, number, at), size in zip(layer, sizes, strict=True):
            point = left + size.width / 2, middle
            if at < 0:
                centres[number] = point
            else:
                paths[number][at] = point
            left += size.width + GAP
        top += height + DROP
    return Placed(centres, paths, width, top - DROP)
