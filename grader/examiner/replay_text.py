"""A replayed check as text for an instructor's terminal, which obeys nothing that is in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grader.examiner.replay import Case, Replayed
from grader.examiner.transcript import transcript
from grader.language import gettext, gettext_noop
from grader.plain import clean, clean_lines, padded
from grader.results import CheckResult

LONGEST = 20_000
"""Characters of one text."""
OUTCOMES: Final = (
    gettext_noop("passed"),
    gettext_noop("failed"),
    gettext_noop("error"),
    gettext_noop("timeout"),
)
"""What a check can come to (`grader.results.Outcome`), for translators."""


def replay_text(replayed: Replayed) -> str:
    """All of `replayed`, a section for each thing that there is to see."""
    sections = {
        "": _head(replayed.case),
        gettext("NOT AS IT WAS GRADED"): replayed.differences,
        gettext("The check, {place}").format(place=clean(replayed.place)): [
            f"{number:4}  {clean(line.expandtabs())}".rstrip() for number, line in replayed.source
        ],
        gettext("What it asked"): list(transcript(replayed.log)) or [gettext("nothing")],
        gettext("What came out"): list(_outcome(replayed)),
        gettext("Printed while it was loaded"): _lines(replayed.printed),
        gettext("Printed in the check"): _lines(replayed.printed_in_check),
        gettext("What the student was told"): _told(replayed.case.check),
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
    kind = gettext("hidden") if check.hidden else gettext("public")
    rows = {
        gettext("student"): f"{case.result.student}, {name}" if name else case.result.student,
        gettext("exercise"): case.exercise.exercise,
        gettext("file"): case.exercise.file or gettext("none"),
        gettext("check"): f"{check.id}, {kind}",
        gettext("title"): check.title,
        gettext("graded"): _marks(check, check.override.score if check.override else check.score),
    }
    for override in (check.override, case.exercise.override):
        if override is not None:
            score = check.score if override is check.override else case.exercise.score
            rows[gettext("overridden")] = gettext("{score:g} points by {by}: {reason}").format(
                score=score, by=override.by, reason=override.reason
            )
    return [f"{padded(label, 10)}  {clean(text)}" for label, text in rows.items()]


def _marks(check: CheckResult, score: float) -> str:
    text = gettext("{outcome}, {score:g} of {points:g}")
    return text.format(outcome=gettext(check.outcome), score=score, points=check.max_score)


def _outcome(replayed: Replayed) -> Iterator[str]:
    check = replayed.check
    yield _marks(check, check.score)
    yield from _lines(replayed.finding)
    yield from (clean(frame) for frame in replayed.frames)
    if check.message and check.message != replayed.case.check.message:
        yield gettext("the student would now be told:")
        yield from (f"  {line}" for line in _lines(check.message))


def _told(check: CheckResult) -> list[str]:
    lines = _lines(check.message) or [gettext("nothing: it passed")]
    if check.diagnosis is not None:
        text = gettext("misconception: {name}")
        lines.append(text.format(name=clean(check.diagnosis)))
    return lines
