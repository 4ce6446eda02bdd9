"""Gathers the numbers of a computational graph from a submission.

An exercise's ``graph.py`` defines ``graph(draw, student)``, which asks the submission as a check
does. It is asked of the reference first; what that gives is right (`grader.examiner.verdicts`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from grader.examiner.compare import RELATIVE, Mismatch, real_array
from grader.examiner.gradients import numerical_gradient
from grader.examiner.verdicts import Found, judged
from grader.figures import Chart, Graph, Node, Operation, Step
from grader.language import gettext, gettext_noop
from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import StudentError

Names = str | tuple[str, ...]
"""A value's name, or several."""


class _Broken:
    """Stands for an object that couldn't be made: whatever is asked of it says why."""

    def __init__(self, problem: Exception) -> None:
        self._problem = problem

    def __getattr__(self, _: str) -> Any:
        raise self._problem


class Drawing:
    """What ``graph.py`` draws on.

    Attributes
    ----------
    title, remark : str
        Said with the picture; the exercise may change them.
    """

    def __init__(self, title: str = "", right: Graph | None = None) -> None:
        self.title = title
        self.remark = ""
        self._right = {node.name: node for node in right.nodes} if right else {}
        self._forward: dict[str, Found] = {}
        self._gradient: dict[str, Found] = {}
        self._operations: list[Operation] = []
        self._order: list[tuple[str, bool]] = []
        self._steps: list[Step] = []
        self._chart: Chart | None = None
        self._is_over = False
        self._lacks_something = False

    def given(self, name: str, value: Any) -> np.ndarray:
        """A value that the exercise gives; it as an array."""
        array = np.asarray(value, dtype=np.float64)
        self._forward[name] = Found(array)
        return array

    def upstream(self, name: str, value: Any) -> np.ndarray:
        """The gradient of the result with respect to a value, as it is given; it as an array."""
        array = np.asarray(value, dtype=np.float64)
        self._gradient[name] = Found(array)
        return array

    def made(self, make: Callable[[], Any]) -> Any:
        """What `make` gives, an object of the submission's; where it fails, it fails when asked."""
        try:
            return make()
        except WorkerFailed as failure:
            self._is_over = True
            return _Broken(failure)
        except (StudentError, Mismatch) as problem:
            return _Broken(problem)

    def forward(
        self,
        names: Names,
        of: Sequence[str],
        give: Callable[..., Any],
        *,
        by: str,
        site: str = "",
        relative: float = RELATIVE,
        digits: int = 0,
        is_free: bool = False,
    ) -> None:
        """Compute values of others.

        Parameters
        ----------
        names : str or tuple of str
            What they are called.
        of : sequence of str
            Of which they are computed.
        give : callable
            Gets these, gives the value, or as many as there are names.
        by : str
            What the operation is called in the picture.
        site : str
            What of the submission is asked, ``Sigmoid.forward``; by default `by`.
        relative : float
            How far a right value may be off, relative to its largest entry.
        digits : int
            As many are shown at least.
        is_free : bool
            May correct code give other values, of the same shape?
        """
        given = _tuple(names)
        self._order += [(name, False) for name in given]
        self._operations.append(Operation(name=by, takes=tuple(of), gives=given))
        found = self._asked(given, of, self._forward, give, site or by, relative)
        self._forward |= {
            name: replace(each, is_free=is_free, digits=digits) for name, each in found.items()
        }

    def backward(
        self,
        names: Names,
        of: Sequence[str],
        give: Callable[..., Any],
        *,
        site: str,
        own: Callable[..., Any] | None = None,
        relative: float = RELATIVE,
    ) -> None:
        """Compute gradients of others.

        Parameters
        ----------
        names : str or tuple of str
            With respect to which values.
        of : sequence of str
            Of the gradients with respect to which values.
        give : callable
            Gets these, gives the gradient, or as many as there are names.
        site : str
            What of the submission is asked.
        own : callable, optional
            The submission's own forward: gets the values `names`, gives the first of `of`.
        relative : float
            How far a right gradient may be off, relative to its largest entry.
        """
        given = _tuple(names)
        self._order += [(name, True) for name in given]
        found = self._asked(given, of, self._gradient, give, site, relative)
        for place, name in enumerate(given):
            if own is not None and self._may_be_own(name, found[name]):
                numerical = self._numerical(given, place, of[0], own)
                found[name] = replace(found[name], own=numerical)
        self._gradient |= found

    def step(
        self,
        title: str,
        *layers: Mapping[str, str],
        weights: Sequence[str] = (),
        below: Sequence[str] = (),
    ) -> None:
        """Draw the numbers as a network, a step of several; see `grader.figures.Step`."""
        self._steps.append(
            Step(
                title=gettext(title),
                layers=tuple(map(dict, layers)),
                weights=tuple(weights),
                below=tuple(below),
            )
        )

    def chart(
        self, across: str, up: str, curves: Mapping[str, str], *, is_log: bool = False
    ) -> None:
        """Draw the numbers as curves; see `grader.figures.Chart`."""
        named = {gettext(label): name for label, name in curves.items()}
        self._chart = Chart(across=gettext(across), up=gettext(up), curves=named, is_log=is_log)

    def _may_be_own(self, name: str, gradient: Found) -> bool:
        """Could it be the gradient of their own forward, which isn't right?"""
        right = self._right.get(name)
        if gradient.value is None or right is None:
            return False
        if judged(gradient, right.gradient).verdict == "right":
            return False
        nodes = ((each, self._right.get(other)) for other, each in self._forward.items())
        verdicts = [judged(each, node.forward if node else None).verdict for each, node in nodes]
        return "wrong" in verdicts

    def _numerical(
        self, names: tuple[str, ...], place: int, of: str, own: Callable[..., Any]
    ) -> np.ndarray | None:
        """The numerical gradient of their own forward; None where it has none."""
        values = [self._forward[name].value if name in self._forward else None for name in names]
        dout = self._gradient[of].value if of in self._gradient else None
        at = values[place]
        if at is None or dout is None or any(value is None for value in values):
            return None

        def evaluate(points: Sequence[np.ndarray]) -> list[Any]:
            arguments = [(*values[:place], point, *values[place + 1 :]) for point in points]
            return [real_array(own(*each), "the output") for each in arguments]

        try:
            numerical = None if self._is_over else numerical_gradient(evaluate, at, dout)
            return numerical if np.any(numerical) else None  # zeros fit whatever gives zeros
        except WorkerFailed:
            self._is_over = True
            return None
        except (StudentError, Mismatch, *_UNFIT):
            return None

    def _asked(
        self,
        names: tuple[str, ...],
        of: Sequence[str],
        known: Mapping[str, Found],
        give: Callable[..., Any],
        site: str,
        relative: float,
    ) -> dict[str, Found]:
        """What the submission gives, by name; why not, where it doesn't.

        It gives nothing once it has lost its worker, nor where something before is missing.
        """
        values = [known[name].value if name in known else None for name in of]
        gradient = "d" if known is self._gradient else ""
        reason, is_unwritten = gettext(NOT_REACHED), True
        try:
            if not self._is_over and all(value is not None for value in values):
                parts = _parts(give, values, len(names))
                return {
                    name: Found(real_array(part, f"`{gradient}{name}`"), site, relative=relative)
                    for name, part in zip(names, parts, strict=True)
                }
        except WorkerFailed as failure:
            self._is_over, reason = True, str(failure)
        except StudentError as problem:
            is_unwritten = problem.built_in == "NotImplementedError"
            said = problem.text.split("\n")[0][:REASON_LIMIT]
            reason = gettext("not written yet") if is_unwritten else f"{problem.kind}: {said}"
            reason = reason.removesuffix(": ")
        except Mismatch as mismatch:
            reason, is_unwritten = mismatch.finding, False
        except _UNFIT:
            reason, is_unwritten = gettext(UNFIT), False
        self._lacks_something |= is_unwritten  # and what is missing from here on may be for that
        is_unwritten = self._lacks_something
        return {name: Found(None, site, reason, is_unwritten=is_unwritten) for name in names}

    def graph(self) -> Graph:
        """What was drawn, with each number's verdict."""
        nodes = []
        for name in self._names():
            node = self._right.get(name, Node(name=name))
            forward, gradient = self._forward.get(name), self._gradient.get(name)
            nodes.append(
                Node(
                    name=name,
                    forward=judged(forward, node.forward) if forward else None,
                    gradient=judged(gradient, node.gradient) if gradient else None,
                )
            )
        by_name = {node.name: node for node in nodes}
        wrong = []
        for name, is_gradient in self._order:
            number = by_name[name].gradient if is_gradient else by_name[name].forward
            if number is not None and number.verdict in ("wrong", "missing"):
                wrong.append((name, is_gradient))
        return Graph(
            title=gettext(self.title),
            nodes=tuple(nodes),
            operations=tuple(self._operations),
            first=min(wrong, key=self._is_unwritten, default=None),  # what is written comes first
            steps=tuple(self._steps),
            chart=self._chart,
            remark=gettext(self.remark) if self.remark else "",
        )

    def _names(self) -> list[str]:
        """The nodes' names in forward order; what has a gradient only stands where it comes by."""
        names, at = list(self._forward), len(self._forward)
        for name in self._gradient:
            if name not in names:
                names.insert(at, name)
            at = names.index(name)
        return names

    def _is_unwritten(self, number: tuple[str, bool]) -> bool:
        name, is_gradient = number
        return (self._gradient if is_gradient else self._forward)[name].is_unwritten


REASON_LIMIT: Final = 120
"""Longest part of an exception's text that is shown, in characters."""
NOT_REACHED: Final = gettext_noop("what comes before it is missing")
UNFIT: Final = gettext_noop("what came back isn't of the form that is asked for")
_UNFIT: Final = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError)
"""Raised where ``graph.py`` takes apart what came back, or computes with it, and can't."""


def _are(came: Any, count: int) -> bool:
    """Is it so many values? An array may hold them, too."""
    is_many = isinstance(came, (list, tuple)) or (isinstance(came, np.ndarray) and came.ndim > 0)
    return is_many and len(came) == count


def _tuple(names: Names) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _parts(give: Callable[..., Any], values: Sequence[Any], count: int) -> list[Any]:
    """What `give` gives of `values`, which must be so many values."""
    with np.errstate(all="ignore"):
        came = give(*values)
    if count == 1:
        return [came]
    if not _are(came, count):
        text = gettext("{count} values must come back").format(count=count)
        raise Mismatch("type", text)
    return list(came)
