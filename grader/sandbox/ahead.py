"""Questions that are known before they are asked, and go to a worker together.

Two processes that take turns a hundred times spend more on the turns than on the questions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, Protocol

from grader.sandbox.allowance import Allowance, Clocked
from grader.sandbox.exchange import Foreseen, Received, StudentError
from grader.sandbox.respondent import SUBMISSION
from grader.sandbox.wire import READ_BYTES, Outgoing

AHEAD_BYTES: Final = READ_BYTES
"""Most bytes of questions that are sent together: a worker reads so much before it answers, so that
neither side ever waits for the other to read."""


class Channel(Clocked, Protocol):
    """How to reach a worker: `grader.sandbox.connection.Worker`, and at home `LocalWorker`."""

    def send(self, frames: bytes, allowance: Allowance, /) -> None:
        """Send a question, or several that go together."""

    def receive(self, allowance: Allowance, /) -> Received:
        """The next message; raises `WorkerFailed` if none comes."""


Texts = Sequence[tuple[str, bytes, bool]]
"""Of each part what tracebacks call it, its source, and whether it is a notebook's cell."""


@dataclass(frozen=True)
class Loading:
    """What a worker is to load.

    Parameters
    ----------
    name : str
        The submission's module.
    parts : sequence of (str, bytes, bool)
        The submission's texts.
    seconds : float
        CPU seconds for all of them; then demos are given up.
    given : bytes or None
        The module that the exercise hands out, compiled (`marshal`).
    modules : mapping
        What the submission may import of its own, by path.
    allowed : sequence of str
        What it may import besides the standard library.
    """

    name: str
    parts: Texts
    seconds: float
    given: bytes | None = None
    modules: Mapping[str, bytes] = field(default_factory=dict)
    allowed: Sequence[str] = ()

    def frames(self) -> list[bytes]:
        """Its questions: for ``given``, for the submission, what it printed, what it defines."""
        told = [list(self.parts), list(self.modules.items()), list(self.allowed), self.seconds]
        questions: list[tuple[str, list[Any]]] = [
            ("load", [self.name, told]),
            ("printed", []),
            ("names", [SUBMISSION]),
        ]
        if self.given is not None:
            questions.insert(0, ("give", ["given", self.given]))
        return [frame(n, question, *fields) for n, (question, fields) in enumerate(questions, 1)]


@dataclass(frozen=True)
class Loaded:
    """What came of it.

    Parameters
    ----------
    notes : list of StudentError
        What didn't run through.
    printed : str
        What was printed meanwhile.
    names : frozenset of str
        What the submission defines.
    """

    notes: list[StudentError]
    printed: str
    names: frozenset[str]


class Fetched:
    """Questions that go together, and the replies to them that nobody has read yet.

    Parameters
    ----------
    frames : list of bytes
        The questions.
    foreseen : sequence of Foreseen
        Those among them that a check will ask, the first ones.
    """

    def __init__(self, frames: list[bytes], foreseen: Sequence[Foreseen] = ()) -> None:
        self.frames = frames
        self.replies: deque[Received] = deque()
        self._foreseen = foreseen

    @classmethod
    def of_check(cls, foreseen: Sequence[Foreseen]) -> Fetched:
        """What a check will ask, and then what was printed meanwhile."""
        asked = [each.frame for each in foreseen]
        return cls([*asked, frame(len(asked) + 1, "printed")], foreseen)

    def answers(self) -> list[bytes]:
        """The replies to what a check will ask, as they came, if none has been read."""
        replies = list(self.replies)[: len(self._foreseen)]
        return [part for reply in replies for part in reply]

    def expected(self) -> Foreseen | None:
        """What the check asks next, if the reply is there already."""
        at = len(self.frames) - len(self.replies)
        return self._foreseen[at] if at < len(self._foreseen) else None


def fetch(worker: Channel, questions: Sequence[Fetched], allowance: Allowance) -> None:
    """Ask `questions`, as many as may go at a time.

    Raises
    ------
    WorkerFailed
        Nobody knows by which of them.
    """
    frames = [frame for each in questions for frame in each.frames]
    waiting = [each.replies for each in questions for _ in each.frames]
    start = 0
    while start < len(frames):
        end = _portion(frames, start)
        worker.send(b"".join(frames[start:end]), allowance)
        for replies in waiting[start:end]:
            replies.append(worker.receive(allowance))
        start = end


def _portion(frames: Sequence[bytes], start: int) -> int:
    """Up to where frames may go together; one goes always."""
    size, end = len(frames[start]), start + 1
    while end < len(frames) and size + len(frames[end]) <= AHEAD_BYTES:
        size += len(frames[end])
        end += 1
    return end


def frame(number: int, question: str, *fields: Any) -> bytes:
    """The frame of a question that holds values only."""
    outgoing = Outgoing(_refused)
    texts = (each if type(each) is str else outgoing.node(each) for each in fields)
    return outgoing.frame([number, question, *texts])


def _refused(value: Any) -> NoReturn:
    raise TypeError(f"a {type(value).__name__} can't be sent")
