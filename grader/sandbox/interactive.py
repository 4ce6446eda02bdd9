"""What only a notebook understands: lines such as ``%matplotlib inline``, and calls that check it.

Leaving such a line out must not touch Python that looks like it: ``%`` may begin a line inside
brackets or a text. So lines are followed as Python's own tokenizer would: a statement begins where
no bracket and no text is open, and no statement of Python begins with ``%``, ``!`` or ``?``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

LEFT_OUT: Final = "pass  # left out: "
"""What stands before a line that is left out; no line is lost, so that their numbers stay."""

_CELL_MAGIC = re.compile(r"%%(?!(?:time|capture)\b)")
"""A cell that isn't Python, or isn't run by itself; the two excepted run it as it is."""
_MAGIC = re.compile(r"[%!?]|[\w.]++\s*+\?{1,2}\s*+$")
_CHECKING = re.compile(
    r"(import\s++grader\s*+;\s*+)?grader\.(check|score)\(|import\s++grader\s*+;?\s*+(#|$)"
)
_MARK = re.compile(r"\s*[%!?]|.*(\?\s*$|grader)", re.DOTALL)
"""What a line begins with, or holds, that may be left out: most cells have none."""
_OPENER = re.compile(r"""\#.* | ""\" | ''' | ["'] | [(\[{] | [)\]}] | \\$""", re.VERBOSE)
_ENDS = {quote: re.compile(rf"(?:[^\\]|\\.)*?{quote}") for quote in ("'''", '"""', "'", '"')}


def as_python(lines: Sequence[str]) -> list[str]:
    """The lines of a cell as Python takes them: as many, with what isn't Python left out."""
    if not any(map(_MARK.match, lines)):
        return list(lines)
    first = next((line.strip() for line in lines if line.strip()), "")
    if _CELL_MAGIC.match(first):
        return [f"# {line}" for line in lines]
    state = _State()
    is_left_out = False
    kept = []
    for line in lines:
        text = line.lstrip()
        indent = line[: len(line) - len(text)]
        if state.is_at_statement and _MAGIC.match(text):
            kept.append(f"{indent}{LEFT_OUT}{text}")
            continue  # what looks like a bracket or a text in it is none
        mark = "# "
        if state.is_at_statement:
            is_left_out, mark = _CHECKING.match(text) is not None, LEFT_OUT
        kept.append(f"{indent}{mark}{text}" if is_left_out else line)
        state.read(line)
    return kept


class _State:
    """Where the end of a line leaves Python's tokenizer."""

    def __init__(self) -> None:
        self._quote = ""
        self._depth = 0
        self._is_continued = False

    @property
    def is_at_statement(self) -> bool:
        return not (self._quote or self._depth or self._is_continued)

    def read(self, line: str) -> None:
        """Go on to the end of `line`."""
        self._is_continued = False
        place = 0
        while place < len(line):
            if self._quote:
                end = _ENDS[self._quote].match(line, place)
                if end is None:
                    break
                self._quote, place = "", end.end()
            elif found := _OPENER.search(line, place):
                self._meet(found.group())
                place = found.end()
            else:
                break
        if len(self._quote) == 1 and not line.endswith("\\"):
            self._quote = ""  # a text that nobody closed: an error of Python's, in this line

    def _meet(self, mark: str) -> None:
        if mark[0] in "\"'":
            self._quote = mark
        elif mark in "([{":
            self._depth += 1
        elif mark in ")]}":
            self._depth = max(self._depth - 1, 0)
        elif mark == "\\":
            self._is_continued = True
