"""The untrusted side: runs one exercise of one submission and answers the examiner's questions.

Imports the standard library, numpy, msgspec and the wire, and nothing else of the grader, so that
its memory never holds a secret. Student code shares this process and may rewrite all of it; that
gains nothing, since everything sent from here is taken for no more than a value.

The questions and replies are those of `grader.sandbox.respondent`. Besides, ``callback`` (function,
args) asks the examiner to call a function that the check passed, and is answered under the same
number by ``answer`` (value) or ``refuse`` (text). ``turn`` (place) isn't answered: what follows is
for another exercise of the submission, whose modules and objects are its own.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any, Final, Protocol

from grader.sandbox.output import Output
from grader.sandbox.respondent import Respondent
from grader.sandbox.wire import HEADER, OPAQUE, READ_BYTES, Node, Outgoing, parse, sizes

HELD_BYTES: Final = 2**20
"""Most bytes of replies that wait for those to the next questions."""


class Stream(Protocol):
    """Frames to and from the examiner."""

    def write(self, frame: bytes) -> None:
        """Send a frame."""

    def receive(self) -> tuple[list[Any], bytes]:
        """The next message with its raw part; doesn't return once the examiner has hung up."""


Respond = Callable[[Callable[[Respondent, int, list[Any]], Any]], Respondent]
"""Makes a respondent that calls back with what it is given."""


def serve(stream: Stream, respond: Respond = Respondent) -> None:
    """Answer questions until the examiner hangs up."""

    def call_back(respondent: Respondent, number: int, args: list[Any]) -> Any:
        stream.write(respondent.frame("callback", number, args))
        answer, raw = stream.receive()
        if answer[1] != "answer":
            raise ValueError(str(answer[2]))
        return respondent.value(answer[2], raw)

    respondents = {0: respond(call_back)}
    place = 0
    stream.write(Outgoing(_opaque).frame([0, "ready"]))
    while True:
        question, raw = stream.receive()
        if question[1] == "turn":
            place = question[2]
            if place not in respondents:
                respondents[place] = respond(call_back)
            with warnings.catch_warnings():  # what was said once is said again
                pass
        else:
            stream.write(respondents[place].answer(question, raw))


def main(descriptor: int) -> None:
    """Answer questions on `descriptor`, and keep what the submission prints for a while."""
    output = Output()
    sys.stdout = sys.stderr = output

    def respond(call_back: Callable[[Respondent, int, list[Any]], Any]) -> Respondent:
        respondent = Respondent(call_back)
        respondent.output = output
        return respondent

    serve(DescriptorStream(descriptor), respond)


def refusal(problem: BaseException) -> bytes:
    """A frame that says why this worker never started."""
    return Outgoing(_opaque).frame([0, "unconfined", f"{type(problem).__name__}: {problem}"])


class DescriptorStream:
    """Frames over a descriptor; replies go out when no question is left to be answered."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._received = bytearray()
        self._held: list[bytes] = []
        self._size = 0

    def write(self, frame: bytes) -> None:
        self._held.append(frame)
        self._size += len(frame)
        if self._size > HELD_BYTES:
            self._send()

    def _send(self) -> None:
        view = memoryview(b"".join(self._held))
        self._held.clear()
        self._size = 0
        while view:
            view = view[os.write(self._descriptor, view) :]

    def receive(self) -> tuple[list[Any], bytes]:
        if self._held and not self._is_whole():
            self._send()
        structure, raw = sizes(self._read(HEADER.size))
        message = parse(self._read(structure))
        return message, self._read(raw)

    def _is_whole(self) -> bool:
        """Is there a whole question already?"""
        size = len(self._received)
        return size >= HEADER.size and size >= HEADER.size + sum(HEADER.unpack_from(self._received))

    def _read(self, size: int) -> bytes:
        while len(self._received) < size:
            part = os.read(self._descriptor, READ_BYTES)
            if not part:
                os._exit(0)
            self._received += part
        data = bytes(self._received[:size])
        del self._received[:size]
        return data


def _opaque(value: Any) -> Node:
    return [OPAQUE, type(value).__name__]
