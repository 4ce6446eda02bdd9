"""What a check asked a submission and what it answered, as text: for instructors only."""

from __future__ import annotations

import reprlib
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from grader.language import gettext, gettext_noop
from grader.plain import clean_lines
from grader.sandbox.exchange import KIND_LIMIT, Exchange
from grader.sandbox.respondent import GIVEN, SUBMISSION
from grader.sandbox.wire import FUNCTION, GENERATOR, OBJECT, Incoming, unframed

MOST_QUESTIONS: Final = 500
MOST_CALLS: Final = 20
"""Calls that are shown of one question."""
ENTRIES: Final = 200
"""Entries up to which an array is shown whole."""
LONGEST: Final = 20_000
"""Characters of one call, or of one value."""
NO_VALUE: Final = gettext_noop(
    "no value came (it raised, it ended, it was late), or it was too much to keep"
)


def transcript(log: Sequence[Exchange]) -> Iterator[str]:
    """The questions of a check in their order, with arguments, and each with its reply."""
    kinds: dict[int, str] = {}
    asked = [exchange for exchange in log if unframed(exchange.question)[0][1] in _KINDS]
    for number, exchange in enumerate(asked[:MOST_QUESTIONS], start=1):
        head = f"{number:3}. "
        for text in _exchange(exchange, kinds):
            first, *rest = clean_lines(text, LONGEST)
            yield f"{head}{first}"
            yield from (f"     {line}" for line in rest)
            head = "     "
    if len(asked) > MOST_QUESTIONS:
        text = gettext("and {n} questions more").format(n=len(asked) - MOST_QUESTIONS)
        yield f"     {text}"


_KINDS: Final = ("call", "get", "take", "names")


@dataclass(frozen=True, repr=False)
class _Word:
    """What stands for something that isn't a value."""

    text: str

    def __repr__(self) -> str:
        return self.text


def _exchange(exchange: Exchange, kinds: dict[int, str]) -> Iterator[str]:
    """A question and its reply; `kinds` gets the classes of the objects that came up."""
    question, raw = unframed(exchange.question)
    kind, owner, fields = question[1], question[2], question[3:]
    object_ = _name(owner, kinds)
    if kind == "call":
        name, arguments, times = fields
        called = ".".join(part for part in (object_, name) if part)
        pairs = _incoming(raw, kinds).value(arguments)
        repeated = ""
        if times != 1:
            text = gettext("({times} times; the last value)").format(times=times)
            repeated = f"   {text}"
        answers = _answers(exchange, kinds)
        for at, (args, kwargs) in enumerate(pairs[:MOST_CALLS]):
            yield f"{called}{_arguments(args, kwargs)}{repeated}"
            yield from answers[at] if answers else ()
        if len(pairs) > MOST_CALLS:
            yield gettext("and {n} calls more").format(n=len(pairs) - MOST_CALLS)
        if not answers:
            yield f"-> {gettext(NO_VALUE)}"
        return
    if kind == "take":
        yield gettext("the first {n} items of {object}").format(n=fields[0], object=object_)
        yield from (_answers(exchange, kinds) or [[f"-> {gettext(NO_VALUE)}"]])[0]
        return
    if kind == "get":
        yield f"{object_}.{fields[0]}"
    elif object_:
        yield gettext("the names of {object}").format(object=object_)
    else:
        yield gettext("the names of the file")
    if exchange.reply is None:
        yield f"-> {gettext(NO_VALUE)}"
    else:
        message, raw = exchange.reply
        yield _given(_incoming(raw, kinds).value(message[2]), "-> ")


def _answers(exchange: Exchange, kinds: dict[int, str]) -> list[list[str]]:
    """What each call gave, and what it changed of its arguments; empty if no value came."""
    if exchange.reply is None:
        return []
    message, raw = exchange.reply
    incoming = _incoming(raw, kinds)
    answers = []
    for value, changed in message[2]:
        lines = [_given(incoming.value(value), "-> ")]
        for argument, node in changed:
            text = gettext("argument {argument} is now").format(argument=argument)
            lines.append(f"   {text}")
            lines.append(_given(incoming.value(node), "   "))
        answers.append(lines)
    return answers


def _incoming(raw: bytes, kinds: dict[int, str]) -> Incoming:
    def reference(tag: int, fields: list[Any]) -> _Word:
        if tag == OBJECT:
            if len(fields) > 1:  # a reply's: it names the class
                kinds[fields[0]] = fields[1][:KIND_LIMIT]
            return _Word(_name(fields[0], kinds))
        if tag == GENERATOR:
            entropy = ", ".join(str(int(part, 16)) for part in fields[0])
            key = f", spawn_key={tuple(fields[1:])}" if fields[1:] else ""
            return _Word(f"default_rng(SeedSequence([{entropy}]{key}))")
        return _Word(gettext("<function of the check>") if tag == FUNCTION else f"<{fields[0]}>")

    return Incoming(raw, reference)


def _name(owner: int, kinds: dict[int, str]) -> str:
    if owner in (SUBMISSION, GIVEN):
        return "" if owner == SUBMISSION else "given"
    return f"<{kinds.get(owner, 'object')} {owner}>"


def _arguments(args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """The arguments in brackets; on lines of their own, if they need several."""
    texts = [*map(_shown, args), *(f"{key}={_shown(kwargs[key])}" for key in kwargs)]
    if any("\n" in text for text in texts):
        return "(\n" + textwrap.indent(",\n".join(texts), "    ") + ")"
    return f"({', '.join(texts)})"


def _given(value: Any, before: str) -> str:
    """A value after `before`, its lines below each other."""
    return before + textwrap.indent(_shown(value), " " * len(before)).lstrip()


class _Values(reprlib.Repr):
    """Writes values as Python and numpy do, with all digits, and never too long."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlist = self.maxtuple = self.maxset = self.maxdict = 50
        self.maxstring = self.maxother = 500
        self.maxlong = 100

    def repr_ndarray(self, array: np.ndarray, _: int) -> str:
        with np.printoptions(threshold=ENTRIES, linewidth=95, floatmode="unique"):
            if array.size <= ENTRIES or array.ndim <= 2:
                return repr(array)
            first = repr(array.ravel()[:ENTRIES])
        text = gettext("{entries} (the first entries; its shape is {shape})")
        return text.format(entries=first, shape=array.shape)


_shown: Final = _Values().repr
