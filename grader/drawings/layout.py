"""Where the parts of a graph stand: from top to bottom, layer by layer, laid out by igraph.

What isn't connected stands beside each other where a phone has room for it, else below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from grader.language import gettext
from grader.packages import needed


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
        What each edge passes between its ends: straight down past the parts of each layer, so that
        it never goes through one.
    width, height : float
        Of all.
    """

    centres: list[tuple[float, float]]
    paths: list[list[tuple[float, float]]]
    width: float
    height: float


GAP: Final = 14.0
"""Pixels between neighbours in a layer."""
DROP: Final = 26.0
"""Pixels between two layers."""
APART: Final = 24.0
"""Pixels between what isn't connected."""
ROOM: Final = 340.0
"""Pixels that a phone has from left to right; more is shrunk."""
HEAD: Final = 5.0
"""Pixels of an arrow's head, above where its edge ends."""
_BEND: Final = Box(6.0, 0.0)


def placed(boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> Placed:
    """Place `boxes` so that each edge goes down.

    Raises
    ------
    GraderError
        If igraph isn't installed.
    """
    with needed(gettext("pictures need igraph, which is not installed: pip install igraph")):
        import igraph
    graph = igraph.Graph(n=len(boxes), edges=edges, directed=True)
    groups = [sorted(group) for group in graph.connected_components(mode="weak")]
    parts, own_edges = [], []
    for group in groups:
        place = {number: at for at, number in enumerate(group)}
        own = [at for at, (start, _) in enumerate(edges) if start in place]
        ends = [(place[edges[at][0]], place[edges[at][1]]) for at in own]
        part = igraph.Graph(n=len(group), edges=ends, directed=True)
        parts.append(_placed([boxes[number] for number in group], ends, part))
        own_edges.append(own)
    corners, width, height = _packed(parts)
    centres, paths = [(0.0, 0.0)] * len(boxes), [[(0.0, 0.0)]] * len(edges)
    for group, own, part, (left, top) in zip(groups, own_edges, parts, corners, strict=True):
        for number, (x, y) in zip(group, part.centres, strict=True):
            centres[number] = left + x, top + y
        for at, path in zip(own, part.paths, strict=True):
            paths[at] = [(left + x, top + y) for x, y in path]
    return Placed(centres, paths, width, height)


def _packed(parts: Sequence[Placed]) -> tuple[list[tuple[float, float]], float, float]:
    """The corner of each part, row by row from the top, each row in the middle; and their size."""
    rows: list[list[Placed]] = []
    for part in parts:
        if rows and _wide([*rows[-1], part], APART) <= ROOM:
            rows[-1].append(part)
        else:
            rows.append([part])
    width = max(_wide(row, APART) for row in rows)
    corners, top = [], 0.0
    for row in rows:
        left = (width - _wide(row, APART)) / 2
        for part in row:
            corners.append((left, top))
            left += part.width + APART
        top += max(part.height for part in row) + APART
    return corners, width, top - APART


def _wide(parts: Sequence[Box | Placed], gap: float) -> float:
    return sum(part.width for part in parts) + gap * (len(parts) - 1)


def _placed(boxes: Sequence[Box], edges: Sequence[tuple[int, int]], graph: Any) -> Placed:
    """Place what is connected."""
    layers = _layers(boxes, edges)
    layout = graph.layout_sugiyama(layers, maxiter=500)
    bends = layout.edge_routing
    parts: list[list[tuple[float, int, int]]] = [[] for _ in range(max(layers) + 1)]
    for number, (x, _) in enumerate(layout):
        parts[layers[number]].append((x, number, -1))
    for edge, points in enumerate(bends):
        for at, (x, y) in enumerate(points):
            parts[round(y)].append((x, edge, at))
    return _spaced(boxes, edges, parts, [len(points) for points in bends])


def _layers(boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> list[int]:
    """The layer of each part: as far up as it can be, but inputs right above where they go.

    Where that is wider than a phone, an input stands a layer above, if there is room, and at the
    top in a layer of its own.
    """
    layers = [0] * len(boxes)
    for _ in boxes:
        for start, end in edges:
            layers[end] = max(layers[end], layers[start] + 1)
    inputs = set(range(len(boxes))) - {end for _, end in edges}
    for part in inputs:
        below = [layers[end] for start, end in edges if start == part]
        if below:
            layers[part] = min(below) - 1
    for layer in range(max(layers), 0, -1):
        there = sorted(part for part in inputs if layers[part] == layer)
        while there and _wide(_in_layer(layer, layers, boxes, edges), GAP) > ROOM:
            part = there.pop()
            above = [*_in_layer(layer - 1, layers, boxes, edges), boxes[part]]
            if _wide(above, GAP) <= ROOM:
                layers[part] -= 1
    top = sorted(part for part in inputs if layers[part] == 0)
    while len(top) > 1 and _wide(_in_layer(0, layers, boxes, edges), GAP) > ROOM:
        alone = top.pop()
        layers = [0 if part == alone else layer + 1 for part, layer in enumerate(layers)]
    return layers


def _in_layer(
    layer: int, layers: Sequence[int], boxes: Sequence[Box], edges: Sequence[tuple[int, int]]
) -> list[Box]:
    """What stands in a layer, the edges that pass it included."""
    parts = [box for box, own in zip(boxes, layers, strict=True) if own == layer]
    return parts + [_BEND for start, end in edges if layers[start] < layer < layers[end]]


def _spaced(
    boxes: Sequence[Box],
    edges: Sequence[tuple[int, int]],
    layers: list[list[tuple[float, int, int]]],
    counts: list[int],
) -> Placed:
    """What stands beside each other with room between, each layer in the middle."""
    centres = [(0.0, 0.0)] * len(boxes)
    tops, bottoms = [0.0] * len(boxes), [0.0] * len(boxes)
    passes = [[[(0.0, 0.0)]] * count for count in counts]
    rows = [
        [boxes[number] if at < 0 else _BEND for _, number, at in sorted(layer)] for layer in layers
    ]
    width = max(_wide(row, GAP) for row in rows)
    top = 0.0
    for layer, sizes in zip(layers, rows, strict=True):
        bottom = top + max(size.height for size in sizes)
        left = (width - _wide(sizes, GAP)) / 2
        for (_, number, at), size in zip(sorted(layer), sizes, strict=True):
            x = left + size.width / 2
            if at < 0:
                centres[number] = x, (top + bottom) / 2
                tops[number], bottoms[number] = top, bottom
            else:
                passes[number][at] = [(x, top), (x, bottom)]
            left += size.width + GAP
        top = bottom + DROP
    paths = [
        [
            (centres[start][0], bottoms[start]),
            *(point for points in passed for point in points),
            (centres[end][0], tops[end] - HEAD),
        ]
        for (start, end), passed in zip(edges, passes, strict=True)
    ]
    return Placed(centres, paths, width, top - DROP)
