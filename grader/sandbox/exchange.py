"""What is asked of a worker and what comes back, as values: nothing of it is more than that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from grader.language import gettext, gettext_noop
from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.respondent import TEXT_LIMIT

KIND_LIMIT = 80
"""Longest class name that is kept, in characters; of an exception's text, `TEXT_LIMIT`."""

OF_THE_WIRE: Final = (
    gettext_noop("the frame is larger than the limit"),
    gettext_noop("a list is not part of the wire format"),
    gettext_noop("nested too deep"),
    gettext_noop("it holds more than 300000 values"),
    gettext_noop("an array of an unknown dtype"),
    gettext_noop("an array of an impossible shape"),
    gettext_noop("a numpy scalar of an unknown dtype"),
    gettext_noop("bytes without a length"),
    gettext_noop("more data is named than there is"),
    gettext_noop("the frame holds data that nothing names"),
    gettext_noop("a dict with a key that has no value"),
    gettext_noop("a set or dict of too many or of other things than texts and integers"),
    gettext_noop("a complex number that is none"),
    gettext_noop("an integer that is none"),
)
"""What `grader.sandbox.wire` says of what can't be read; next to student code nobody translates."""

BUILT_IN_ERRORS = frozenset(
    name
    for name, kind in vars(__import__("builtins")).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)


class StudentError(Exception):
    """An exception that came out of the submission's code.

    Attributes
    ----------
    kind : str
        Its class, by the submission's own word.
    built_in : str
        The built-in class that it comes from: one of a fixed set, so it can carry nothing out.
    text : str
        What it says, by the submission's own word.
    places : tuple of (int, int)
        The frames in the submission's files, the outermost first: the file's position among them
        and the line, -1 and 0 if unknown.
    file, line : int
        The innermost of them: where it was raised.
    """

    def __init__(self, kind: str, built_in: str, text: str, *places: int) -> None:
        self.kind = printable(kind[:KIND_LIMIT])
        self.built_in = built_in if built_in in BUILT_IN_ERRORS else "Exception"
        self.text = printable(text[:TEXT_LIMIT])
        self.places = tuple(zip(places[::2], places[1::2], strict=True))
        self.file, self.line = self.places[-1]
        super().__init__(f"{self.kind}: {self.text} (line {self.line})")


def unreadable(what: str) -> WorkerFailed:
    """What to raise where that which came back is no value; `what` says it in English."""
    text = gettext("what it sent back can't be read: {what}")
    return WorkerFailed(text.format(what=gettext(what)))


def printable(text: str) -> str:
    """`text` without what can't be shown."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text)


Calls = Sequence[tuple[tuple[Any, ...], dict[str, Any]]]
"""Positional and keyword arguments of each call of a question."""
Received = tuple[bytes, bytes]
"""The structure and the raw part of a message from a worker, which nobody has looked into."""


@dataclass(frozen=True)
class Handle:
    """An object that stays in the worker.

    Parameters
    ----------
    number : int
        Its number there.
    kind : str
        The name of its class, by the worker's word; so is the rest.
    """

    number: int
    kind: str
    is_iterable: bool
    methods: frozenset[str]

    def wire_handle(self) -> Handle:
        """What stands for it on the wire."""
        return self


@dataclass(frozen=True)
class Opaque:
    """Something that can't cross and that nothing can be done with, an array of strings say."""

    description: str


@dataclass
class Exchange:
    """A question with its reply, as they were sent: what diagnosis and replay work from.

    Parameters
    ----------
    site : str
        What was asked, by the names that the check used: ``Sigmoid.backward``.
    question : bytes
        The question's frame.
    functions : list of callable
        The functions that the check had passed so far; the question names them by position.
    reply : tuple or None
        The structure and raw part of the value that came, as they came; None if none did, or if it
        was too much to keep.
    is_too_much : bool
        Did a value come that was too much to keep?
    size : int
        Bytes of the reply.
    """

    site: str
    question: bytes
    functions: list[Callable[..., Any]]
    reply: tuple[list[Any], bytes] | None = None
    is_too_much: bool = False
    size: int = 0


class Foreseen:
    """A question that is known before it is asked.

    Parameters
    ----------
    frame : bytes
        As it is sent.
    asked : tuple or None
        Of a call: owner, name, arguments and times, as `Conversation.call` has them.
    """

    def __init__(self, frame: bytes, asked: tuple[Any, ...] | None = None) -> None:
        self.frame = frame
        self._asked = None if asked is None else _kept(asked)

    def is_call(self, *asked: Any) -> bool:
        """Is it this call? It is cheaper to see than to write the frame again."""
        return self._asked is not None and _is_same(asked, self._asked)


def _kept(value: Any) -> Any:
    """`value` as it is now."""
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(_kept(item) for item in value)
    if type(value) is dict:
        return {key: _kept(item) for key, item in value.items()}
    handle = getattr(type(value), "wire_handle", None)
    return value if handle is None else handle(value)


def _is_same(value: Any, kept: Any) -> bool:
    """Would `value` cross as `kept` did? Where that isn't seen at once, no."""
    kind = type(kept)
    if kind is Handle:
        handle = getattr(type(value), "wire_handle", None)
        return handle is not None and bool(handle(value).number == kept.number)
    if type(value) is not kind:
        return False
    if kind is np.ndarray:
        is_like = bool(value.dtype == kept.dtype) and value.shape == kept.shape
        return is_like and bool(value.tobytes() == kept.tobytes())
    if kind in (list, tuple):
        return len(value) == len(kept) and all(map(_is_same, value, kept))
    if kind is dict:
        return list(value) == list(kept) and all(_is_same(value[key], kept[key]) for key in kept)
    if kind is float:
        return bool(value.hex() == kept.hex())
    return kind in (int, str, bool, type(None)) and bool(value == kept)


@dataclass
class Answer:
    """What a call gave.

    Parameters
    ----------
    value : object
    changed : dict
        Arguments that the call modified in place, under their position or name, as it left them.
    """

    value: Any
    changed: dict[int | str, Any] = field(default_factory=dict)
