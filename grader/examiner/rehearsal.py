"""What will a check ask, whatever it is answered?

A check is run once without a submission. Its answers are unknown, the reference's values too; only
which calls give objects is taken from the reference. What it asks up to where it needs an answer,
it asks of every submission, and so these questions can be sent together. No question among them
can hold what a right answer would be: it was made without any.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Final, NoReturn

import numpy as np

from grader.course import Exercise
from grader.examiner.misconceptions import load_given, load_variant
from grader.examiner.names import Names
from grader.examiner.remote import Student
from grader.examiner.session import Session
from grader.examiner.unknown import Undecided, Unknown
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.conversation import Answer, Conversation, Handle, StudentError
from grader.sandbox.respondent import GIVEN, SUBMISSION, Respondent
from grader.sandbox.wire import Node, unframed

LONGEST: Final = 200
"""Calls in a question, repetitions of one included, up to which it is asked ahead."""


def rehearse(session: Session, exercise: Exercise) -> dict[str, tuple[bytes, ...]]:
    """The frames of the first questions of each check, by its id, where there are two or more."""
    rehearsal = session.seat.rehearsal = Rehearsal(exercise)
    items = session.checks(exercise)
    try:
        for item, following in zip(items, (*items[1:], None), strict=True):
            with np.errstate(all="ignore"):
                session.run(item, following, exercise.limits.check_seconds)
    finally:
        session.seat.rehearsal = None
    return {check: tuple(asked) for check, asked in rehearsal.asked.items() if len(asked) > 1}


class Rehearsal:
    """What the fixtures give while a check is run without a submission.

    Attributes
    ----------
    reference : Unknown
    asked : dict
        Frames of questions, by the check's id.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.reference = Unknown()
        self.asked: dict[str, list[bytes]] = {}
        self._roots = {
            SUBMISSION: load_variant(exercise),
            GIVEN: exercise.given and load_given(exercise.given),
        }

    def student(self, check: str) -> Student:
        """Nobody, for `check`."""
        self.asked[check] = []
        conversation = _Foreseeing(_Reference(self._roots), self.asked[check])
        allowance = Allowance(conversation.worker, 0.0)
        names = Names(vars(self._roots[SUBMISSION]))
        return Student(conversation, allowance, lambda _: None, names, set())


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

    def receive(self, _: Allowance) -> tuple[list[Any], bytes]:
        return unframed(self._reply)


def _no_function(*_: Any) -> NoReturn:
    raise Undecided


class _Foreseeing(Conversation):
    """Answers with objects where the reference gives some, and else with what isn't known."""

    def __init__(self, worker: _Reference, asked: list[bytes]) -> None:
        super().__init__(worker)
        self._asked = asked
        self._is_over = False

    def call(
        self,
        owner: int,
        name: str | None,
        calls: Sequence[tuple[tuple[Any, ...], dict[str, Any]]],
        allowance: Allowance,
        *,
        times: int = 1,
        site: str = "",
    ) -> list[Answer]:
        with self._foreseeing():
            if len(calls) * times > LONGEST:
                raise Undecided
            answers = super().call(owner, name, calls, allowance, times=times, site=site)
        return [Answer(_known(answer.value), answer.changed) for answer in answers]

    def get(self, owner: int, name: str, allowance: Allowance, *, site: str = "") -> Any:
        with self._foreseeing():
            return _known(super().get(owner, name, allowance, site=site))

    def take(self, *_: Any, **__: Any) -> NoReturn:
        raise Undecided

    def names(self, *_: Any) -> NoReturn:
        raise Undecided

    @contextlib.contextmanager
    def _foreseeing(self) -> Iterator[None]:
        """Note what is asked, up to the first question that depends on an answer."""
        if self._is_over:
            raise Undecided
        self._is_over = True
        try:
            yield
        except (StudentError, WorkerFailed):
            raise Undecided from None
        self._is_over = False
        self._asked.append(self.log[-1].question)

    def _reference(self, value: Any) -> Node:
        if not isinstance(value, np.random.Generator) and callable(value):
            raise Undecided
        return super()._reference(value)


def _known(value: Any) -> Any:
    return value if isinstance(value, Handle) else Unknown()
