"""The picture of a graph, of the kind that suits it."""

from __future__ import annotations

from grader.drawings.chart import chart_svg
from grader.drawings.network import network_svg
from grader.drawings.operations import operations_svg
from grader.figures import Graph


def svg_of(graph: Graph) -> str:
    """A network step by step, curves, or else operations and the values between them.

    Raises
    ------
    GraderError
        If the library that it takes isn't installed.
    """
    if graph.steps:
        return network_svg(graph)
    if graph.chart is not None:
        return chart_svg(graph, graph.chart)
    return operations_svg(graph)
