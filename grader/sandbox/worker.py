"""The untrusted side: runs one exercise of one submission and answers the examiner's questions.

Imports the standard library, numpy, msgspec and the wire, and nothing else of the grader, so that
its memory never holds a secret. Student code shares this process and may rewrite all of it; that
gains nothing, since everything sent from here is taken for no more than a value.

Messages are lists that start with the number of the question they belong to:

==========  ====================================================================================
question    fields
==========  ====================================================================================
load        module name, file name, source: make it a module
call        epoch, owner, name, [[args, kwargs], ...], times: call ``owner.name`` with each pair
get         epoch, owner, name: fetch an attribute
take        epoch, object, most: iterate over it, `most` items at most
answer      value: what the function called back gave
refuse      text: the function called back failed
==========  ====================================================================================

An owner is 0 for the submission's module, -1 for the module that the exercise hands out, else the
number of an object that an earlier call gave. The epoch grows from check to check; objects of an
earlier one are forgotten.

==========  ====================================================================================
reply       fields
==========  ====================================================================================
value       what was asked for; to ``call`` a list of [value, {argument: value left behind}]
raised      class, nearest built-in class, text, line (0: unknown): an exception came out
callback    function, args: call it, and send ``answer`` or ``refuse`` under the same number
==========  ====================================================================================
"""

from __future__ import annotations

import builtins
import itertools
import os
import sys
import types
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from grader.sandbox.wire import (
    DEPTH_LIMIT,
    FUNCTION,
    GENERATOR,
    HEADER,
    OBJECT,
    OPAQUE,
    Incoming,
    Node,
    Outgoing,
    WireError,
    parse,
    sizes,
)

TEXT_LIMIT: Final = 2000
"""Longest exception text that is sent, in characters."""
METHODS_LIMIT: Final = 200
"""Most method names that are sent with an object."""

READ_BYTES: Final = 2**16

SUBMISSION, GIVEN = 0, -1


def serve(descriptor: int) -> None:
    """Answer questions on `descriptor` until the examiner hangs up."""
    _Worker(descriptor).serve()


def refusal(problem: BaseException) -> bytes:
    """A frame that says why this worker never started."""
    return Outgoing(_opaque).frame([0, "unconfined", f"{type(problem).__name__}: {problem}"])


class MissingName(AttributeError):
    """The submission doesn't have a name that was asked for."""


class _Worker:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._number = 0
        self._epoch = 0
        self._roots: dict[int, Any] = {}
        self._objects: dict[int, Any] = {}
        self._names = itertools.count(1)
        self._kinds: dict[type, list[Any]] = {}
        self._file = ""
        self._received = bytearray()

    def serve(self) -> None:
        self._send([0, "ready"])
        while True:
            question, raw = self._receive()
            self._number = question[0]
            try:
                reply = getattr(self, f"_{question[1]}")(Incoming(raw, self._sent), *question[2:])
            except WireError as problem:
                reply = self._frame(
                    "raised", "WireError", "ValueError", f"what came back: {problem}", 0
                )
            except BaseException as problem:
                reply = self._frame("raised", *_report(problem, self._file))
            self._write(reply)

    # --- questions ---------------------------------------------------------------------------

    def _load(self, _: Incoming, name: str, file: str, source: bytes) -> bytes:
        module = types.ModuleType(name)
        module.__file__ = file
        sys.modules[name] = module
        self._file = file
        self._roots[GIVEN if name == "given" else SUBMISSION] = module
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
        return self._frame("value", None)

    def _call(
        self, sent: Incoming, epoch: int, owner: int, name: str | None, calls: Node, times: int
    ) -> bytes:
        function = self._found(epoch, owner, name)
        outgoing = Outgoing(self._reference)
        arguments = sent.value(calls)
        before = [_marks(args, kwargs) for args, kwargs in arguments]
        replies = []
        for (args, kwargs), marks in zip(arguments, before, strict=True):
            for _ in range(times):
                value = function(*args, **kwargs)
            node = outgoing.node(value)
            left = {
                key: outgoing.node(_argument(args, kwargs, key))
                for key, mark in marks.items()
                if _mark(_argument(args, kwargs, key)) != mark
            }
            replies.append([node, [[key, item] for key, item in left.items()]])
        return outgoing.frame([self._number, "value", replies])

    def _get(self, _: Incoming, epoch: int, owner: int, name: str) -> bytes:
        return self._frame("value", self._found(epoch, owner, name))

    def _take(self, _: Incoming, epoch: int, owner: int, most: int) -> bytes:
        items = iter(self._found(epoch, owner, None))
        return self._frame("value", list(itertools.islice(items, most)))

    # --- values ------------------------------------------------------------------------------

    def _found(self, epoch: int, owner: int, name: str | None) -> Any:
        if epoch != self._epoch:
            self._epoch = epoch
            self._objects.clear()
        target = self._objects[owner] if owner > 0 else self._roots[owner]
        if name is None:
            return target
        if owner <= 0 and not hasattr(target, name):
            raise MissingName(name)
        try:
            return getattr(target, name)
        except AttributeError:
            if hasattr(type(target), name):  # a property that raised, not a name that is missing
                raise
            raise MissingName(name) from None

    def _sent(self, tag: int, fields: list[Any]) -> Any:
        """What a reference from the examiner stands for here."""
        if tag == OBJECT:
            return self._objects[fields[0]]
        if tag == FUNCTION:
            return self._function(fields[0])
        if tag == GENERATOR:
            entropy = [int(part, 16) for part in fields[0]]
            return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=fields[1:]))
        raise WireError(f"tag {tag} is unknown")

    def _function(self, number: int) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            """Call the function that the check passed."""
            self._send([self._number, "callback", number], list(args))
            answer, raw = self._receive()
            if answer[1] != "answer":
                raise ValueError(str(answer[2]))
            return Incoming(raw, self._sent).value(answer[2])

        return function

    def _reference(self, value: Any) -> Node:
        """What stands for a value that doesn't cross: the number under which it stays here."""
        number = next(self._names)
        self._objects[number] = value
        kind = type(value)
        if kind not in self._kinds:
            self._kinds[kind] = _described(kind)
        return [OBJECT, number, *self._kinds[kind]]

    # --- frames ------------------------------------------------------------------------------

    def _frame(self, kind: str, *fields: Any) -> bytes:
        outgoing = Outgoing(self._reference)
        return outgoing.frame([self._number, kind, *(outgoing.node(field) for field in fields)])

    def _send(self, message: list[Any], *fields: Any) -> None:
        outgoing = Outgoing(self._reference)
        self._write(outgoing.frame([*message, *(outgoing.node(field) for field in fields)]))

    def _write(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _receive(self) -> tuple[list[Any], bytes]:
        structure, raw = sizes(self._read(HEADER.size))
        message = parse(self._read(structure))
        return message, self._read(raw)

    def _read(self, size: int) -> bytes:
        while len(self._received) < size:
            part = os.read(self._descriptor, READ_BYTES)
            if not part:
                os._exit(0)
            self._received += part
        data = bytes(self._received[:size])
        del self._received[:size]
        return data


def _described(kind: type) -> list[Any]:
    """What the examiner is told of an object of class `kind`: what can be done with it."""
    methods = [
        name
        for name in dir(kind)
        if not name.startswith("__") and callable(getattr(kind, name, None))
    ]
    is_iterable = hasattr(kind, "__iter__") or hasattr(kind, "__getitem__")
    return [
        str(kind.__name__)[:80],
        hasattr(kind, "__call__"),  # noqa: B004
        is_iterable,
        *methods[:METHODS_LIMIT],
    ]


# --- arguments modified in place ---------------------------------------------------------------


def _marks(args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[int | str, Any]:
    """A mark for each argument that can be modified, under its position or name."""
    named: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
    return {
        key: _mark(value) for key, value in named if isinstance(value, (np.ndarray, list, dict))
    }


def _argument(args: tuple[Any, ...], kwargs: dict[str, Any], key: int | str) -> Any:
    return args[key] if isinstance(key, int) else kwargs[key]


def _mark(value: Any, depth: int = 0) -> Any:
    """Something equal to the mark of the same value later, if nothing in it has changed."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if depth > DEPTH_LIMIT:
        return id(value)
    if isinstance(value, (list, tuple)):
        return [_mark(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _mark(item, depth + 1) for key, item in value.items()}
    return value


# --- exceptions --------------------------------------------------------------------------------


def _report(problem: BaseException, file: str) -> tuple[str, str, str, int]:
    """Class, nearest built-in class, text and line of `problem`."""
    kind = type(problem)
    mro = (base.__name__ for base in kind.__mro__ if vars(builtins).get(base.__name__) is base)
    built_in = next(mro, "Exception")
    try:
        text = str(problem)[:TEXT_LIMIT]
    except BaseException:
        text = ""
    return str(kind.__name__)[:80], built_in, text, _line(problem, file)


def _line(problem: BaseException, file: str) -> int:
    """The last line of `file` in the traceback, or the one that a syntax error names."""
    line = 0
    if isinstance(problem, SyntaxError) and problem.filename == file:
        line = problem.lineno or 0
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line if isinstance(line, int) else 0


def _opaque(value: Any) -> Node:
    return [OPAQUE, type(value).__name__]
