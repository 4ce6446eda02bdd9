"""What an instructor decided in the grader's place, and the file that it is written down in.

::

    student,check,points,reason,by
    s01,sigmoid/test_any_shape[one axis],0.5,"right, in float32",Ada Lovelace
    s02,sigmoid,7,sick that week; graded by hand,Ada Lovelace

``overrides.csv`` lies beside ``results.jsonl`` and is written by hand. The grader never writes it:
it outlives every re-grading, and ``results.jsonl`` stays what the grader gave. Whoever shows
results reads them here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from grader.errors import GraderError
from grader.language import gettext, nearest
from grader.results import CheckResult, ExerciseResult, Override, Result
from grader.results_file import LazyResults, StoredResults
from grader.tables import Table, read_table

OVERRIDES: Final = "overrides.csv"
COLUMNS: Final = ("student", "check", "points", "reason", "by")
RESULTS: Final = "results.jsonl"

_POINTS: Final = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_Key = tuple[str, str]
"""Exercise and check; an empty check is the whole exercise."""


@dataclass(frozen=True)
class _Entry:
    """A line of the file."""

    line: int
    student: str
    check: str
    points: float
    reason: str
    by: str

    @property
    def key(self) -> _Key:
        exercise, _, check = self.check.partition("/")
        return exercise, check

    def instead_of(self, score: float) -> Override:
        return Override(score=score, reason=self.reason, by=self.by)


def read_final_results(path: Path) -> Sequence[Result]:
    """The results in a folder, or in a file, with the overrides beside them.

    Raises
    ------
    GraderError
        If there are none, or with all that is wrong in ``overrides.csv``.
    """
    file = path / RESULTS if path.is_dir() else path
    try:
        results = StoredResults(file)
    except OSError as problem:
        text = gettext("{path}: it can't be read: {reason}; name what `grader grade --out` wrote")
        raise GraderError(text.format(path=file, reason=problem.strerror)) from None
    return overridden(results, file.with_name(OVERRIDES))


def overridden(results: Sequence[Result], path: Path) -> Sequence[Result]:
    """`results` with the scores that the file at `path` names, if there is one.

    Exercises and totals are summed again; what lateness costs stays.

    Raises
    ------
    GraderError
        With all that is wrong in the file, students and checks that aren't in `results` included.
    """
    if not os.path.lexists(path):
        return results
    table, entries = _read(path)
    by_student: dict[str, dict[_Key, _Entry]] = {}
    for entry in entries:
        by_student.setdefault(entry.student, {})[entry.key] = entry
    most = {
        result.student: _most(result) if result.student in by_student else {} for result in results
    }
    for entry in entries:
        _look_up(table, entry, most)
    table.check()
    return _Overridden(results, by_student)


def check_overrides(path: Path) -> None:
    """Raise what is wrong in the file, as far as that shows without results."""
    if os.path.lexists(path):
        _read(path)[0].check()


class Decided(NamedTuple):
    """A score that is an instructor's; `check` is ``<exercise>/<id>`` or the exercise."""

    student: str
    check: str
    score: float
    override: Override


def decided(results: Iterable[Result]) -> Iterator[Decided]:
    """Each score of `results` that is an instructor's."""
    for result in results:
        for exercise in result.exercises:
            parts: list[tuple[str, ExerciseResult | CheckResult]] = [
                (exercise.exercise, exercise),
                *((f"{exercise.exercise}/{check.id}", check) for check in exercise.checks),
            ]
            for name, part in parts:
                if part.override is not None:
                    yield Decided(result.student, name, part.score, part.override)


# --- the file ------------------------------------------------------------------------------------


def _read(path: Path) -> tuple[Table, list[_Entry]]:
    table = read_table(path, COLUMNS, required=COLUMNS)
    entries = [_entry(table, line, cells) for line, cells in table.rows]
    lines: dict[tuple[str, _Key], int] = {}
    for entry in entries:
        first = lines.setdefault((entry.student, entry.key), entry.line)
        if first != entry.line:
            text = gettext("{check} of {student} is in line {line} already")
            text = text.format(check=entry.check, student=entry.student, line=first)
            table.complain(entry.line, text)
    for entry in entries:
        exercise, check = entry.key
        whole = lines.get((entry.student, (exercise, "")))
        if check and whole is not None:
            text = gettext(
                "{exercise} of {student} is in line {line} as a whole; keep one of them"
            ).format(exercise=exercise, student=entry.student, line=whole)
            table.complain(entry.line, text)
    return table, entries


def _entry(table: Table, line: int, cells: Mapping[str, str]) -> _Entry:
    for name in COLUMNS:
        if not cells[name] and name != "points":
            table.complain(line, gettext("the column {name!r} is empty").format(name=name))
    text = cells["points"]
    points = float(text) if _POINTS.fullmatch(text) else 0.5
    if not _POINTS.fullmatch(text) or points * 2 % 1:
        problem = gettext("points is {text!r}, which is no multiple of a half, such as 1.5")
        table.complain(line, problem.format(text=text))
    return _Entry(line, cells["student"], cells["check"], points, cells["reason"], cells["by"])


def _look_up(table: Table, entry: _Entry, known: Mapping[str, Mapping[_Key, float]]) -> None:
    """Complain of what `entry` names and nobody knows, and of more points than there are."""
    student = entry.student
    if not student or not entry.check:
        return
    if student not in known:
        text = gettext("no result is that of {student!r}{nearest}")
        text = text.format(student=student, nearest=nearest(student, known))
        table.complain(entry.line, text)
        return
    most = known[student]
    if entry.key not in most:
        names = ["/".join(key).rstrip("/") for key in most]
        text = gettext("no check of {student} is called {name!r}{nearest}")
        other = nearest(entry.check, names)
        table.complain(entry.line, text.format(student=student, name=entry.check, nearest=other))
    elif entry.points > most[entry.key]:
        text = gettext("{points:g} points, and {check} has {most:g}")
        text = text.format(points=entry.points, check=entry.check, most=most[entry.key])
        table.complain(entry.line, text)


def _most(result: Result) -> dict[_Key, float]:
    """The most that each exercise and each check of it can give."""
    most = {}
    for exercise in result.exercises:
        most[exercise.exercise, ""] = exercise.max_score
        for check in exercise.checks:
            most[exercise.exercise, check.id] = check.max_score
    return most


# --- the results ---------------------------------------------------------------------------------


class _Overridden(LazyResults):
    """Results with what overrides make of them, each when it is asked for."""

    def __init__(
        self, results: Sequence[Result], by_student: Mapping[str, dict[_Key, _Entry]]
    ) -> None:
        self._results = results
        self._by_student = by_student

    def __len__(self) -> int:
        return len(self._results)

    def at(self, place: int) -> Result:
        result = self._results[place]
        return _overridden(result, self._by_student.get(result.student, {}))


def _overridden(result: Result, entries: Mapping[_Key, _Entry]) -> Result:
    if not entries:
        return result
    exercises = tuple(_exercise(exercise, entries) for exercise in result.exercises)
    score = sum(exercise.score for exercise in exercises)
    return msgspec.structs.replace(result, exercises=exercises, score=score)


def _exercise(result: ExerciseResult, entries: Mapping[_Key, _Entry]) -> ExerciseResult:
    if entry := entries.get((result.exercise, "")):
        override = entry.instead_of(result.score)
        return msgspec.structs.replace(result, score=entry.points, override=override)
    checks = tuple(
        _check(check, entries.get((result.exercise, check.id))) for check in result.checks
    )
    if checks == result.checks:
        return result
    score = sum(check.score for check in checks)
    return msgspec.structs.replace(result, checks=checks, score=score)


def _check(result: CheckResult, entry: _Entry | None) -> CheckResult:
    if entry is None:
        return result
    override = entry.instead_of(result.score)
    return msgspec.structs.replace(result, score=entry.points, override=override)
