"""What is drawn of a submission's numbers: a computational graph, as data.

Between operations are the values that cross the exercise's interface: forward what they are,
backward the gradient of the result with respect to them. Some have a picture of another kind: a
network with its units and weights, step by step, or curves.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal

import msgspec

if TYPE_CHECKING:
    import numpy as np

Rows = list[list[float | None]]
"""The rows of an array of two axes; None is what isn't finite."""

Verdict = Literal["given", "right", "own", "wrong", "missing", "unknown"]
"""given: it comes from the exercise. own: a gradient that isn't right, and is the one of the
student's own forward. missing: the code gave none. unknown: nobody knows what it should be."""

ENTRIES_LIMIT: Final = 36
"""Most entries of an array whose numbers are kept."""


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A value, or a gradient, and what is to be said of it.

    Attributes
    ----------
    shape : tuple of int
        What it should be where the number is missing.
    rows : list of list of float
        Those of its last axis; none where it has too many entries, or is missing.
    right : list of list of float
        What it should be, where it is wrong; where it is unknown, what the reference gives.
    site : str
        What gave it, such as ``Sigmoid.backward``; empty where it is given.
    reason : str
        Why it is missing, or how it is wrong where it may look right.
    digits : int
        As many are shown at least.
    """

    verdict: Verdict
    shape: tuple[int, ...] = ()
    rows: Rows = []
    right: Rows = []
    site: str = ""
    reason: str = ""
    digits: int = 0


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A value with its gradient; None where nothing says what it is."""

    name: str
    forward: Number | None = None
    gradient: Number | None = None


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """What makes values of values, by their names."""

    name: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of a network's units and weights; numbers by their names, gradients with a ``d``.

    Attributes
    ----------
    title : str
    layers : tuple of dict
        The numbers of each layer by what they are called in the picture, an entry for each unit.
    weights : tuple of str
        The numbers between neighbouring layers, a row for each unit that they come from; empty
        where none are shown.
    below : tuple of str
        Numbers under the picture.
    """

    title: str
    layers: tuple[dict[str, str], ...]
    weights: tuple[str, ...]
    below: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers drawn as curves, each next to what it should be.

    Attributes
    ----------
    across, up : str
        What the axes show.
    curves : dict
        The numbers by what they are called in the picture.
    is_log : bool
        Is the vertical axis logarithmic?
    """

    across: str
    up: str
    curves: dict[str, str]
    is_log: bool = False


class Graph(msgspec.Struct, frozen=True, kw_only=True):
    """A computational graph.

    Attributes
    ----------
    title : str
    nodes : tuple of Node
        In the order in which they are computed.
    operations : tuple of Operation
        Likewise.
    first : (str, bool) or None
        The first number that isn't right, by its node, and whether it is the gradient.
    steps : tuple of Step
        If there are any, they are drawn and not the operations.
    chart : Chart or None
        Likewise.
    remark : str
        What is to be said besides.
    """

    title: str
    nodes: tuple[Node, ...]
    operations: tuple[Operation, ...]
    first: tuple[str, bool] | None = None
    steps: tuple[Step, ...] = ()
    chart: Chart | None = None
    remark: str = ""

    def number(self, name: str) -> Number | None:
        """A number by its name, a gradient's with a ``d`` before it."""
        for node in self.nodes:
            if node.name == name:
                return node.forward
            if f"d{node.name}" == name:
                return node.gradient
        return None

    @property
    def is_right(self) -> bool:
        """Is every number right, as far as it isn't given?"""
        both = [number for node in self.nodes for number in (node.forward, node.gradient)]
        return {number.verdict for number in both if number} <= {"given", "right"}

    @property
    def first_name(self) -> str:
        """The first number that isn't right; empty if all are."""
        if self.first is None:
            return ""
        name, is_gradient = self.first
        return f"d{name}" if is_gradient else name


def rows_of(array: np.ndarray, shape: tuple[int, ...]) -> Rows:
    """The entries of `array` as rows of the last axis of `shape`."""
    rows = array.reshape(-1, shape[-1] if shape else 1).tolist()
    return [[entry if math.isfinite(entry) else None for entry in row] for row in rows]
