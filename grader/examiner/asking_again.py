"""Is a student's forward one function? Asks it again, in another order.

Errors are carried forward: where a forward is wrong, its own gradient counts. A submission that
tells by what was asked before which check is running could be right where its forward is judged and
another function where its gradient is. So, where an error was carried forward, a new worker is
asked what the checks' logs hold of that forward: each question by itself, with objects made for it
alone, in an order drawn from the course's seed. An answer that isn't the logged one shows two
functions.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np

from grader.examiner.marking import without_carried
from grader.examiner.observed import NOTHING, observation, verdict
from grader.examiner.run import ATTEMPTS, ExerciseRun, WorkerSource, ended_from_outside
from grader.language import gettext
from grader.results import ExerciseResult
from grader.sandbox.allowance import Allowance, WarmProcessLost, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Exchange, Handle, StudentError
from grader.sandbox.respondent import GIVEN, SUBMISSION
from grader.sandbox.wire import OBJECT, Incoming, unframed

MOST: Final = 2
"""Questions of one check at one site that are asked again, the first that can stand alone."""


def without_two_faces(
    sandbox: WorkerSource, run: ExerciseRun, result: ExerciseResult, seed: int, problems: list[str]
) -> ExerciseResult:
    """`result` without marks for the gradient of a forward that isn't one function.

    Parameters
    ----------
    run : ExerciseRun
        That gave `result`.
    seed : int
        The course's.
    problems : list of str
        What the instructor should look into is added here.
    """
    carried = carried_of(run, result)
    if not carried:
        return result
    for _ in range(ATTEMPTS):
        again = ExerciseRun(sandbox, run.exercise, run.code)
        is_one = is_one_function(again, run.logs, carried, seed)
        if is_one:
            return result
        if not again.is_disturbed:
            break
    if is_one is None:
        if again.is_disturbed:
            reason = ended_from_outside()
        else:
            reason = gettext("not every answer can be had again")
        text = gettext("{exercise}: no error was carried forward: {reason}")
        problems.append(text.format(exercise=run.exercise.name, reason=reason))
    return without_carried(result, carried, is_shown=is_one is not None)


def carried_of(run: ExerciseRun, result: ExerciseResult) -> dict[str, set[str]]:
    """The sites whose errors were carried forward in checks that passed, by the check's id."""
    passed = [check.id for check in result.checks if check.outcome == "passed"]
    return {check: run.carried[check] for check in passed if run.carried.get(check)}


def is_one_function(
    run: ExerciseRun,
    logs: Mapping[str, Sequence[Exchange]],
    carried: Mapping[str, set[str]],
    seed: int,
) -> bool | None:
    """Does a new worker give the logged answers at the sites that errors were carried from?

    None if what must be asked can't be: an answer was too much to be logged, the question holds a
    function or a generator of the check's, or something outside ended the worker.

    Parameters
    ----------
    run : ExerciseRun
        A new one, of the same submission; closed afterwards.
    logs : mapping
        Each check's questions and replies, by the check's id.
    carried : mapping
        The sites of the forwards whose errors were carried forward, by the check's id.
    seed : int
        Of the order.
    """
    sites = set().union(*carried.values())
    questions: list[tuple[_Log, _Asked]] = []
    for check, log in logs.items():
        read = _Log(log)
        found = [asked for site in sorted(sites) for asked in read.alone(site)]
        is_missing = not carried.get(check, set()) <= {asked.site for asked in found}
        if is_missing or any(each.is_too_much and each.site in sites for each in log):
            return None
        questions += [(read, asked) for asked in found]
    try:
        for number in np.random.default_rng(seed).permutation(len(questions)):
            log, asked = questions[number]
            given = _Anew(log, *run.begin()).observed(asked)
            if given is NOTHING or verdict(given, asked.observed) is False:
                return False
            run.settle()
    except (StudentError, WorkerFailed, WarmProcessLost) as problem:
        run.lose(problem)
        return None if run.is_disturbed else False
    finally:
        run.close()
    return True


class _Asked:
    """A logged question.

    Attributes
    ----------
    needs : set of int
        The numbers of the objects that it can't be asked without.
    gave : list of int
        The number of the object that each of its calls gave, 0 where it was none.
    observed : object
        What its first call gave; `NOTHING` if the question can't be asked again.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.site = exchange.site
        self.question, self.raw = unframed(exchange.question)
        self.is_call = self.question[1] == "call"
        self.needs = {self.question[2]} - {SUBMISSION, GIVEN}
        self.gave: list[int] = []
        self.observed: Any = NOTHING
        self._is_askable = self.is_call and self.question[-1] == 1
        if self.is_call:
            self.arguments(self._need)
        if not self._is_askable or exchange.reply is None:
            return
        values = observation(*exchange.reply, [])
        self.gave = [_number(value) for value in values]
        if not any(self.gave):
            self.observed = values[0]

    def _need(self, tag: int, fields: list[Any]) -> None:
        if tag == OBJECT:
            self.needs.add(fields[0])
        else:  # a function or a generator of the check's
            self._is_askable = False

    def arguments(self, reference: Callable[[int, list[Any]], Any]) -> list[Any]:
        """Positional and keyword arguments of each call; `reference` as `Incoming` has it."""
        pairs: list[Any] = Incoming(self.raw, reference).value(self.question[4])
        return pairs


class _Log:
    """The questions of a check, and which of them gave which object."""

    def __init__(self, log: Sequence[Exchange]) -> None:
        self._asked = [_Asked(exchange) for exchange in log if exchange.site]
        self.givers: dict[int, tuple[_Asked, int]] = {}
        for asked in self._asked:
            for at, number in enumerate(asked.gave):
                if number and number not in asked.needs:  # its number is the worker's word
                    self.givers.setdefault(number, (asked, at))

    def alone(self, site: str) -> list[_Asked]:
        """The first questions at `site` whose objects nothing else had been asked of."""
        here = (
            asked
            for at, asked in enumerate(self._asked)
            if asked.site == site and asked.observed is not NOTHING and self._is_alone(at)
        )
        return list(itertools.islice(here, MOST))

    def _is_alone(self, at: int) -> bool:
        """Does nothing come before this question but what made its objects?"""
        makers, numbers = [self._asked[at]], set[int]()
        for maker in makers:  # grows meanwhile
            for number in maker.needs - numbers:
                numbers.add(number)
                if number not in self.givers:
                    return False
                makers.append(self.givers[number][0])
        return all(
            asked in makers for asked in self._asked[:at] if asked.is_call and asked.needs & numbers
        )


class _Anew:
    """One question to a new worker, which gets objects of its own for it."""

    def __init__(self, log: _Log, conversation: Conversation, allowance: Allowance) -> None:
        self._log = log
        self._conversation = conversation
        self._allowance = allowance
        self._made: dict[int, Handle] = {}

    def observed(self, asked: _Asked) -> Any:
        """What the first call of `asked` gives now."""
        self._ask(asked, 0)
        reply = self._conversation.log[-1].reply
        return NOTHING if reply is None else observation(*reply, [])[0]

    def _ask(self, asked: _Asked, at: int) -> Any:
        arguments = asked.arguments(self._object)[at]
        owner, name = asked.question[2:4]
        if owner not in (SUBMISSION, GIVEN):
            owner = self._object(OBJECT, [owner]).number
        [answer] = self._conversation.call(owner, name, [arguments], self._allowance)
        return answer.value

    def _object(self, _: int, fields: list[Any]) -> Handle:
        number = fields[0]
        if number not in self._made:
            made = self._ask(*self._log.givers[number])
            if not isinstance(made, Handle):
                raise WorkerFailed("it gives no object where it gave one")
            self._made[number] = made
        return self._made[number]


def _number(value: Any) -> int:
    """The number of the object that a call gave, 0 if it gave none."""
    if isinstance(value, list) and value:  # with what it changed of its arguments
        value = value[0]
    return value.number if isinstance(value, Handle) else 0
