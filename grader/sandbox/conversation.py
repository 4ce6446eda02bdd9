"""Questions to a worker and its replies, as values: the trusted end of `grader.sandbox.respondent`.

The form of what comes back is checked by `grader.sandbox.replies`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.language import gettext, gettext_noop
from grader.sandbox.ahead import Channel, Fetched, Loaded, Loading, fetch, frame
from grader.sandbox.allowance import Allowance
from grader.sandbox.exchange import Answer, Calls, Exchange, Foreseen, Received, unreadable
from grader.sandbox.loading import NOTES_LIMIT
from grader.sandbox.replies import (
    Reply,
    as_answer,
    as_error,
    as_message,
    as_names,
    as_reference,
    as_text,
    decoded,
    finish,
)
from grader.sandbox.wire import FUNCTION, GENERATOR, OBJECT, Incoming, Node, Outgoing

LOGGED_BYTES = 8 * 2**20
"""Bytes of the replies to a check that are kept in the log, until the exercise is diagnosed."""
LOGGED_VALUES = 20_000
"""Values, likewise. The exercises' own replies have a tenth of either at most."""


class Conversation:
    """Asks one worker about one exercise, one question after another.

    What checks will ask, whatever they are answered, can be asked ahead (`foresee`, `prefetch`).

    Parameters
    ----------
    worker : Channel
    place : int, optional
        That of the exercise among those that the worker serves, if there are more than one.
    """

    def __init__(self, worker: Channel, place: int | None = None) -> None:
        self.worker = worker
        self.log: list[Exchange] = []
        self._place = place
        self._turn = b""
        self.resume()
        self._numbers = itertools.count(1)
        self._functions: list[Callable[..., Any]] = []
        self._is_calling_back = False
        self._left_to_log = LOGGED_BYTES, LOGGED_VALUES
        self._loading = Fetched([])
        self._fetched: dict[str, Fetched] = {}
        self._now = Fetched([])

    def resume(self) -> None:
        """Have the worker turn to this exercise again before the next question."""
        if self._place is not None:
            self._turn = frame(0, "turn", self._place)

    def _turned(self, question: bytes) -> bytes:
        turn, self._turn = self._turn, b""
        return turn + question

    def foresee(
        self, checks: Mapping[str, Sequence[Foreseen]], loading: Loading | None = None
    ) -> list[Fetched]:
        """What `fetch` is to ask for `checks`, after those of `loading`."""
        asked = {check: Fetched.of_check(foreseen) for check, foreseen in checks.items()}
        self._fetched.update(asked)
        if loading is not None:
            self._loading = Fetched(loading.frames())
        questions = [*([] if loading is None else [self._loading]), *asked.values()]
        if questions:
            questions[0].frames[0] = self._turned(questions[0].frames[0])
        return questions

    def prefetch(self, checks: Mapping[str, Sequence[Foreseen]], allowance: Allowance) -> None:
        """Ask what several checks will ask, one after the other, and keep the replies for them.

        A check that then asks something else starts anew: what it has asked so far is asked again,
        of the same worker, and from there on one by one.

        Raises
        ------
        WorkerFailed
            Nobody knows by which of the questions.
        """
        fetch(self.worker, self.foresee(checks), allowance)

    def begin(self, check: str = "") -> None:
        """Start a check: objects, functions and the log of the last one are forgotten.

        Parameters
        ----------
        check : str
            Its id, for what was fetched for it.
        """
        self._now = self._fetched.pop(check, Fetched([]))
        self.log = []
        self._numbers = itertools.count(1)
        self._left_to_log = LOGGED_BYTES, LOGGED_VALUES
        self._functions = []

    def answers(self, check: str) -> list[bytes]:
        """The replies that were fetched for `check`, as they came; empty if there are none."""
        return self._fetched[check].answers() if check in self._fetched else []

    @property
    def is_as_foreseen(self) -> bool:
        """Has this check asked nothing so far but what was fetched for it?"""
        return bool(self._now.replies)

    def load(self, loading: Loading | None, allowance: Allowance) -> Loaded:
        """Run the submission, statement by statement.

        Parameters
        ----------
        loading : Loading or None
            None where it was asked ahead: then it has been run.

        Raises
        ------
        StudentError
            If it can't be run at all.
        """
        self.begin()
        if loading is not None:
            fetch(self.worker, self.foresee({}, loading), allowance)
        values = []
        for number, received in enumerate(self._loading.replies, start=1):
            reply = self._read(number, received, allowance)
            values.append(decoded(reply.node, reply.incoming))
            finish(reply.incoming, allowance)
        failures, printed, names = values[-3:]
        if type(failures) is not list or not all(type(failure) is list for failure in failures):
            raise unreadable(gettext_noop("notes of the wrong form"))
        notes = [as_error(failure) for failure in failures[:NOTES_LIMIT]]
        return Loaded(notes, as_text(printed), as_names(names))

    def are_plain(self, loadings: Sequence[Loading], allowance: Allowance) -> list[bool]:
        """Which of them can leave nothing in the worker but modules, by their text?

        To be asked before any is loaded: who answers has met no student's code by then.
        """
        outgoing = Outgoing(self._reference)
        told = outgoing.node([list(loading.parts) for loading in loadings])
        reply = self._ask("plain", outgoing, [told], allowance)
        answers = decoded(reply.node, reply.incoming)
        self._settle(reply, allowance)
        if type(answers) is not list or len(answers) != len(loadings):
            raise unreadable(gettext_noop("the wrong number of values"))
        return [answer is True for answer in answers]

    def printed(self, allowance: Allowance) -> str:
        """What the submission has printed since the check began.

        Where its questions were sent ahead, what it printed at all of them.
        """
        if self.is_as_foreseen:
            reply = self._read(len(self._now.frames), self._now.replies[-1], allowance)
            finish(reply.incoming, allowance)
            return as_text(decoded(reply.node, reply.incoming))
        return as_text(self._value("printed", [], allowance, ""))

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
        """Call ``owner.name`` with each pair of positional and keyword arguments, in one message.

        Raises
        ------
        StudentError
            If one of the calls raised.
        WorkerFailed
            If the worker died, was late or sent something malformed.
        """
        expected = self._now.expected()
        if expected is not None and expected.is_call(owner, name, calls, times):
            reply = self._exchange(next(self._numbers), expected.frame, allowance, site)
        else:
            outgoing = Outgoing(self._reference)
            arguments = outgoing.node([(tuple(args), kwargs) for args, kwargs in calls])
            fields = [owner, name, arguments, times]
            reply = self._ask("call", outgoing, fields, allowance, site)
        if type(reply.node) is not list or len(reply.node) != len(calls):
            raise unreadable(gettext_noop("the wrong number of values"))
        answers = [as_answer(node, reply.incoming) for node in reply.node]
        self._settle(reply, allowance)
        return answers

    def get(self, owner: int, name: str, allowance: Allowance, *, site: str = "") -> Any:
        """The attribute `name` of an object."""
        return self._value("get", [owner, name], allowance, site)

    def names(self, owner: int, allowance: Allowance) -> frozenset[str]:
        """The public names that a module or an object has."""
        return as_names(self._value("names", [owner], allowance, ""))

    def take(self, owner: int, most: int, allowance: Allowance, *, site: str = "") -> Answer:
        """The first `most` items of an iterable object, or all if there are fewer.

        The answer tells, too, what iterating changed of the arguments that the object came from.
        """
        fields = [owner, most]
        reply = self._ask("take", Outgoing(self._reference), fields, allowance, site)
        if type(reply.node) is not list or len(reply.node) != 1:
            raise unreadable(gettext_noop("the wrong number of values"))
        answer = as_answer(reply.node[0], reply.incoming)
        self._settle(reply, allowance)
        if type(answer.value) is not list or len(answer.value) > most:
            raise unreadable(gettext_noop("the wrong number of items"))
        return answer

    # --- one question ------------------------------------------------------------------------

    def _ask(
        self,
        question: str,
        outgoing: Outgoing,
        fields: list[Any],
        allowance: Allowance,
        site: str = "",
    ) -> Reply:
        number = next(self._numbers)
        frame = outgoing.frame([number, question, *fields])
        return self._exchange(number, frame, allowance, site)

    def _exchange(self, number: int, frame: bytes, allowance: Allowance, site: str) -> Reply:
        if self._is_calling_back:
            raise RuntimeError("a function that a check passes must not call the submission")
        self.log.append(Exchange(site, frame, self._functions))
        if self.is_as_foreseen:
            expected = self._now.expected()
            if expected is not None and expected.frame == frame:
                return self._read(number, self._now.replies.popleft(), allowance)
            return self._read(number, self._asked_again(allowance), allowance)
        self.worker.send(self._turned(frame), allowance)
        return self._read(number, self.worker.receive(allowance), allowance)

    def _asked_again(self, allowance: Allowance) -> Received:
        """Have the worker where this check is; what is asked from here on is asked in earnest.

        What was foreseen holds no functions: only to the last question the worker may call back.
        """
        self._now = Fetched([])
        again = Fetched([exchange.question for exchange in self.log])
        again.frames[0] = self._turned(again.frames[0])
        fetch(self.worker, [again], allowance)
        return again.replies[-1]

    def _read(self, number: int, received: Received, allowance: Allowance) -> Reply:
        """The reply, once the worker has called back as often as it likes."""
        while True:
            structure, raw = received
            message = as_message(structure)
            if len(message) < 2 or type(message[0]) is not int or message[0] != number:
                raise unreadable(gettext_noop("a reply to another question"))
            incoming = Incoming(raw, as_reference)
            kind, rest = message[1], message[2:]
            if kind == "callback":
                self._call_back(number, rest, incoming, allowance)
                received = self.worker.receive(allowance)
            elif kind == "value" and len(rest) == 1:
                return Reply(rest[0], message, raw, len(structure) + len(raw), incoming)
            elif kind == "raised":
                raise as_error(rest)
            else:
                raise unreadable(gettext_noop("a reply of an unknown kind"))

    def _value(self, question: str, fields: list[Any], allowance: Allowance, site: str) -> Any:
        reply = self._ask(question, Outgoing(self._reference), fields, allowance, site)
        value = decoded(reply.node, reply.incoming)
        self._settle(reply, allowance)
        return value

    def _settle(self, reply: Reply, allowance: Allowance) -> None:
        """Nothing may be left over of `reply`; log it, if it isn't too much to keep."""
        finish(reply.incoming, allowance)
        bytes_left, values_left = self._left_to_log
        left = bytes_left - reply.size, values_left - reply.incoming.nodes
        if min(left) >= 0:
            self._left_to_log = left
            self.log[-1].reply = (reply.message, reply.raw)
            self.log[-1].size = reply.size
        else:
            self.log[-1].is_too_much = True

    def _call_back(
        self, number: int, rest: list[Any], incoming: Incoming, allowance: Allowance
    ) -> None:
        """Call the function that the worker asks for, and send what it gives."""
        if len(rest) != 2 or type(rest[0]) is not int or not 0 <= rest[0] < len(self._functions):
            raise unreadable(gettext_noop("a call of an unknown function"))
        args = decoded(rest[1], incoming)
        finish(incoming, allowance)
        if type(args) is not list:
            raise unreadable(gettext_noop("a call without arguments"))
        outgoing = Outgoing(self._reference)
        self._is_calling_back = True
        try:
            answer = outgoing.node(self._functions[rest[0]](*args))
            frame = outgoing.frame([number, "answer", answer])
        except Exception as problem:  # its text may hold what only the check knows
            text = gettext("the function passed to you raised {kind}")
            text = text.format(kind=type(problem).__name__)
            frame = Outgoing(self._reference).frame([number, "refuse", text])
        finally:
            self._is_calling_back = False
        self.worker.send(frame, allowance)

    # --- references --------------------------------------------------------------------------

    def _reference(self, value: Any) -> Node:
        handle = getattr(type(value), "wire_handle", None)
        if handle is not None:
            return [OBJECT, handle(value).number]
        if isinstance(value, np.random.Generator):
            return [GENERATOR, *_seed(value)]
        if callable(value):
            self._functions.append(value)
            return [FUNCTION, len(self._functions) - 1]
        raise TypeError(f"a check can't send a {type(value).__name__} to a submission")


def _seed(generator: np.random.Generator) -> list[Any]:
    """The seed of a generator that nothing was drawn from yet.

    Raises
    ------
    TypeError
        If something was: its seed no longer says what it will give.
    """
    sequence: Any = generator.bit_generator.seed_seq
    fresh = np.random.default_rng(
        np.random.SeedSequence(sequence.entropy, spawn_key=sequence.spawn_key)
    )
    if fresh.bit_generator.state != generator.bit_generator.state:
        raise TypeError("a generator travels as its seed: pass one that nothing was drawn from")
    entropy = [f"{part:x}" for part in np.atleast_1d(np.asarray(sequence.entropy, dtype=object))]
    return [entropy, *sequence.spawn_key]
