"""What a student is told of each check, in a terminal and in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from grader.exports import format_points
from grader.language import gettext
from grader.results import CheckResult
from grader.selfcheck.home import OUTCOMES


class Told(NamedTuple):
    """A check: its outcome in a word, its points, such as ``0.5/1``, and the lines below it."""

    check: CheckResult
    outcome: str
    worth: str
    lines: list[str]


def told_of(checks: Iterable[CheckResult]) -> Iterator[Told]:
    """What is said of each; a message that comes again isn't said again."""
    last = ""
    for check in checks:
        is_again = last == check.message != ""
        lines = [gettext("(the same again)")] if is_again else check.message.splitlines()
        if check.printed:
            lines += [gettext("Printed meanwhile:"), *check.printed.splitlines()]
        worth = f"{format_points(check.score)}/{format_points(check.max_score)}"
        yield Told(check, gettext(OUTCOMES[check.outcome]), worth, lines)
        last = check.message
