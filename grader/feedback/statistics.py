"""What a class's results say together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from grader.overrides import Decided, decided
from grader.results import CheckResult, Result, Run

HALF: Final = 0.5
"""Who has a smaller part of the points may need help."""


@dataclass(frozen=True)
class CheckStatistics:
    """How a class did in a check.

    Parameters
    ----------
    exercise : str
    check : CheckResult
        One student's, for its title and points.
    passed : int
        Students who have all its points.
    students : int
        Students whose submission it was run on, or who handed nothing in.
    discrimination : float or None
        The correlation of its score with the rest of the total, from -1 to 1: near 0, those who
        are good at the rest pass it no more often than others. None where all scores are the same.
    """

    exercise: str
    check: CheckResult
    passed: int
    students: int
    discrimination: float | None

    @property
    def rate(self) -> float:
        """The part of the students who passed it."""
        return self.passed / self.students


@dataclass(frozen=True)
class Talk:
    """A misconception that students have, where it shows, and what their pages say of it."""

    exercise: str
    misconception: str
    hint: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassStatistics:
    """What a report of a class is made of.

    Parameters
    ----------
    results : sequence of Result
        Of one class, a result a student.
    """

    results: Sequence[Result]

    @cached_property
    def totals(self) -> np.ndarray:
        """The students' scores, (N,)."""
        return np.array([result.score for result in self.results])

    @cached_property
    def median(self) -> float:
        """The middle of the scores."""
        ordered = np.sort(self.totals)
        middle = len(ordered) // 2
        return float(ordered[middle] + ordered[~middle]) / 2  # np.median loads numpy.ma

    @cached_property
    def runs(self) -> list[Run]:
        """The runs that the results come from, each once."""
        runs = {result.run.id: result.run for result in self.results if result.run}
        return list(runs.values())

    @cached_property
    def confinements(self) -> list[tuple[str, ...]]:
        """The layers that held, each set once."""
        return sorted({result.confinement for result in self.results})

    @cached_property
    def points(self) -> float:
        """The most that can be had."""
        return max(result.max_score for result in self.results)

    @cached_property
    def exercises(self) -> list[str]:
        """The names of all exercises that somebody was graded in, in the students' order."""
        return exercise_names(self.results)

    @cached_property
    def scores(self) -> tuple[list[tuple[str, CheckResult]], np.ndarray]:
        """Each check with its exercise, and what part of its points each student has, (N, C).

        A student without such a check has nan: the grader failed there.
        """
        checks: dict[tuple[str, str], CheckResult] = {}
        for result in self.results:
            for exercise in result.exercises:
                for check in exercise.checks:
                    checks.setdefault((exercise.exercise, check.id), check)
        places = {key: place for place, key in enumerate(checks)}
        scores = np.full((len(self.results), len(checks)), np.nan)
        for row, result in enumerate(self.results):
            for exercise in result.exercises:
                for check in exercise.checks:
                    place = places[exercise.exercise, check.id]
                    scores[row, place] = check.score / check.max_score if check.max_score else 1.0
        return [(exercise, check) for (exercise, _), check in checks.items()], scores

    def checks(self) -> list[CheckStatistics]:
        """How the class did in each check, in the course's order."""
        checks, scores = self.scores
        found = []
        for place, (exercise, check) in enumerate(checks):
            is_known = ~np.isnan(scores[:, place])
            column = scores[is_known, place]
            rest = self.totals[is_known] - column * check.max_score
            found.append(
                CheckStatistics(
                    exercise=exercise,
                    check=check,
                    passed=int(np.sum(column == 1)),
                    students=len(column),
                    discrimination=_correlation(column, rest),
                )
            )
        return found

    def misconceptions(self) -> list[Talk]:
        """What to talk about in the next lecture: the misconceptions, the most frequent first."""
        students: dict[tuple[str, str, str], list[str]] = {}
        for result in self.results:
            named = {
                (exercise.exercise, diagnosis.misconception, diagnosis.hint)
                for exercise in result.exercises
                for diagnosis in exercise.diagnoses
            }
            for key in named:
                students.setdefault(key, []).append(result.student)
        order = sorted(students.items(), key=lambda item: (-len(item[1]), item[0]))
        return [Talk(*key, tuple(names)) for key, names in order]

    def needing_help(self) -> list[tuple[str, float]]:
        """Those with less than half of the points, and their points, the fewest first."""
        few = (result for result in self.results if result.score < HALF * result.max_score)
        return sorted(((result.student, result.score) for result in few), key=lambda one: one[1])

    def overrides(self) -> list[Decided]:
        """What instructors decided."""
        return list(decided(self.results))

    def statuses(self) -> Counter[str]:
        """How many exercises of how many students were ``graded``, ``missing``, ``failed``.

        One of which an instructor decided as a whole is graded, by them.
        """
        exercises = (each for result in self.results for each in result.exercises)
        return Counter(each.status if each.override is None else "graded" for each in exercises)


def exercise_names(results: Sequence[Result]) -> list[str]:
    """The names of the exercises in `results`, each once, in their order."""
    names = (exercise.exercise for result in results for exercise in result.exercises)
    return list(dict.fromkeys(names))


def _correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
