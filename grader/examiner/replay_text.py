"""A replayed check as text for an instructor's terminal, which obeys nothing that is in it."""

from __future__ import annotations

from collections.abc import Iterator

from grader.examiner.replay import Case, Replayed
from grader.examiner.transcript import transcript
from grader.plain import clean, clean_lines
from grader.results import CheckResult

LONGEST = 20_000
"""Characters of one text."""


def replay_text(replayed: Replayed) -> str:
    """All of `replayed`, a section for each thing that there is to see."""
    sections = {
        "": _head(replayed.case),
        "NOT AS IT WAS GRADED": replayed.differences,
        f"The check, {clean(replayed.place)}": [
            f"{number:4}  {clean(line.expandtabs())}".rstrip() for number, line in replayed.source
        ],
        "What it asked": list(transcript(replayed.log)) or ["nothing"],
        "What came out": list(_outcome(replayed)),
        "Printed while it was loaded": _lines(replayed.printed),
        "Printed in the check": _lines(replayed.printed_in_check),
        "What the student was told": _told(replayed.case.check),
    }
    blocks = []
    for title, lines in sections.items():
        if lines:
            blocks.append("\n".join([title, *(f"  {line}" for line in lines)] if title else lines))
    return "\n\n".join(blocks)


def _lines(text: str) -> list[str]:
    return clean_lines(text.rstrip("\n"), LONGEST) if text else []


def _head(case: Case) -> list[str]:
    check, name = case.check, case.result.name
    rows = {
        "student": f"{case.result.student}, {name}" if name else case.result.student,
        "exercise": case.exercise.exercise,
        "file": case.exercise.file or "none",
        "check": f"{check.id}, {'hidden' if check.hidden else 'public'}",
        "title": check.title,
        "graded": _marks(check, check.override.score if check.override else check.score),
    }
    for override in (check.override, case.exercise.override):
        if override is not None:
            by = f"by {override.by}: {override.reason}"
            score = check.score if override is check.override else case.exercise.score
            rows["overridden"] = f"{score:g} points {by}"
    return [f"{label.ljust(10)}  {clean(text)}" for label, text in rows.items()]


def _marks(check: CheckResult, score: float) -> str:
    return f"{check.outcome}, {score:g} of {check.max_score:g}"


def _outcome(replayed: Replayed) -> Iterator[str]:
    check = replayed.check
    yield _marks(check, check.score)
    yield from _lines(replayed.finding)
    yield from (clean(frame) for frame in replayed.frames)
    if check.message and check.message != replayed.case.check.message:
        yield "the student would now be told:"
        yield from (f"  {line}" for line in _lines(check.message))


def _told(check: CheckResult) -> list[str]:
    lines = _lines(check.message) or ["nothing: it passed"]
    if check.diagnosis is not None:
        lines.append(f"misconception: {clean(check.diagnosis)}")
    return lines
