"""What will a check ask, whatever it is answered?

A check is run without a submission. Its answers are unknown, the reference's values too; only which
calls give objects is taken from the reference, and what the exercise's own code answers by itself,
which students have. What it asks up to where it needs an answer, it asks
of every submission, and so these questions can be sent together. No question among them can hold
what a right answer would be: it was made without any. Then the reference is asked in earnest, and
what a right submission wouldn't be asked is left out again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NoReturn

import numpy as np

from grader.course import PUBLIC_CHECKS, Exercise
from grader.examiner.misconceptions import load_given, load_variant
from grader.examiner.names import Names
from grader.examiner.observed import observation
from grader.examiner.remote import Student
from grader.examiner.session import Session
from grader.examiner.unknown import Undecided, Unknown, rehearsing
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import (
    Answer,
    Calls,
    Exchange,
    Foreseen,
    Handle,
    Received,
    StudentError,
)
from grader.sandbox.respondent import GIVEN, SUBMISSION, Respondent
from grader.sandbox.wire import OBJECT, Incoming, Node, divided, unframed

LONGEST: Final = 200
"""Calls in a question, repetitions of one included, up to which it is asked ahead."""
MOST: Final = 200
"""Questions of a check up to which they are."""
SECONDS: Final = 0.5
"""CPU seconds of a check; one that waits for an answer of its own may never end."""
LARGEST: Final = 1000
"""Entries of an answer, or of an argument, up to which it is looked for in what is asked."""


def rehearse(session: Session, exercise: Exercise) -> list[dict[str, tuple[Foreseen, ...]]]:
    """What checks ask, by the check's id: of the public ones, and of the hidden ones.

    Those that ask something besides that depends on an answer are left out.
    """
    roots = {
        SUBMISSION: load_variant(exercise),
        GIVEN: exercise.given and load_given(exercise.given),
    }
    blind = _Blind(roots)
    _run(session, exercise, blind)
    seeing = _Seeing(roots, blind.asked)
    _run(session, exercise, seeing)
    public = {item.name for item in session.checks(exercise) if item.path.name == PUBLIC_CHECKS}
    kinds: tuple[dict[str, list[Exchange]], ...] = ({}, {})
    for check, log in seeing.agreed():
        kinds[check not in public][check] = log
    return [{check: tuple(blind.asked[check]) for check in without_answers(kind)} for kind in kinds]


def _run(session: Session, exercise: Exercise, rehearsal: Rehearsal) -> None:
    session.seat.rehearsal = rehearsal
    items = session.checks(exercise)
    try:
        for item, following in zip(items, (*items[1:], None), strict=True):
            with rehearsing(), np.errstate(all="ignore"):
                session.run(item, following, SECONDS)
    finally:
        session.seat.rehearsal = None
        session.seat.forget_modules()  # whatever these have kept of it


class Rehearsal:
    """What the fixtures give while a check is run without a submission.

    Attributes
    ----------
    reference : Unknown or None
        What stands for the reference; None for itself.
    """

    reference: Unknown | None = None

    def __init__(self, roots: dict[int, Any]) -> None:
        self._roots = roots
        self._names = Names(vars(roots[SUBMISSION]))

    def student(self, check: str) -> Student:
        """What stands for the submission in `check`."""
        conversation = self.conversation(check, _Reference(self._roots))
        allowance = Allowance(conversation.worker, 0.0)
        return Student(conversation, allowance, lambda _: None, self._names, set())

    def conversation(self, check: str, worker: _Reference) -> Conversation:
        """Who asks in `check`."""
        raise NotImplementedError


class _Blind(Rehearsal):
    """No answer is known.

    Attributes
    ----------
    asked : dict
        What is asked all the same, by the check's id.
    """

    reference = Unknown()

    def __init__(self, roots: dict[int, Any]) -> None:
        super().__init__(roots)
        self.asked: dict[str, list[Foreseen]] = {}

    def conversation(self, check: str, worker: _Reference) -> Conversation:
        return _Foreseeing(worker, self.asked.setdefault(check, []))


class _Seeing(Rehearsal):
    """The reference's answers are known: is a right submission asked just that?"""

    def __init__(self, roots: dict[int, Any], expected: dict[str, list[Foreseen]]) -> None:
        super().__init__(roots)
        self._expected = expected
        self._logs: dict[str, list[Exchange]] = {}

    def conversation(self, check: str, worker: _Reference) -> Conversation:
        conversation = _Counting(worker, len(self._expected[check]))
        self._logs[check] = conversation.log
        return conversation

    def agreed(self) -> Iterator[tuple[str, list[Exchange]]]:
        """The checks that asked what was to be expected, and no more."""
        for check, expected in self._expected.items():
            log = self._logs.get(check, [])
            asked = [exchange.question for exchange in log]
            if expected and asked == [foreseen.frame for foreseen in expected]:
                yield check, log


def without_answers(checks: Mapping[str, Sequence[Exchange]]) -> Iterator[str]:
    """The checks that can be asked together, in their order.

    What a check computes itself, or holds as a number, may be what an earlier question is to be
    answered; who reads on before answering would find it. Numbers of fewer than three digits that
    count are left out of this: they are everywhere.
    """
    told: set[str] = set()
    answers: set[str] = set()
    for check, log in checks.items():
        own_told, own_answers = set(told), set(answers)
        handed_out = _HandedOut()
        for exchange in log:
            asked = _numbers(_arguments(exchange))
            values = None if exchange.reply is None else observation(*exchange.reply, [])
            given = _numbers(values)
            if asked is None or given is None or asked & own_answers:
                break
            own_told |= asked
            if handed_out.answers(exchange.question, values):
                own_told |= given
            else:
                own_answers |= given - own_told
        else:
            told, answers = own_told, own_answers
            yield check


def _arguments(exchange: Exchange) -> Any:
    question, raw = unframed(exchange.question)
    if question[1] != "call":
        return None
    return Incoming(raw, lambda *_: None).value(question[4])


class _HandedOut:
    """Knows what the exercise's own code answers by itself, before a submission has had any of it.

    From then on nothing is known: it may have changed what is behind other objects, too.
    """

    def __init__(self) -> None:
        self._objects: set[int] = set()
        self._is_known = True

    def answers(self, frame: bytes, values: Any) -> bool:
        """Does the exercise's own code, by itself, answer this question? Students know as much.

        Parameters
        ----------
        frame : bytes
            The question.
        values : object
            What was answered.
        """
        question, raw = unframed(frame)
        passed: set[int] = set()

        def reference(tag: int, fields: list[Any]) -> None:
            if tag == OBJECT:
                passed.add(fields[0])

        if question[1] == "call":
            Incoming(raw, reference).value(question[4])
        is_own = question[2] == GIVEN or question[2] in self._objects
        if (passed - self._objects) if is_own else (passed & self._objects):
            self._is_known = False
        if is_own and self._is_known:
            self._objects.update(_handles(values))
        return is_own and self._is_known


def _handles(values: Any) -> Iterator[int]:
    if isinstance(values, Handle):
        yield values.number
    elif isinstance(values, (list, tuple)):
        for value in values:
            yield from _handles(value)


def _numbers(value: Any) -> set[str] | None:
    """The numbers of three digits and more in `value`; None if there are too many to look at."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        found: set[str] = set()
        for part in value:
            numbers = _numbers(part)
            if numbers is None:
                return None
            found |= numbers
        return found
    if not isinstance(value, (int, float, np.ndarray, np.generic)):
        return set()
    entries = np.ravel(value)
    if entries.size > LARGEST or entries.dtype.kind not in "biuf":
        return None
    texts = (f"{entry:.8e}" for entry in np.abs(entries.astype(np.float64)).tolist())
    return {text for text in texts if len(text.partition("e")[0].rstrip("0")) >= len("1.23")}


class _Counting(Conversation):
    """Asks so much, and then one question that isn't sent."""

    def __init__(self, worker: _Reference, most: int) -> None:
        super().__init__(worker)
        self._most = most

    def _exchange(self, number: int, frame: bytes, allowance: Allowance, site: str) -> Any:
        if len(self.log) < self._most:
            return super()._exchange(number, frame, allowance, site)
        self.log.append(Exchange(site, frame, []))
        raise Undecided


class _Reference:
    """A worker that is none: the reference answers, in this process."""

    def __init__(self, roots: dict[int, Any]) -> None:
        self._respondent = Respondent(_no_function, passing=(KeyboardInterrupt, Undecided))
        self._respondent.roots = roots
        self._reply = b""

    def cpu_seconds(self) -> float:
        return 0.0

    def starved_seconds(self) -> float:
        return 0.0

    def send(self, frame: bytes, _: Allowance) -> None:
        self._reply = self._respondent.answer(*unframed(frame))

    def receive(self, _: Allowance) -> Received:
        return divided(self._reply)


def _no_function(*_: Any) -> NoReturn:
    raise Undecided


class _Foreseeing(Conversation):
    """Answers with objects where the reference gives some, and else with what isn't known."""

    def __init__(self, worker: _Reference, asked: list[Foreseen]) -> None:
        super().__init__(worker)
        self._asked = asked
        self._handed_out = _HandedOut()
        self._is_over = False

    def call(
        self,
        owner: int,
        name: str | None,
        calls: Calls,
        allowance: Allowance,
        *,
        times: int = 1,
        site: str = "",
    ) -> list[Answer]:
        calls = list(calls)
        with self._foreseeing(owner, name, calls, times):
            if len(calls) * times > LONGEST or len(self._asked) >= MOST:
                raise Undecided
            answers = super().call(owner, name, calls, allowance, times=times, site=site)
        values = [answer.value for answer in answers]
        if self._handed_out.answers(self.log[-1].question, values):
            return answers
        return [Answer(_known(answer.value), answer.changed) for answer in answers]

    def get(self, owner: int, name: str, allowance: Allowance, *, site: str = "") -> Any:
        with self._foreseeing():
            return _known(super().get(owner, name, allowance, site=site))

    def take(self, *_: Any, **__: Any) -> NoReturn:
        raise Undecided

    def names(self, *_: Any) -> NoReturn:
        raise Undecided

    @contextlib.contextmanager
    def _foreseeing(self, *asked: Any) -> Iterator[None]:
        """Note what is asked, a call as `asked`, up to the first that depends on an answer."""
        if self._is_over:
            raise Undecided
        self._is_over = True
        try:
            yield
        except (StudentError, WorkerFailed):
            raise Undecided from None
        self._is_over = False
        self._asked.append(Foreseen(self.log[-1].question, asked or None))

    def _reference(self, value: Any) -> Node:
        if hasattr(type(value), "wire_handle") or isinstance(value, np.random.Generator):
            return super()._reference(value)
        raise Undecided  # not known, or a function, which could be called right away


def _known(value: Any) -> Any:
    return value if isinstance(value, Handle) else Unknown()
