"""Whatever a worker writes, a question ends in a value, a `StudentError` or a `WorkerFailed`.

The first byte chooses what is asked; the rest is what the worker writes.
"""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from fuzz import frames, seeds
from fuzz.harnesses import wire as wire_harness
from fuzz.harnesses.words import assert_marked

from grader.examiner.compare import Mismatch
from grader.examiner.names import Names
from grader.examiner.remote import RemoteFunction, RemoteObject, Student
from grader.sandbox import wire
from grader.sandbox.ahead import Loaded, Loading
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.connection import Worker
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import (
    BUILT_IN_ERRORS,
    KIND_LIMIT,
    Answer,
    Handle,
    Opaque,
    StudentError,
)
from grader.sandbox.loading import NOTES_LIMIT
from grader.sandbox.respondent import NAMES_LIMIT, SUBMISSION, TEXT_LIMIT

INPUT = frames
LONGEST = 2**12

X = np.arange(6.0).reshape(3, 2)
LOADING = Loading("tried", [("tried.py", b"", False)], 1.0)


class Forger(Worker):
    """A worker whose words are all there from the start. Reading them is the real thing."""

    def __init__(self, words: bytes) -> None:
        self._received = bytearray(words)
        self._whole = deque()
        self._looked = time.monotonic() + 3600
        self.sent = 0

    def cpu_seconds(self) -> float:
        return 0.0

    def starved_seconds(self) -> float:
        return 0.0

    def send(self, frame: bytes, allowance: Allowance) -> None:
        while frame:
            structure, raw = wire.sizes(frame[: wire.HEADER.size])
            assert len(frame) >= wire.HEADER.size + structure + raw
            wire.parse(frame[wire.HEADER.size :][:structure])
            frame = frame[wire.HEADER.size + structure + raw :]
            self.sent += 1

    def _wait(self, event: int, allowance: Allowance) -> None:
        raise WorkerFailed("the Python process is gone", is_death=True)


def seed_inputs() -> Iterator[bytes]:
    kinds = vars(seeds.conversations())
    for number, (_, names) in enumerate(SCENARIOS):
        for name in names.split():
            yield bytes([number]) + kinds[name]


def run(data: bytes) -> None:
    held(data)


def held(data: bytes) -> Conversation:
    """The conversation, when it has come to its end."""
    worker = Forger(data[1:])
    allowance = Allowance(worker, 3600.0)
    conversation = Conversation(worker)
    try:
        assert_loaded(conversation.load(LOADING, allowance))
        ask, _ = SCENARIOS[(data[0] if data else 0) % len(SCENARIOS)]
        ask(conversation, allowance)
    except StudentError as error:
        assert_clean(error)
        assert_marked(error)
    except (WorkerFailed, Mismatch) as failure:
        assert_marked(failure)
    return conversation


def assert_clean(error: StudentError) -> None:
    assert error.built_in in BUILT_IN_ERRORS
    assert len(error.kind) <= KIND_LIMIT
    assert len(error.text) <= TEXT_LIMIT
    assert (error.kind + error.text).replace("\n", "").isprintable()
    assert type(error.line) is int


def assert_loaded(loaded: Loaded) -> None:
    assert len(loaded.notes) <= NOTES_LIMIT
    for note in loaded.notes:
        assert_clean(note)
    assert loaded.printed.replace("\n", "").isprintable()
    assert all(type(name) is str for name in loaded.names)


def assert_closed(value: Any) -> None:
    if type(value) is Handle:
        assert value.number > 0
        assert len(value.kind) <= KIND_LIMIT
        assert len(value.methods) <= NAMES_LIMIT
    elif type(value) is Opaque:
        assert len(value.description) <= 100
    elif type(value) in (list, tuple):
        for item in value:
            assert_closed(item)
    elif type(value) is dict:
        assert_closed(list(value.values()))
    elif not isinstance(value, (RemoteObject, RemoteFunction)):
        wire_harness.assert_closed(value)


# --- what is asked -------------------------------------------------------------------------------


def nothing(conversation: Conversation, allowance: Allowance) -> None:
    """No more than loading."""


def printed(conversation: Conversation, allowance: Allowance) -> None:
    assert conversation.printed(allowance).replace("\n", "").isprintable()


def call(conversation: Conversation, allowance: Allowance) -> None:
    [answer] = conversation.call(0, "change", [((X, {"W": X}), {"key": [1]})], allowance)
    assert type(answer) is Answer
    assert_closed(answer.value)
    assert all(type(key) in (int, str) for key in answer.changed)
    assert_closed(list(answer.changed.values()))


def many(conversation: Conversation, allowance: Allowance) -> None:
    calls: list[Any] = [((number,), {}) for number in range(20)]
    answers = conversation.call(0, "same", calls, allowance, times=2)
    assert len(answers) == len(calls)
    assert_closed([answer.value for answer in answers])


def get(conversation: Conversation, allowance: Allowance) -> None:
    assert_closed(conversation.get(0, "W", allowance))


def names(conversation: Conversation, allowance: Allowance) -> None:
    found = conversation.names(SUBMISSION, allowance)
    assert len(found) <= NAMES_LIMIT
    assert all(type(name) is str for name in found)


def function(conversation: Conversation, allowance: Allowance) -> None:
    functions: tuple[Callable[..., Any], ...] = (
        *(lambda x: x, lambda x: 3 * x, lambda *args: [args, args], lambda x: x.sum()),
    )
    [answer] = conversation.call(0, "slope", [(functions, {})], allowance)
    assert_closed(answer.value)


def take(conversation: Conversation, allowance: Allowance) -> None:
    [answer] = conversation.call(0, "Layer", [((), {})], allowance)
    handle = answer.value
    assert_closed(handle)
    if type(handle) is Handle:
        [answer] = conversation.call(handle.number, "forward", [((X,), {})], allowance)
        assert_closed(conversation.get(handle.number, "x", allowance))
        items = conversation.take(handle.number, 3, allowance)
        assert len(items.value) <= 3
        assert_closed(items.value)


def student(conversation: Conversation, allowance: Allowance) -> None:
    """A check's own view, with objects that stay in the worker."""
    student = Student(
        conversation, allowance, lambda failure: None, Names(["Layer", "layers"]), set()
    )
    layer = student.Layer()
    if isinstance(layer, RemoteObject):
        assert_closed(layer.wire_handle())
        with contextlib.suppress(TypeError):  # what came back can't be called
            assert_closed(layer.forward(X))
        assert_closed(layer.dW)
        assert repr(layer).replace("\n", "").isprintable()
        assert_closed(student.take(layer, 3))
    assert_closed(list(student.changed.values()))
    assert_closed(student.Layer.many([(1,), (2,)]))
    assert_closed(student.take(layer, 3))


def near(conversation: Conversation, allowance: Allowance) -> None:
    """Attributes that are nearly there."""
    student = Student(conversation, allowance, lambda failure: None, Names(["layer"]), set())
    layer = student.Layer()
    if isinstance(layer, RemoteObject):
        with contextlib.suppress(StudentError):
            assert_closed(layer.dw)
        assert_closed(layer.db)


SCENARIOS: tuple[tuple[Callable[[Conversation, Allowance], None], str], ...] = (
    (nothing, "load"),
    (printed, "names"),
    (call, "call raised later changed"),
    (many, "many"),
    (get, "get missing deep"),
    (names, "names"),
    (function, "function"),
    (take, "take changed"),
    (student, "student take raised deep missing"),
    (near, "near student"),
)
"""Each with the names of the honest answers that it starts from."""
