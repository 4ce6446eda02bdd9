"""A student's checks as text in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from grader.exports import format_points
from grader.language import gettext
from grader.plain import padded
from grader.results import CheckResult
from grader.selfcheck.home import Checked
from grader.selfcheck.telling import told_of

_STYLES = {"passed": "green", "failed": "red", "error": "red", "timeout": "red"}


def show(console: Console, checked: Sequence[Checked], *, is_brief: bool = False) -> None:
    """Print each exercise with its checks, and a line for all of them.

    Parameters
    ----------
    is_brief : bool
        Give an exercise of which nothing is written yet a line only?
    """
    for one, following in zip(checked, [*checked[1:], None], strict=True):
        is_line = is_brief and one.is_unwritten
        if is_line:
            _show_line(console, one)
        else:
            _show_exercise(console, one)
        if not (is_line and following and following.is_unwritten):
            console.print()
    if len(checked) > 1:
        score, points = sum(c.result.score for c in checked), sum(c.points for c in checked)
        text = gettext("Together {score} of {points} points.")
        console.print(text.format(score=format_points(score), points=format_points(points)))


def _show_line(console: Console, one: Checked) -> None:
    where = one.result.checks[0].message.partition("\n")[0]
    line = Text.assemble((one.short_heading, "bold"), f". {where}")
    console.print(line, soft_wrap=True)


def _show_exercise(console: Console, one: Checked) -> None:
    console.print(Text(one.heading, "bold green" if one.is_passed else "bold"), soft_wrap=True)
    if one.result.status == "graded":
        _show_checks(console, one.result.checks)
    if one.result.message:
        _show_message(console, one.result.message)
    for note in (*one.result.notes, one.advice(f"grader explain {one.exercise.name}")):
        _show_message(console, note)


def _show_checks(console: Console, checks: Sequence[CheckResult]) -> None:
    for told in told_of(checks):
        outcome = padded(told.outcome, 7), _STYLES[told.check.outcome]
        line = Text.assemble("  ", outcome, f" [{told.worth}] ", told.check.title)
        console.print(line, soft_wrap=True)
        _show_message(console, "\n".join(told.lines))


def _show_message(console: Console, message: str) -> None:
    for line in message.splitlines():
        console.print(Text(f"      {line}"), soft_wrap=True)
