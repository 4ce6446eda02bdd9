"""Which file of an exercise counts, where a student handed in more than one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from grader.intake.code import Code
from grader.language import gettext
from grader.sandbox.interactive import LEFT_OUT, as_python

_NOTHING = (b"#", LEFT_OUT.encode())


@dataclass(frozen=True)
class Work:
    """A file that may hold a student's work on an exercise.

    Parameters
    ----------
    file : str
        Its path in the student's folder.
    code : Code or None
        What is in it, unless it couldn't be read.
    problem : str
        Why it couldn't be read; empty if it could.
    """

    file: str
    code: Code | None = None
    problem: str = ""

    def lines(self) -> list[bytes]:
        """Its lines; of a notebook without what only notebooks know."""
        lines: list[bytes] = []
        for part in self.code.parts if self.code else ():
            of_part = part.source.splitlines()
            if part.cell:
                text = [line.decode("utf-8", "replace") for line in of_part]
                of_part = [line.encode("utf-8", "replace") for line in as_python(text)]
            lines += of_part
        return lines


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
    if len(works) == 1:
        return works[0], ""
    unreadable = [work for work in works if work.problem]
    readable = {work.file: _code(work.lines()) for work in works if not work.problem}
    least = min(map(_unwritten, readable.values()), default=0)
    if stub is None:
        worked_on = [file for file, code in readable.items() if _unwritten(code) == least]
    else:
        untouched = _of_stub(stub)
        worked_on = [file for file, code in readable.items() if code != untouched]
    if not worked_on:
        return (*unreadable, *works)[0], ""
    counts = min(worked_on, key=lambda file: _unwritten(readable[file]))
    chosen = next(work for work in works if work.file == counts)
    differing = [file for file in worked_on if readable[file] != readable[counts]]
    notes = []
    if differing:
        files = gettext(" and ").join((chosen.file, *differing))
        text = gettext("{files} have been worked on and differ; {file} counts.")
        notes.append(text.format(files=files, file=chosen.file))
    for work in unreadable:
        text = gettext("{file} was not looked at: {reason}.")
        notes.append(text.format(file=work.file, reason=work.problem))
    return chosen, " ".join(notes)


def is_given_out(works: Sequence[Work], stub: bytes | None) -> bool:
    """Are all of them still as the exercise was given out?"""
    if stub is None:
        return False
    untouched = _of_stub(stub)
    return all(not work.problem and _is_same(_lines(work.lines()), untouched) for work in works)


def _is_same(lines: Iterable[bytes], others: Sequence[bytes]) -> bool:
    """Are they the same lines? Mostly the first one that differs says no."""
    return all(one == other for one, other in itertools.zip_longest(lines, others))


@lru_cache(maxsize=256)
def _of_stub(stub: bytes) -> list[bytes]:
    return _code(stub.splitlines())


def _unwritten(code: Sequence[bytes]) -> int:
    """In how many places something is left to write."""
    return sum(line.lstrip().startswith(b"raise NotImplementedError(") for line in code)


def _code(lines: Sequence[bytes]) -> list[bytes]:
    return list(_lines(lines))


def _lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines that aren't blank, a comment or left out."""
    for line in lines:
        text = line.lstrip()
        if text and not text.startswith(_NOTHING):
            yield line.rstrip()
