"""The figures of a run, as the Markdown table that docs/security.md quotes."""

from __future__ import annotations

from collections.abc import Sequence

from hostile.classroom import EXERCISE_SECONDS, JOBS, Graded
from hostile.entries import Entry

OF_THE_MACHINE = ("layers", "wall seconds")
"""Rows that another machine has others of."""


def figures(graded: Graded, entries: Sequence[Entry]) -> dict[str, str]:
    """What a run gave, by the name of each figure."""
    outputs = [path.read_text() for path in graded.written()]
    outputs += [graded.stdout, graded.stderr]
    secrets = (graded.canary, "LOOT")
    layers = next(iter(graded.results.values())).confinement
    return {
        "submissions that try something": str(len(entries)),
        "honest students among them": str(len(graded.honest)),
        "scores above what the submission deserves": str(
            sum(graded.results[entry.shown].score > _deserved(entry) for entry in entries)
        ),
        "scores below what the submission deserves": str(
            sum(graded.results[entry.shown].score < _deserved(entry) for entry in entries)
        ),
        "honest students without full marks": str(len(graded.hurt)),
        "secrets found or let out": str(sum(text.count(s) for text in outputs for s in secrets)),
        "processes left": str(len(graded.left)),
        "files left or changed": str(len(graded.changes)),
        "layers": ", ".join(layers),
        "wall seconds": f"{graded.seconds:.0f}",
        "budget in seconds": (
            f"{graded.budget:.0f} ({graded.students} students, "
            f"{EXERCISE_SECONDS:g} s for an exercise, {JOBS} at a time)"
        ),
    }


def _deserved(entry: Entry) -> float:
    return sum(entry.deserves.values())


def table(rows: dict[str, str]) -> str:
    """The figures as Markdown."""
    return "".join(["| | |\n|---|---|\n", *(f"| {name} | {rows[name]} |\n" for name in rows)])


def read_table(text: str) -> dict[str, str]:
    """The figures of a table that `table` wrote."""
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return {row[0]: row[1] for row in cells if len(row) == 2 and row[0].strip("-")}
