"""Frames that honest workers write, and some that forgers do: what fuzzing starts from."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from grader.sandbox.respondent import SUBMISSION, Respondent
from grader.sandbox.wire import HEADER, Outgoing, parse, sizes

VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, -(2**200), 1.5, float("nan"), 1 + 2j, "text", "é\n", b"bytes", b""),
    *([1, 2.0, [3, [4]]], (1, (2,)), {1, "a", b"b"}, {"W": np.ones((2, 3)), 1: [None]}),
    *(np.float32(1), np.int64(3), np.bool_(True), np.complex128(1j), np.array(2.0)),
    *(np.arange(6.0).reshape(2, 3), np.zeros((0, 3)), np.arange(3, dtype="u1"), np.eye(2) > 0),
    *(np.ones((1, 1, 1), "f2"), [np.ones(2), [1, 2]], np.array(["text"]), object(), range(3)),
    *({"deep": [[[[[(({"x": 1},),)]]]]]}, [float("inf"), 1e308], [0.25] * 20, "W" * 300),
)
"""At least one of every kind that crosses, and of those that don't."""

SOURCE = b"""
import numpy as np
class Layer:
    dW = None
    grads = {}
    def __init__(self, *args): pass
    def __iter__(self): return iter([1, self, self.dW])
    def forward(self, x):
        self.x = x
        return x * 2
    def backward(self, dout):
        self.dW = self.x.T @ dout
        return dout
def rows(x):
    for row in x:
        row += 1
        yield row
cyclic = []
cyclic.append(cyclic)
def change(x, params):
    x += 1
    params['W'] = 3.0
def slope(f, x): return f(x + 1) - f(x - 1)
def same(x): return x
def fail(): raise ValueError('no')
def later(): raise NotImplementedError
W = [1.0, 2.0]
"""


def value_frames() -> Iterator[bytes]:
    """A frame for each of `VALUES`, and one with all of them."""

    def reference(value: Any) -> list[Any]:
        return [8, 7, type(value).__name__, True, "forward", "dW"]

    for values in (*((value,) for value in VALUES), VALUES):
        outgoing = Outgoing(reference)
        yield outgoing.frame([outgoing.node(value) for value in values])


def reply_frames(questions: list[list[Any]]) -> bytes:
    """What a worker answers when it loads `SOURCE` and is then asked `questions`.

    They are values, and get their numbers here.
    """
    callbacks: list[bytes] = []

    def call_back(respondent: Respondent, number: int, args: list[Any]) -> Any:
        callbacks.append(respondent.frame("callback", number, args))
        return args[0]

    respondent = Respondent(call_back)
    frames = []
    numbered = [
        *enumerate([LOADED, ["printed"], ["names", SUBMISSION]], start=1),
        *enumerate(questions, start=1),
    ]
    for number, (kind, *fields) in numbered:
        outgoing = Outgoing(lambda function: [9, 0])
        if kind == "call":
            fields[2] = outgoing.node(fields[2])
        if kind == "load":
            fields[1] = outgoing.node(fields[1])
        question = outgoing.frame([number, kind, *fields])
        structure, _ = sizes(question[: HEADER.size])
        body = question[HEADER.size :]
        answer = respondent.answer(parse(body[:structure]), body[structure:])
        frames += [*callbacks, answer]
        callbacks.clear()
    assert respondent.roots[SUBMISSION]
    return b"".join(frames)


LOADED = ["load", "tried", ([("tried.py", SOURCE, False)], [], ["numpy"], 1.0)]
X = np.arange(6.0).reshape(3, 2)


def conversations() -> SimpleNamespace:
    """Replies to the questions of each scenario of the harness, after those to loading."""

    def get(name: str) -> list[Any]:
        return ["get", 1, name]

    call = "call", 0
    layer = [*call, "Layer", [((), {})], 1]
    forward = ["call", 1, "forward", [((X,), {})], 1]
    names = ["names", 1]
    two = [*call, "Layer", [((1,), {}), ((2,), {})], 1]
    return SimpleNamespace(
        load=reply_frames([]),
        call=reply_frames([[*call, "change", [((X.copy(), {"W": X}), {})], 1]]),
        many=reply_frames([[*call, "same", [((value,), {}) for value in VALUES[:20]], 1]]),
        raised=reply_frames([[*call, "fail", [((), {})], 1]]),
        later=reply_frames([[*call, "later", [((), {})], 1]]),
        missing=reply_frames([["get", 0, "absent"]]),
        get=reply_frames([["get", 0, "W"]]),
        names=reply_frames([["names", 0]]),
        function=reply_frames([[*call, "slope", [((abs, 2.0), {})], 1]]),
        take=reply_frames([layer, forward, get("x"), ["take", 1, 3]]),
        changed=reply_frames([["call", 0, "rows", [((X.copy(),), {})], 1], ["take", 1, 3]]),
        student=reply_frames([layer, forward, get("dW"), ["take", 1, 4], two, ["take", 1, 4]]),
        near=reply_frames([layer, get("dw"), names, get("dW"), get("db"), names]),
        deep=reply_frames([["get", 0, "cyclic"]]),
    )
