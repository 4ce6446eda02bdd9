"""The form that a worker's replies must have; what is of another ends the worker.

They are believed to be values and nothing more, and are checked field by field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grader.language import gettext_noop
from grader.sandbox.allowance import Allowance
from grader.sandbox.exchange import (
    KIND_LIMIT,
    Answer,
    Handle,
    Opaque,
    StudentError,
    printable,
    unreadable,
)
from grader.sandbox.output import OUTPUT_LIMIT
from grader.sandbox.respondent import NAMES_LIMIT, TRACE_LIMIT
from grader.sandbox.wire import OBJECT, OPAQUE, Incoming, Node, WireError, parse


@dataclass(frozen=True)
class Reply:
    """What answers a question; `node` is the value in `message`, and `incoming` reads it."""

    node: Node
    message: list[Any]
    raw: bytes
    size: int
    incoming: Incoming


def as_answer(reply: Node, incoming: Incoming) -> Answer:
    """A value, and what became of the arguments that it came from.

    Raises
    ------
    WorkerFailed
        Here and in all that follows, if it isn't of the form.
    """
    if type(reply) is not list or len(reply) != 2 or type(reply[1]) is not list:
        raise unreadable(gettext_noop("a value of the wrong form"))
    value = decoded(reply[0], incoming)
    changed = {}
    for pair in reply[1]:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (int, str):
            raise unreadable(gettext_noop("a modified argument of the wrong form"))
        changed[pair[0]] = decoded(pair[1], incoming)
    return Answer(value, changed)


def as_reference(tag: int, fields: list[Any]) -> Handle | Opaque:
    """What stands for a value that stays in the worker.

    Raises
    ------
    WireError
        If it isn't of the form; for an `Incoming`, which asks for it.
    """
    if tag == OPAQUE and len(fields) == 1 and type(fields[0]) is str:
        return Opaque(printable(fields[0][:100]))
    if tag != OBJECT or len(fields) < 3:
        raise WireError(gettext_noop("a reference of an unknown kind"))
    number, kind, is_iterable, *methods = fields
    if type(number) is not int or number <= 0 or type(kind) is not str:
        raise WireError(gettext_noop("an object without a number or a class"))
    if len(methods) > NAMES_LIMIT or not all(type(name) is str for name in methods):
        raise WireError(gettext_noop("an object with methods of the wrong form"))
    kind = printable(kind[:KIND_LIMIT])
    return Handle(number, kind, is_iterable is True, frozenset(methods))


def as_text(value: Any) -> str:
    """A text that may be shown, cut at `OUTPUT_LIMIT` characters."""
    if type(value) is not str:
        raise unreadable(gettext_noop("a text of the wrong form"))
    return printable(value[:OUTPUT_LIMIT])


def as_names(names: Any) -> frozenset[str]:
    """The names that a module or an object has."""
    is_list = type(names) is list and len(names) <= NAMES_LIMIT
    if not is_list or not all(type(name) is str for name in names):
        raise unreadable(gettext_noop("names of the wrong form"))
    return frozenset(names)


def as_message(structure: bytes) -> list[Any]:
    """The structure of a frame, whose values are still nodes."""
    try:
        return parse(structure)
    except WireError as problem:
        raise unreadable(str(problem)) from None


def decoded(node: Node, incoming: Incoming) -> Any:
    """The value of `node`."""
    try:
        return incoming.value(node)
    except WireError as problem:
        raise unreadable(str(problem)) from None


def finish(incoming: Incoming, allowance: Allowance) -> None:
    """Count the values that came in; nothing may be left over of them."""
    allowance.count(values=incoming.nodes)
    try:
        incoming.finish()
    except WireError as problem:
        raise unreadable(str(problem)) from None


def as_error(rest: list[Any]) -> StudentError:
    """An exception of the submission's, with the places that it came by."""
    texts, places = rest[:3], rest[3:]
    is_of_form = (
        [type(text) for text in texts] == [str, str, str]
        and {type(place) for place in places} == {int}
        and len(places) % 2 == 0
        and len(places) <= 2 * TRACE_LIMIT
    )
    if not is_of_form:
        raise unreadable(gettext_noop("an exception of the wrong form"))
    return StudentError(*texts, *places)
