"""What a worker says in words reaches a student cleaned, cut, and of a hidden check not at all.

The input is texts, one a line: class, built-in class, text, line of an exception, then the names
that a file defines and names that are asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import msgspec

from grader.check_rules import Check
from grader.examiner.marking import describe_error, mark_check
from grader.examiner.names import Names
from grader.intake.code import Code
from grader.results import CheckResult
from grader.sandbox.exchange import KIND_LIMIT, StudentError
from grader.sandbox.respondent import TEXT_LIMIT

LONGEST = 2**13
LINES = 40
CODE = Code.script("tried.py", b"\n" * (LINES - 1))

HIDDEN = re.compile(
    r"(Your code raised [A-Za-z]+|Not written yet)( in line [0-9]{1,2} of your file)?\."
)
ASKED = ("Sigmoid", "backward", "dW", "numerical_gradient", "kernel")


def seed_inputs() -> Iterator[bytes]:
    yield b"ValueError\nValueError\nno\n3\nSigmoid\nbackWard"
    yield b"Odd\nNotImplementedError\n\x1b[2J\n99\nsigmoid\nSIGMOID\nSigmoids"
    yield "\u202eK\nException\nüben\n-1\n\u212aernel\nbackwards\nd_w\nDW".encode()


def run(data: bytes) -> None:
    lines = data.decode("utf-8", "replace").split("\n")
    kind, built_in, text, line = (*lines[:4], "", "", "", "")[:4]
    number = int(line) if re.fullmatch("[0-9]{1,9}", line) else 0
    error = StudentError(kind, built_in, text, number % 3 - 1, number)
    hidden = describe_error(error, CODE, is_hidden=True)
    assert HIDDEN.fullmatch(hidden), hidden
    assert 0 <= int("".join(filter(str.isdigit, hidden)) or 0) <= LINES
    shown = describe_error(error, CODE, is_hidden=False)
    assert len(shown) < KIND_LIMIT + TEXT_LIMIT + 100
    assert shown.replace("\n", "").isprintable(), shown
    assert_is_json(shown)
    assert_marked(error)
    names(lines[4:])


CHECKS = [
    Check(name="test_f", title="f is right", points=1.0, cases=1, is_hidden=is_hidden)
    for is_hidden in (False, True)
]


def assert_marked(raised: Exception) -> None:
    """What came out of a check is marked, with a message that a student may read."""
    item: Any = SimpleNamespace(name="test_f")
    for check in CHECKS:
        result, problem = mark_check(item, check, raised, CODE)
        assert result.outcome != "passed"
        assert result.score == 0
        assert problem == ""
        assert len(result.message) < KIND_LIMIT + TEXT_LIMIT + 100
        assert result.message.replace("\n", "").isprintable(), result.message
        assert_is_json(result.message)


def names(lines: list[str]) -> None:
    """Names that a file defines are shown as they are, and only those of a name's length."""
    known = Names(lines)
    for asked in ASKED:
        found = known.found(asked)
        assert found == asked or found in lines
        near = known.missing(asked)
        assert near.isprintable(), near
        assert len(near) < 200
        assert_is_json(near)
        for start in range(0, len(lines), 3):
            methods = lines[start : start + 3]
            assert known.among(asked, methods) in (asked, *methods)
    note = known.note()
    assert note.isprintable(), note
    assert len(note) < 100 * len(ASKED), note  # as many as were asked for, however many were tried
    assert_is_json(note)


def assert_is_json(text: str) -> None:
    """Does it come back from a result as it is?"""
    points = {"score": 0.0, "max_score": 1.0}
    result = CheckResult(id="i", title="t", outcome="error", hidden=False, message=text, **points)
    assert msgspec.json.decode(msgspec.json.encode(result), type=CheckResult) == result
