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
from grader.examiner.watchdog import TooMuchToRead
from grader.results import Diagnosis
from grader.sandbox.conversation import Exchange, Handle
from grader.sandbox.respondent import GIVEN, SUBMISSION, Respondent
from grader.sandbox.wire import OBJECT, OPAQUE, Incoming, WireError, unframed

CLOSE: Final = 1e-6
"""Relative to the largest entry: far above rounding, far below any mistake."""
OWN_NUMBERS: Final = 10**12
"""Where the numbers of a replay's objects start; a worker's never get there."""
LARGEST_CALL: Final = 2_000
"""Repetitions of a call up to which it is replayed on every misconception."""


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
        self._modules: dict[tuple[Misconception, ...], Any] = {}

    def diagnose(self, logs: Mapping[str, Sequence[Exchange]]) -> Findings:
        """What the calls of an exercise's checks show.

        Parameters
        ----------
        logs : mapping
            Each check's questions and replies, by the check's id.
        """
        checks, calls = [], []
        for name, log in logs.items():
            asked = [exchange for exchange in log if exchange.site]
            checks += [name] * len(asked)
            calls += [_Call(each, is_first=number == 0) for number, each in enumerate(asked)]
        right = list(self._replayed((), calls))
        deviating = [
            number
            for number, call in enumerate(calls)
            if _verdict(call.observed, right[number]) is False
        ]
        sites = _by_site((calls[number].site, number) for number in deviating)
        named = self._named_by_site(calls, right, sites)
        first: dict[str, str] = {}
        for number in deviating:
            for misconception in named.get(calls[number].site, ())[:1]:
                first.setdefault(checks[number], misconception.name)
        found = [
            Diagnosis(site=site, misconception=misconception.name, hint=misconception.hint)
            for site in sites
            for misconception in named.get(site, ())
        ]
        return Findings(tuple(found), first)

    def _named_by_site(
        self, calls: Sequence[_Call], right: Sequence[Any], sites: dict[str, list[int]]
    ) -> dict[str, tuple[Misconception, ...]]:
        if not sites:
            return {}
        singles = [(misconception,) for misconception in self._catalogue]
        possible, named = self._named(singles, calls, right, sites)
        left = {site: numbers for site, numbers in sites.items() if site not in named}
        pairs = [
            (first, second)
            for (first,), (second,) in itertools.combinations(possible, 2)
            if not first.replaced & second.replaced
        ]
        return named | self._named(pairs, calls, right, left)[1] if left else named

    def _named(
        self,
        variants: Sequence[tuple[Misconception, ...]],
        calls: Sequence[_Call],
        right: Sequence[Any],
        sites: dict[str, list[int]],
    ) -> tuple[list[tuple[Misconception, ...]], dict[str, tuple[Misconception, ...]]]:
        """The variants that aren't vetoed, and for each site the one with the most evidence."""
        possible = []
        best: dict[str, tuple[int, tuple[Misconception, ...]]] = {}
        for variant in variants:
            values: list[Any] = []
            for call, value in zip(calls, self._replayed(variant, calls), strict=True):
                if _is_veto(call.observed, right[len(values)], value):
                    break
                values.append(value)
            if len(values) < len(calls):
                continue
            possible.append(variant)
            for site, numbers in sites.items():
                evidence = _evidence([(calls[n].observed, values[n]) for n in numbers])
                if evidence > best.get(site, (0, ()))[0]:
                    best[site] = (evidence, _relevant(variant, site))
        return possible, {site: variant for site, (_, variant) in best.items()}

    def _replayed(
        self, variant: tuple[Misconception, ...], calls: Sequence[_Call]
    ) -> Iterator[Any]:
        """What `variant` gives in each of the calls; `_NOTHING` where it raises."""
        if variant not in self._modules:
            self._modules[variant] = load_variant(self._exercise, *variant)
        replay: _Replay | None = None
        for call in calls:
            if call.is_first or replay is None:
                replay = _Replay(self._modules[variant], self._given)
            yield replay.answer(call)


class _Nothing:
    """A call that says nothing: it raised, or wasn't made."""


_NOTHING: Final = _Nothing()


class _Call:
    """A logged question with what the student's code answered."""

    def __init__(self, exchange: Exchange, *, is_first: bool) -> None:
        self.site = exchange.site
        self.is_first = is_first  # of its check: objects of the last one are gone
        self.question, self.raw = unframed(exchange.question)
        self.functions = exchange.functions
        self.objects: list[int] = []
        self.observed: Any = _NOTHING
        if exchange.reply is not None:
            self.observed = _observed(*exchange.reply, self.objects)

    @property
    def is_long(self) -> bool:
        """Would it take long to replay on every misconception?"""
        return self.question[1] == "call" and int(self.question[-1]) > LARGEST_CALL


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

    def answer(self, call: _Call) -> Any:
        self._is_behind = self._is_behind or call.is_long
        if self._is_behind:
            return _NOTHING
        self._functions = call.functions
        with np.errstate(all="ignore"):
            frame = self._respondent.answer(call.question, call.raw)
        objects: list[int] = []
        observed = _observed(*unframed(frame), objects)
        for theirs, ours in zip(call.objects, objects, strict=False):
            self._respondent.objects[theirs] = self._respondent.objects[ours]
        return observed

    def _call_back(self, _: Respondent, number: int, args: list[Any]) -> Any:
        return self._functions[number](*args)


def _observed(message: list[Any], raw: bytes, objects: list[int]) -> Any:
    """What a reply shows: its values, or what a call left in its arguments where it gave None."""

    def reference(tag: int, fields: list[Any]) -> Any:
        if tag == OBJECT:
            objects.append(fields[0])
            return Handle(0, "", False, frozenset())
        if tag == OPAQUE:
            return _NOTHING
        raise WireError("no value")

    if message[1] != "value":
        return _NOTHING
    incoming = Incoming(raw, reference)
    try:
        if type(message[2]) is list and message[2] and type(message[2][0]) is list:
            return [_shown(reply, incoming) for reply in message[2]]
        return incoming.value(message[2])
    except (WireError, TypeError, IndexError, ValueError):
        return _NOTHING


def _shown(reply: Any, incoming: Incoming) -> Any:
    """The value of a call; with what it changed in place, where that isn't the value itself."""
    value = incoming.value(reply[0])
    changed = [incoming.value(node) for _, node in reply[1]]
    if value is None and changed:
        return changed[0]
    if all(_verdict(value, part) for part in changed):
        return value
    return [value, changed]


# --- comparing -----------------------------------------------------------------------------------


def _verdict(a: Any, b: Any) -> bool | None:
    """Are two observed values the same? None: they say nothing (missing, or nowhere finite).

    What isn't finite must be so in the same places.
    """
    if isinstance(a, _Nothing) or isinstance(b, _Nothing):
        return None
    if isinstance(a, dict) and isinstance(b, dict):
        return _all(_verdict(a[key], b[key]) for key in a) if a.keys() == b.keys() else False
    try:
        left, right = real_array(a, ""), real_array(b, "")
    except Mismatch:
        return _verdict_of_parts(a, b)
    if left.shape != right.shape:
        return False
    is_finite = np.isfinite(left)
    if not np.array_equal(is_finite, np.isfinite(right)):
        return False
    if not is_finite.any() and left.size:
        return None
    left, right = left[is_finite], right[is_finite]
    largest = max(np.max(np.abs(left), initial=0.0), np.max(np.abs(right), initial=0.0))
    return bool(np.all(np.abs(left - right) <= CLOSE * largest))


def _verdict_of_parts(a: Any, b: Any) -> bool | None:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        if len(a) != len(b):
            return False
        return _all(_verdict(left, right) for left, right in zip(a, b, strict=True))
    if isinstance(a, Handle) or isinstance(b, Handle):
        return True if isinstance(a, Handle) and isinstance(b, Handle) else None
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return np.array_equal(a, b)  # truth values, complex numbers: of any shape
    return type(a) is type(b) and bool(np.all(a == b))


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    known = list(verdicts)
    if False in known:
        return False
    return None if None in known else True


def _is_veto(student: Any, right: Any, variant: Any) -> bool:
    """Does the variant differ from the reference where the student agrees with it?

    Or give no finite number where both of them do: the student doesn't make that mistake, even if
    the numbers differ for another reason.
    """
    if _is_finite(student) and _is_finite(right) and not _is_finite(variant):
        return True
    return _verdict(student, right) is True and _verdict(variant, right) is False


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
    verdicts = [_verdict(student, variant) for student, variant in pairs]
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


def _relevant(variant: tuple[Misconception, ...], site: str) -> tuple[Misconception, ...]:
    """Of a pair, the one that changes the site itself, if only one does."""
    at_site = tuple(m for m in variant if site in m.replaced)
    return at_site if len(at_site) == 1 else variant
