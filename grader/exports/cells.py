"""An exercise as nbgrader counts it: a grade cell for each check, its cases put together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from grader.course import Exercise
from grader.language import gettext, gettext_noop
from grader.results import CheckResult, ExerciseResult

COMMENT_LIMIT: Final = 4000
"""Longest comment of a check, in characters."""
RELEASE_AGAIN: Final = gettext_noop(
    "run `grader release --nbgrader`, then `nbgrader generate_assignment`"
)
"""What to do where nbgrader has other checks than the course."""


@dataclass(frozen=True)
class Cell:
    """A check as a cell: of one student with points and comment.

    Parameters
    ----------
    check : str
        The check's own name.
    comment : str
        Plain text, which may quote what the student wrote; see `as_markdown`.
    """

    name: str
    check: str
    title: str
    score: float
    max_score: float
    comment: str


def cell_names(checks: Mapping[str, bool]) -> dict[str, str]:
    """The name of each check's cell.

    Students see the names before they hand in. So a public check's cell is called like it, and
    hidden ones are numbered.

    Parameters
    ----------
    checks : mapping
        In the order of the exercise: whether a check is hidden, by its name.
    """
    hidden = [name for name, is_hidden in checks.items() if is_hidden]
    numbered = {name: f"hidden-{number}" for number, name in enumerate(hidden, start=1)}
    return {name: numbered.get(name, name) for name in checks}


def cells_to_fill(exercise: Exercise) -> list[Cell]:
    """The cells of an exercise of which nobody has points yet."""
    names = cell_names({check.name: check.is_hidden for check in exercise.checks})
    return [
        Cell(names[check.name], check.name, check.title, 0.0, check.points, "")
        for check in exercise.checks
    ]


def call_of(exercise: str, check: str) -> str:
    """What a check's cell runs in a notebook, be it for students or as a hidden test."""
    return f'grader.score("{exercise}", "{check}")'


def cells_of(exercise: ExerciseResult) -> list[Cell]:
    """The cells of an exercise; an override of it all is shared out over them."""
    groups: dict[str, list[CheckResult]] = {}
    for check in exercise.checks:
        groups.setdefault(check.id.split("[")[0], []).append(check)
    names = cell_names({name: checks[0].hidden for name, checks in groups.items()})
    whole = exercise.override
    share = exercise.score / exercise.max_score if whole and exercise.max_score else None
    hints = {found.misconception: found.hint for found in exercise.diagnoses}
    cells = []
    for name, checks in groups.items():
        points = sum(check.max_score for check in checks)
        score = sum(check.score for check in checks) if share is None else share * points
        texts = [decided_by(exercise), *(_comment(check, hints) for check in checks)]
        comment = "\n\n".join(text for text in dict.fromkeys(texts) if text)
        title = checks[0].title.removesuffix(f" {checks[0].id.removeprefix(name)}")
        cells.append(Cell(names[name], name, title, score, points, comment[:COMMENT_LIMIT]))
    return cells


def cells_of_a_student(exercise: ExerciseResult, known: list[Cell]) -> list[Cell]:
    """The cells of an exercise; where the grader failed and it has no checks, those of others."""
    if exercise.checks:
        return cells_of(exercise)
    share = exercise.score / exercise.max_score if exercise.max_score else 0.0
    comment = decided_by(exercise) or exercise.message
    return [replace(cell, score=share * cell.max_score, comment=comment) for cell in known]


def decided_by(marked: CheckResult | ExerciseResult) -> str:
    """Who decided on its score, if somebody did."""
    decided = marked.override
    if decided is None:
        return ""
    return gettext("Changed by {name}: {reason}").format(name=decided.by, reason=decided.reason)


def as_markdown(text: str) -> str:
    """`text` for where Markdown is shown as HTML: as code, so that nothing in it is markup."""
    if not text:
        return ""
    longest = max(map(len, re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _comment(check: CheckResult, hints: Mapping[str, str]) -> str:
    lines = []
    if decided := decided_by(check):
        lines.append(decided)
    if check.score < check.max_score:
        lines += [check.title, check.message]
    if hint := hints.get(check.diagnosis or ""):
        lines.append(hint)
    return "\n".join(lines)
