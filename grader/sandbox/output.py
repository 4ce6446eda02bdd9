"""What a submission prints; next to student code."""

from __future__ import annotations

import io
from typing import Final

OUTPUT_LIMIT: Final = 2000
"""Most characters that are kept: the last ones."""


class Output(io.TextIOBase):
    """Stands in the place of standard output and standard error."""

    def __init__(self) -> None:
        self._text = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._text = (self._text + text)[-2 * OUTPUT_LIMIT :]
        return len(text)

    def taken(self) -> str:
        """What was printed since the last time."""
        text, self._text = self._text, ""
        return text.strip("\n")[-OUTPUT_LIMIT:]
