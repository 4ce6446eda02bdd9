"""Answers questions about modules: the heart of the worker, without its stream.

`grader.sandbox.worker` puts it next to student code. The examiner has one of its own for replaying
a student's calls on the instructor's modules; so both sides mean the same by every question.

Questions and replies are lists that start with the number of the question:

==========  ====================================================================================
question    fields
==========  ====================================================================================
give        module name, its code (`marshal`): make it a module, the one that the exercise hands
            out
load        module name, and in one value: (file name, source, is it a cell) of each part, (path,
            source) of each module beside it, what may be imported, seconds: make it a module, the
            submission's
plain       for each exercise (file name, source, is it a cell) of each part: can none of it do
            anything but define and compute?
printed     what was printed since the check began
call        owner, name, [[args, kwargs], ...], times: call ``owner.name`` with each pair
get         owner, name: fetch an attribute
take        object, most: iterate over it, `most` items at most; what that changes of the
            arguments of the call that gave the object is told as with ``call``
names       owner: the public names that it has
==========  ====================================================================================

An owner is 0 for the submission's module, -1 for the module that the exercise hands out, else the
number of an object that an earlier call gave. Questions are numbered from 1 in each check; with
the first of them, the objects of the check before are forgotten.

==========  ====================================================================================
reply       fields
==========  ====================================================================================
value       what was asked for; to ``call`` and ``take`` a list of [value, [[argument, value left
            behind], ...]]
raised      class, nearest built-in class, text, then file (its position among the submission's)
            and line of each frame in them, the outermost first (-1 and 0: unknown): an exception
            came out; to ``load`` a list of these, with the innermost frame, is the value
==========  ====================================================================================
"""

from __future__ import annotations

import builtins
import itertools
import marshal
import sys
import types
from collections import deque
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from grader.sandbox import loading
from grader.sandbox.output import Output
from grader.sandbox.wire import (
    DEPTH_LIMIT,
    FUNCTION,
    GENERATOR,
    OBJECT,
    Incoming,
    Node,
    Outgoing,
    WireError,
)

NOTE_LIMIT: Final = 300
"""Longest text of what didn't run while the submission was loaded, in characters."""
TEXT_LIMIT: Final = 2000
"""Longest exception text that is sent, in characters."""
TRACE_LIMIT: Final = 10
"""Most frames of a traceback that are sent, the innermost."""
NAMES_LIMIT: Final = 200
"""Most names that are sent of an object, its methods' or all of them."""

SUBMISSION, GIVEN = 0, -1


class MissingName(AttributeError):
    """The submission doesn't have a name that was asked for."""


class Respondent:
    """Answers questions about the modules in `roots`.

    Parameters
    ----------
    call_back : callable
        Gets the respondent, the number of a function that the check passed, and its arguments;
        gives what the function gives.
    first_number : int
        Where the numbers of objects start.
    passing : tuple of exception classes
        What is not an answer but passes through; nothing next to student code.

    Attributes
    ----------
    roots : dict
        The modules, by owner.
    objects : dict
        The objects that stay here, by number.
    """

    def __init__(
        self,
        call_back: Callable[[Respondent, int, list[Any]], Any],
        first_number: int = 1,
        passing: tuple[type[BaseException], ...] = (),
    ) -> None:
        self._passing = passing
        self.roots: dict[int, Any] = {}
        self.objects: dict[int, Any] = {}
        self._call_back = call_back
        self._number = 0
        self._first_number = first_number
        self._kinds: dict[type, list[Any]] = {}
        self._made_by: dict[int, tuple[Any, Any, Any]] = {}
        self._files: list[str] = []
        self.output = Output()
        self._numbers = itertools.count(first_number)

    def answer(self, question: list[Any], raw: bytes) -> bytes:
        """The frame that answers `question`."""
        self._number = question[0]
        if self._number == 1:
            self._forget()
        try:
            sent = Incoming(raw, self._sent)
            reply: bytes = getattr(self, f"_{question[1]}")(sent, *question[2:])
        except WireError as problem:
            text = f"what came back: {problem}"
            reply = self.frame("raised", "WireError", "ValueError", text, -1, 0)
        except self._passing:
            raise
        except BaseException as problem:
            reply = self.frame("raised", *self.report(problem))
        return reply

    def report(self, problem: BaseException) -> list[str | int]:
        """Class, nearest built-in class and text of what came out; file and line of its frames."""
        places = _places(problem, self._files)
        return [*_report(problem), *itertools.chain.from_iterable(places)]

    def frame(self, kind: str, *fields: Any) -> bytes:
        """A frame under the number of the question that is being answered."""
        outgoing = Outgoing(self._reference)
        return outgoing.frame([self._number, kind, *(outgoing.node(field) for field in fields)])

    def value(self, node: Node, raw: bytes) -> Any:
        """What a node from the examiner stands for here."""
        return Incoming(raw, self._sent).value(node)

    # --- questions ---------------------------------------------------------------------------

    def _give(self, sent: Incoming, name: str, code: Node) -> bytes:
        self.roots[GIVEN] = module = _module(name, f"{name}.py")
        exec(marshal.loads(sent.value(code)), module.__dict__)  # noqa: S102, S302 - the exercise's own
        return self.frame("value", None)

    def _load(self, sent: Incoming, name: str, told: Node) -> bytes:
        failures = self.make(name, sent.value(told))
        return self.frame("value", [self._failure(failure) for failure in failures])

    def _plain(self, sent: Incoming, told: Node) -> bytes:
        exercises = [[loading.Part(*part) for part in parts] for parts in sent.value(told)]
        return self.frame("value", [loading.is_all_plain(parts) for parts in exercises])

    def make(self, name: str, told: list[Any]) -> list[loading.Failure]:
        """Make the submission's module of what ``load`` tells; what didn't run through."""
        parts, modules, allowed, seconds = told
        self._files = [file for file, *_ in (*parts, *modules)]
        self.roots[SUBMISSION] = module = _module(name, parts[0][0] if parts else name)
        module.__package__ = loading.OWN_PACKAGE
        loading.make_importable(dict(modules), allowed)
        return loading.run([loading.Part(*part) for part in parts], module, seconds)

    def _failure(self, failure: loading.Failure) -> list[Any]:
        kind, built_in, text = _report(failure.problem)
        return [kind, built_in, text[:NOTE_LIMIT], self._files.index(failure.file), failure.line]

    def _printed(self, _: Incoming) -> bytes:
        return self.frame("value", self.output.taken())

    def _call(self, sent: Incoming, owner: int, name: str | None, calls: Node, times: int) -> bytes:
        function = self._found(owner, name)
        outgoing = Outgoing(self._reference)
        arguments = [_arguments(sent, call) for call in calls[1:]]
        before = [_marks(args, kwargs) for args, kwargs in arguments]
        replies = []
        for (args, kwargs), marks in zip(arguments, before, strict=True):
            for _ in range(times):
                value = function(*args, **kwargs)
            node = outgoing.node(value)
            if type(node) is list and node[0] == OBJECT:
                self._made_by[node[1]] = args, kwargs, marks
            replies.append([node, _changed(outgoing, args, kwargs, marks)])
        return outgoing.frame([self._number, "value", replies])

    def _get(self, _: Incoming, owner: int, name: str) -> bytes:
        return self.frame("value", self._found(owner, name))

    def _take(self, _: Incoming, owner: int, most: int) -> bytes:
        items = list(itertools.islice(iter(self._found(owner, None)), most))
        outgoing = Outgoing(self._reference)
        args, kwargs, marks = self._made_by.get(owner, ((), {}, {}))
        node = outgoing.node(items)
        return outgoing.frame(
            [self._number, "value", [[node, _changed(outgoing, args, kwargs, marks)]]]
        )

    def _names(self, _: Incoming, owner: int) -> bytes:
        names = [name for name in dir(self._found(owner, None)) if not name.startswith("_")]
        return self.frame("value", names[:NAMES_LIMIT])

    # --- values ------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Drop what the last check left."""
        self.output.taken()
        self.objects.clear()
        self._made_by.clear()
        self._numbers = itertools.count(self._first_number)

    def _found(self, owner: int, name: str | None) -> Any:
        target = self.objects[owner] if owner > 0 else self.roots[owner]
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
            return self.objects[fields[0]]
        if tag == FUNCTION:
            return self._function(fields[0])
        if tag == GENERATOR:
            entropy = [int(part, 16) for part in fields[0]]
            return np.random.default_rng(np.random.SeedSequence(entropy, spawn_key=fields[1:]))
        raise WireError(f"tag {tag} is unknown")

    def _function(self, number: int) -> Callable[..., Any]:
        def function(*args: Any) -> Any:
            """Call the function that the check passed."""
            return self._call_back(self, number, list(args))

        return function

    def _reference(self, value: Any) -> Node:
        """What stands for a value that doesn't cross: the number under which it stays here."""
        number = next(self._numbers)
        self.objects[number] = value
        kind = type(value)
        if kind not in self._kinds:
            self._kinds[kind] = _described(kind)
        return [OBJECT, number, *self._kinds[kind]]


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
        is_iterable,
        *methods[:NAMES_LIMIT],
    ]


def _arguments(sent: Incoming, call: Node) -> tuple[list[Any], dict[str, Any]]:
    """The positional and the keyword arguments of a call; mostly there are none of the latter."""
    _, args, kwargs = call
    return [sent.value(node) for node in args[1:]], sent.value(kwargs) if kwargs[1:] else {}


# --- arguments modified in place ---------------------------------------------------------------


_CHANGEABLE: Final = (np.ndarray, list, dict)


def _marks(args: list[Any], kwargs: dict[str, Any]) -> dict[int | str, Any]:
    """A mark for each argument that can be modified, under its position or name."""
    marks: dict[int | str, Any] = {
        at: _mark(value) for at, value in enumerate(args) if isinstance(value, _CHANGEABLE)
    }
    for name, value in kwargs.items():
        if isinstance(value, _CHANGEABLE):
            marks[name] = _mark(value)
    return marks


def _changed(outgoing: Outgoing, args: Any, kwargs: Any, marks: Any) -> list[list[Any]]:
    """The arguments that aren't what they were when they were marked, as they are now."""
    return [
        [key, outgoing.node(_argument(args, kwargs, key))]
        for key, mark in marks.items()
        if _mark(_argument(args, kwargs, key)) != mark
    ]


def _argument(args: tuple[Any, ...], kwargs: dict[str, Any], key: int | str) -> Any:
    return args[key] if isinstance(key, int) else kwargs[key]


def _mark(value: Any, depth: int = 0) -> Any:
    """Something equal to the mark of the same value later, if nothing in it has changed."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype, value.tobytes()
    if depth > DEPTH_LIMIT:
        return id(value)
    if isinstance(value, (list, tuple)):
        return [_mark(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {key: _mark(item, depth + 1) for key, item in value.items()}
    return value


# --- exceptions --------------------------------------------------------------------------------


def _report(problem: BaseException) -> tuple[str, str, str]:
    """Class, nearest built-in class and text of `problem`."""
    kind = type(problem)
    mro = (base.__name__ for base in kind.__mro__ if vars(builtins).get(base.__name__) is base)
    built_in = next(mro, "Exception")
    try:
        text = str(problem)[:TEXT_LIMIT]
    except BaseException:
        text = ""
    return str(kind.__name__)[:80], built_in, text


def _places(problem: BaseException, files: list[str]) -> list[tuple[int, int]]:
    """The traceback's places in `files`, the outermost first, or the one that can't be parsed."""
    places = deque[tuple[int, int]](maxlen=TRACE_LIMIT)
    if isinstance(problem, SyntaxError) and problem.filename in files:
        line = problem.lineno if isinstance(problem.lineno, int) else 0
        places.append((files.index(problem.filename), line))
    trace = problem.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            places.append((files.index(trace.tb_frame.f_code.co_filename), trace.tb_lineno))
        trace = trace.tb_next
    return list(places) or [(-1, 0)]


def _module(name: str, file: str) -> types.ModuleType:
    module = types.ModuleType(name)
    module.__file__ = file
    sys.modules[name] = module
    return module
