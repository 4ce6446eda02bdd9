"""Which file of an exercise counts, where a student handed in more than one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.intake.interactive import LEFT_OUT


@dataclass(frozen=True)
class Work:
    """A file that may hold a student's work on an exercise.

    Parameters
    ----------
    file : str
        Its path in the student's folder.
    source : bytes
        As Python.
    cells : tuple of int
        Of a notebook, the line of the source before the first one of each cell.
    problem : str
        Why it couldn't be read; empty if it could.
    """

    file: str
    source: bytes = b""
    cells: tuple[int, ...] = ()
    problem: str = ""


def choose(works: Sequence[Work], stub: bytes | None) -> tuple[Work, str]:
    """The one that counts, and what is to be said of the others.

    What is still as the exercise was given out gives way to what has been worked on. Of several
    that have been, the one counts in which least is left to write, and of these the first; the
    others are named, unless their code is the same. A file that can't be read may hold the work: it
    counts if nothing else has been worked on.

    Parameters
    ----------
    works : sequence of Work
        At least one, in the order in which they count.
    stub : bytes or None
        The exercise as it was given out. Where that isn't known, a file counts as untouched if
        there is one in which less is left to write.
    """
    unreadable = [work for work in works if work.problem]
    readable = [work for work in works if not work.problem]
    least = min(map(_unwritten, readable), default=0)
    if stub is None:
        worked_on = [work for work in readable if _unwritten(work) == least]
    else:
        worked_on = [work for work in readable if _code(work.source) != _code(stub)]
    if not worked_on:
        return (*unreadable, *works)[0], ""
    chosen = min(worked_on, key=_unwritten)
    differing = [work.file for work in worked_on if _code(work.source) != _code(chosen.source)]
    notes = []
    if differing:
        files = " and ".join((chosen.file, *differing))
        notes.append(f"{files} have been worked on and differ; {chosen.file} counts.")
    notes += [f"{work.file} was not looked at: {work.problem}." for work in unreadable]
    return chosen, " ".join(notes)


def _unwritten(work: Work) -> int:
    """In how many places something is left to write."""
    return len(re.findall(rb"^\s*raise NotImplementedError\(", work.source, re.MULTILINE))


def _code(source: bytes) -> list[bytes]:
    """The lines that aren't blank, a comment or left out."""
    nothing = (b"#", LEFT_OUT.encode())
    lines = ((line.rstrip(), line.lstrip()) for line in source.splitlines())
    return [line for line, text in lines if text and not text.startswith(nothing)]
