"""``grader.check("sigmoid")`` in a cell: checks what the notebook has defined so far."""

from __future__ import annotations

import contextlib
import html
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from grader.bundle import find_exercises
from grader.course import Exercise
from grader.drawings.text import text_of
from grader.drawings.words import look_first
from grader.errors import GraderError
from grader.plain import padded
from grader.selfcheck.home import Checked, Explained, Home
from grader.selfcheck.telling import Told, told_of

Shown = TypeVar("Shown")


class Report:
    """What a notebook shows of a check: HTML where it can, else text."""

    def __init__(self, checked: Checked) -> None:
        self.checked = checked

    def _repr_html_(self) -> str:
        one = self.checked
        rows = "".join(map(_row, told_of(one.result.checks)))
        body = f"<table>{rows}</table>"
        if one.result.status != "graded":
            body = f"<pre>{html.escape(one.result.message)}</pre>"
        notes = [*one.result.notes, self._advice]
        body += "".join(f"<p>{html.escape(note)}</p>" for note in notes if note)
        return f"<div><p><strong>{html.escape(one.heading)}</strong></p>{body}</div>"

    def __repr__(self) -> str:
        lines = [self.checked.heading]
        for told in told_of(self.checked.result.checks):
            lines.append(f"  {padded(told.outcome, 7)} [{told.worth}] {told.check.title}")
            lines += [f"      {line}" for line in told.lines]
        return "\n".join([*lines, *([self._advice] if self._advice else ())])

    @property
    def _advice(self) -> str:
        return self.checked.advice(f'grader.explain("{self.checked.exercise.name}")')


class Trouble:
    """Why nothing could be checked, in a sentence."""

    def __init__(self, text: str) -> None:
        self.text = text

    def _repr_html_(self) -> str:
        return f"<p><strong>{html.escape(self.text)}</strong></p>"

    def __repr__(self) -> str:
        return self.text


def check(exercise: str) -> Report | Trouble:
    """Check what the notebook has defined so far for `exercise`.

    Parameters
    ----------
    exercise : str
        The exercise's name, ``"sigmoid"`` say.

    Returns
    -------
    object
        Shows itself as HTML in JupyterLab and VS Code, as text elsewhere.
    """
    return _at_home(exercise, lambda home, *own: Report(home.check(*own)))


class Picture:
    """What a notebook shows of an explanation: a picture where it can, else text."""

    def __init__(self, explained: Explained) -> None:
        self.explained = explained

    def _repr_html_(self) -> str:
        from grader.drawings.svg import svg_of

        graph = self.explained.graph
        if graph is None:
            return f"<pre>{html.escape(self.explained.message)}</pre>"
        try:
            picture = svg_of(graph)
        except GraderError as problem:  # the library for it isn't there
            return f"<p>{html.escape(str(problem))}</p><pre>{html.escape(repr(self))}</pre>"
        told = [graph.title, graph.remark, look_first(graph)]
        return picture + "".join(f"<p>{html.escape(text)}</p>" for text in told if text)

    def __repr__(self) -> str:
        if self.explained.graph is None:
            return self.explained.message
        return "\n".join(text_of(self.explained.graph))


def explain(exercise: str) -> Picture | Trouble:
    """Show the computational graph of `exercise` with the numbers of what the notebook defines.

    Parameters
    ----------
    exercise : str
        The exercise's name, ``"sigmoid"`` say.

    Returns
    -------
    object
        Shows itself as a picture in JupyterLab and VS Code, as text elsewhere.
    """
    return _at_home(exercise, lambda home, *own: Picture(home.explain(*own)))


def _at_home(
    exercise: str, show: Callable[[Home, Exercise, ModuleType | None], Shown]
) -> Shown | Trouble:
    """What `show` makes of the exercise and of what the notebook has defined."""
    try:
        course = find_exercises(Path.cwd(), [exercise])
        with contextlib.closing(Home(course)) as home:
            return show(home, course.exercises[0], defined(exercise))
    except GraderError as problem:
        return Trouble(str(problem))


def defined(exercise: str) -> ModuleType | None:
    """What the notebook has defined, as a module; None outside a notebook."""
    shell: Any = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return None
    module = ModuleType(exercise)
    module.__dict__.update(shell.user_ns)
    return module


def _row(told: Told) -> str:
    colour = "#1a7f37" if told.check.outcome == "passed" else "#cf222e"
    message = f"<pre>{html.escape(chr(10).join(told.lines))}</pre>" if told.lines else ""
    return (
        f'<tr><td style="color:{colour};text-align:left;vertical-align:top">'
        f"{html.escape(told.outcome)}</td>"
        f'<td style="vertical-align:top">{told.worth}</td>'
        f'<td style="text-align:left">{html.escape(told.check.title)}{message}</td></tr>'
    )
