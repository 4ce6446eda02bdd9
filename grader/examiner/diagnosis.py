"""Which misconception do a student's numbers show?

The student's own logged calls, with their arguments, are replayed on the reference R and on each
misconception V. Sites (`Sigmoid.backward`, `Affine.dW`) are judged one by one. V is *vetoed* if it
differs from R in a call where the student agrees with R; it is *named* for a site if it equals the
student in every call there in which the student deviates, and one of these holds a finite number
other than 0 and 1 or -1 (which many mistakes give). What is left unnamed is tried with pairs that
change different things. No name is a fair answer; a wrong one isn't.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import numpy as np

from grader.course import Exercise
from grader.examiner.compare import Mismatch, real_array
from grader.examiner.misconceptions import (
    Misconception,
    load_given,
    load_variant,
    read_misconceptions,
)
from grader.examiner.observed import NOTHING, observation, verdict
from grader.examiner.watchdog import TooMuchToRead
from grader.results import Diagnosis
from grader.sandbox.exchange import Exchange
from grader.sandbox.respondent import GIVEN, SUBMISSION, Respondent
from grader.sandbox.wire import unframed

OWN_NUMBERS: Final = 10**12
"""Where the numbers of a replay's objects start; a worker's never get there."""
CALLS_OF_A_CHECK: Final = 200
"""Calls of a check that are replayed, its first: where errors are carried forward, thousands follow
that evaluate one forward at inputs next to each other."""
LARGEST_CALL: Final = 2_000
"""Repetitions of a call up to which it is replayed on every misconception."""
REMEMBERED: Final = 50_000
"""Calls whose replay is remembered: checks ask most students the same."""
SMALL: Final = 2**11
"""Bytes of question and reply up to which it is."""

Variant = tuple[Misconception, ...]
"""What is put in place of the reference's own; nothing is the reference itself."""


@dataclass(frozen=True)
class Findings:
    """What the numbers show.

    Parameters
    ----------
    diagnoses : tuple of Diagnosis
        Every misconception that is named, by site.
    first : dict
        The misconception of the first site where a check's calls deviate, by the check's id.
    """

    diagnoses: tuple[Diagnosis, ...]
    first: dict[str, str]


class Diagnostician:
    """Knows the catalogue of an exercise; loads a variant when it is first needed.

    Parameters
    ----------
    exercise : Exercise
    """

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._catalogue = read_misconceptions(exercise)
        self._given = exercise.given and load_given(exercise.given)
        self._handed_out: frozenset[str] = frozenset()
        if self._given is not None:
            self._handed_out = _defined_in(self._given) - _defined_in(load_variant(exercise))
        self._replays: dict[tuple[Variant, bytes], Replayed] = {}

    def _hint(self, misconception: Misconception) -> str:
        return self._exercise.texts.get(misconception.hint, misconception.hint)

    def diagnose(self, logs: Mapping[str, Sequence[Exchange]]) -> Findings:
        """What the calls of an exercise's checks show.

        Parameters
        ----------
        logs : mapping
            Each check's questions and replies, by the check's id.
        """
        checks: list[str] = []
        calls: list[_Call] = []
        for name, log in logs.items():
            of_check = calls_of(log)
            calls += of_check
            checks += [name] * len(of_check)
        for call, right in zip(calls, self._replayed((), calls), strict=True):
            call.right = right
            call.agrees = verdict(call.observed, right.observed)
        deviating = [number for number, call in enumerate(calls) if call.agrees is False]
        sites = _by_site((calls[number].site, number) for number in deviating)
        named = self._named_by_site(calls, sites)
        first: dict[str, str] = {}
        for number in deviating:
            for misconception in named.get(calls[number].site, ())[:1]:
                first.setdefault(checks[number], misconception.name)
        found = [
            Diagnosis(site=site, misconception=misconception.name, hint=self._hint(misconception))
            for site in sites
            for misconception in named.get(site, ())
        ]
        own = {one.misconception for one in found if not self._is_handed_out(one.site)}
        shown = (
            one
            for one in found
            if one.misconception not in own or not self._is_handed_out(one.site)
        )
        return Findings(tuple(shown), first)

    def _is_handed_out(self, site: str) -> bool:
        """Is it one of what the exercise hands out, and not of the student's file?"""
        return site.partition(".")[0] in self._handed_out

    def _named_by_site(
        self, calls: Sequence[_Call], sites: dict[str, list[int]]
    ) -> dict[str, Variant]:
        if not sites:
            return {}
        singles = [(misconception,) for misconception in self._catalogue]
        possible, named = self._named(singles, calls, sites)
        left = {site: numbers for site, numbers in sites.items() if site not in named}
        pairs = [
            (first, second)
            for (first,), (second,) in itertools.combinations(possible, 2)
            if not first.replaced & second.replaced
        ]
        return named | self._named(pairs, calls, left)[1] if left else named

    def _named(
        self, variants: Sequence[Variant], calls: Sequence[_Call], sites: dict[str, list[int]]
    ) -> tuple[list[Variant], dict[str, Variant]]:
        """The variants that aren't vetoed, and for each site the one with the most evidence."""
        possible = []
        best: dict[str, tuple[int, Variant]] = {}
        for variant in variants:
            values: list[Any] = []
            for call, replayed in zip(calls, self._replayed(variant, calls), strict=True):
                if call.is_veto(replayed):
                    break
                values.append(replayed.observed)
            if len(values) < len(calls):
                continue
            possible.append(variant)
            for site, numbers in sites.items():
                evidence = _evidence([(calls[n].observed, values[n]) for n in numbers])
                if evidence > best.get(site, (0, ()))[0]:
                    best[site] = (evidence, _relevant(variant, site))
        return possible, {site: variant for site, (_, variant) in best.items()}

    def _replayed(self, variant: Variant, calls: Sequence[_Call]) -> Iterator[Replayed]:
        """What `variant` gives in each of the calls; `NOTHING` where it raises."""
        replay: _Replay | None = None
        for call in calls:
            if call.before is None:
                replay = None
            key = variant, call.key
            known = None if call.functions else self._replays.get(key)
            if known is None:
                if replay is None:
                    replay = self._replay(variant)
                observed = replay.caught_up(call)
                known = Replayed(observed, call.right.observed if variant else observed)
                if call.is_small and not call.functions:
                    if len(self._replays) >= REMEMBERED:
                        self._replays.clear()
                    self._replays[key] = known
            yield known

    def _replay(self, variant: Variant) -> _Replay:
        """On a module of its own: what a check gets depends on no other check or student."""
        return _Replay(load_variant(self._exercise, *variant), self._given)


class Replayed:
    """What a variant gives in a call.

    Attributes
    ----------
    agrees : bool or None
        Does it give what the reference gives?
    """

    def __init__(self, observed: Any, right: Any) -> None:
        self.observed = observed
        self._right = right

    @cached_property
    def agrees(self) -> bool | None:
        return verdict(self.observed, self._right)

    @cached_property
    def is_finite(self) -> bool:
        return _is_finite(self.observed)


class _Call:
    """A logged question with what the student's code answered.

    Parameters
    ----------
    exchange : Exchange
    before : _Call or None
        The one before it in the same check; objects of another check are gone.

    Attributes
    ----------
    key : bytes
        The same for calls that were asked the same, after the same.
    right : Replayed
        What the reference gives.
    agrees : bool or None
        Does the student agree with it?
    is_small : bool
        Is it, with what comes before it, short enough to be remembered?
    """

    right: Replayed
    agrees: bool | None

    def __init__(self, exchange: Exchange, before: _Call | None) -> None:
        self.site = exchange.site
        self.before = before
        self.functions = exchange.functions
        self.objects: list[int] = []
        self.observed: Any = NOTHING
        if exchange.reply is not None:
            self.observed = observation(*exchange.reply, self.objects)
        self._frame = exchange.question
        size = len(exchange.question) + (len(exchange.reply[1]) if exchange.reply else 0)
        self.is_small: bool = size <= SMALL and (before is None or before.is_small)
        digest = blake2b(before.key if before else b"", digest_size=16)
        digest.update(self._frame)
        digest.update(repr(self.objects).encode())
        self.key: bytes = digest.digest()

    @cached_property
    def asked(self) -> tuple[list[Any], bytes]:
        """The question and its raw part."""
        return unframed(self._frame)

    @cached_property
    def _is_finite(self) -> bool:
        return _is_finite(self.observed)

    def is_veto(self, variant: Replayed) -> bool:
        """Does the variant differ from the reference where the student agrees with it?

        Or give no finite number where both of them do: the student doesn't make that mistake, even
        if the numbers differ for another reason.
        """
        if not variant.is_finite and self._is_finite and self.right.is_finite:
            return True
        return self.agrees is True and variant.agrees is False

    @property
    def is_long(self) -> bool:
        """Would it take long to replay on every misconception?"""
        question, _ = self.asked
        return question[1] == "call" and int(question[-1]) > LARGEST_CALL


def calls_of(log: Iterable[Exchange]) -> list[_Call]:
    """The calls of a check that are replayed."""
    calls: list[_Call] = []
    for exchange in [each for each in log if each.site][:CALLS_OF_A_CHECK]:
        calls.append(_Call(exchange, calls[-1] if calls else None))
    return calls


class _Replay:
    """One check's calls, on a module of the instructor's.

    The student's objects are numbered by the worker; those of the replay are found under the same
    numbers, in the order in which they came up.
    """

    def __init__(self, module: Any, given: Any) -> None:
        self._functions: list[Callable[..., Any]] = []
        self._respondent = Respondent(
            self._call_back, OWN_NUMBERS, (KeyboardInterrupt, TooMuchToRead)
        )
        self._respondent.roots = {SUBMISSION: module, GIVEN: given}
        self._is_behind = False  # a long call wasn't replayed: what follows it says nothing
        self._last: _Call | None = None

    def caught_up(self, call: _Call) -> Any:
        """What it gives in `call`, asked first what came before that and wasn't asked yet."""
        missed = []
        before = call.before
        while before is not None and before is not self._last:
            missed.append(before)
            before = before.before
        for each in reversed(missed):
            self._answer(each)
        self._last = call
        return self._answer(call)

    def _answer(self, call: _Call) -> Any:
        self._is_behind = self._is_behind or call.is_long
        if self._is_behind:
            return NOTHING
        self._functions = call.functions
        with np.errstate(all="ignore"):
            frame = self._respondent.answer(*call.asked)
        objects: list[int] = []
        observed = observation(*unframed(frame), objects)
        for theirs, ours in zip(call.objects, objects, strict=False):
            self._respondent.objects[theirs] = self._respondent.objects[ours]
        return observed

    def _call_back(self, _: Respondent, number: int, args: list[Any]) -> Any:
        return self._functions[number](*args)


def _defined_in(module: Any) -> frozenset[str]:
    """The names of the classes and functions that a module defines."""
    values = vars(module).items()
    own = (name for name, value in values if getattr(value, "__module__", "") == module.__name__)
    return frozenset(own)


def _is_finite(value: Any) -> bool:
    """Is it made of finite numbers only, as far as it is made of numbers?"""
    if isinstance(value, dict):
        return all(_is_finite(part) for part in value.values())
    try:
        return bool(np.isfinite(real_array(value, "")).all())
    except Mismatch:
        if isinstance(value, (list, tuple)):
            return all(_is_finite(part) for part in value)
        return True


def _evidence(pairs: Sequence[tuple[Any, Any]]) -> int:
    """How many calls show it; 0 if one contradicts it or none holds a telling number."""
    verdicts = [verdict(student, variant) for student, variant in pairs]
    if False in verdicts or True not in verdicts:
        return 0
    is_telling = any(
        verdict and _is_telling(student)
        for verdict, (student, _) in zip(verdicts, pairs, strict=True)
    )
    return verdicts.count(True) if is_telling else 0


def _is_telling(value: Any) -> bool:
    """Does it hold a finite number other than 0 and 1 or -1?"""
    if isinstance(value, dict):
        return any(_is_telling(part) for part in value.values())
    try:
        numbers = np.abs(real_array(value, ""))
    except Mismatch:
        return isinstance(value, (list, tuple)) and any(_is_telling(part) for part in value)
    return bool(np.any(np.isfinite(numbers) & (numbers != 0) & (numbers != 1)))


def _by_site(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    sites: dict[str, list[int]] = {}
    for site, number in pairs:
        sites.setdefault(site, []).append(number)
    return sites


def _relevant(variant: Variant, site: str) -> Variant:
    """Of a pair, the one that changes the site itself, if only one does."""
    at_site = tuple(m for m in variant if site in m.replaced)
    return at_site if len(at_site) == 1 else variant
