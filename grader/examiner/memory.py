"""What checks came to, by the answers that they got.

All that a check knows of a submission are the answers to its questions and the names that the file
defines; all else, random numbers included, is the same for everybody. So the same answers come to
the same, and most students answer most checks like somebody before them. What is remembered is what
a check said of them; no answer is ever taken from it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec

from grader.examiner.compare import Mismatch
from grader.sandbox.exchange import Exchange, StudentError

MOST: Final = 3_000
"""Results of checks, and of diagnoses, that are remembered."""
LARGEST: Final = 2**16
"""Bytes of a check's answers, and of what it says of them, up to which its result is."""

_T = TypeVar("_T")


class CheckOutcome(NamedTuple):
    """What a check came to.

    Parameters
    ----------
    raised : AssertionError, StudentError or None
        What came out of it; None if it passed.
    log : list of Exchange
        Its questions with their replies.
    carried : frozenset of str
        The sites of the forwards whose errors it carried forward.
    """

    raised: BaseException | None
    log: list[Exchange]
    carried: frozenset[str]

    def is_worth_it(self) -> bool:
        """Is it the check's own word, and short?"""
        if not isinstance(self.raised, (AssertionError, StudentError, type(None))):
            return False
        gradients = self.raised.gradients if isinstance(self.raised, Mismatch) else None
        size = sum(gradient.nbytes for gradient in (gradients or ())[1:])
        return size + len(str(self.raised)) < LARGEST


class Memory(Generic[_T]):
    """Keeps what was met last."""

    def __init__(self) -> None:
        self._known: dict[bytes, _T] = {}

    def recall(self, key: bytes) -> _T | None:
        """What is known under `key`."""
        known = self._known.pop(key, None)
        if known is not None:
            self._known[key] = known
        return known

    def keep(self, key: bytes, value: _T) -> None:
        """Have `value` known under `key`."""
        self._known[key] = value
        if len(self._known) > MOST:
            del self._known[next(iter(self._known))]


def key_of(*parts: bytes) -> bytes:
    """One for these parts in this order."""
    lengths = struct.pack(f"<{len(parts) + 1}Q", len(parts), *map(len, parts))
    return blake2b(lengths + b"".join(parts), digest_size=32).digest()


def key_of_logs(logs: Mapping[str, Sequence[Exchange]]) -> bytes | None:
    """One for an exercise's questions and replies; None if it isn't known what was asked."""
    parts: list[bytes] = []
    for check, log in logs.items():
        parts.append(check.encode())
        for each in log:
            if each.functions:
                return None
            message, raw = each.reply or ([each.is_too_much], b"")
            parts += [each.site.encode(), each.question, msgspec.msgpack.encode(message), raw]
    return key_of(*parts)
