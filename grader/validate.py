"""``grader validate``: does an exercise mark what it says, and does its catalogue prove its checks?

Everything is graded like a submission, through the wall: the reference, the stub, trivial
submissions, each misconception, and these again under other seeds. That each misconception is
diagnosed as itself and as nothing else shows that the checks tell any two of them apart.
"""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from grader.catalogues import languages_of, problems_of
from grader.course import Course, Exercise
from grader.examiner.examiner import Examiner
from grader.examiner.misconceptions import Misconception, read_misconceptions, variant_source
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import gettext, gettext_noop
from grader.results import ExerciseResult
from grader.sandbox.confinement import Confinement

OTHER_SEEDS: Final = (1, 2, 3, 4, 5)
TRIVIAL_SHARE: Final = 0.1
SLIP_SHARE: Final = 0.5
PUBLIC_SHARE: Final = 0.4
TODO_LIMIT: Final = 60
_TODO: Final = re.compile(r"\bTODO\b")

TRIVIAL_BODIES: Final = {
    "None": "None",
    gettext_noop("zero"): "0.0",
    gettext_noop("one"): "1.0",
    gettext_noop("the first argument"): "a[0] if a else None",
    gettext_noop("zeros"): "np.zeros_like(a[0]) if a else None",
    gettext_noop("a list of nothing"): "[]",
    gettext_noop("two of the first"): "(a[0], a[0]) if a else None",
}
"""What a trivial submission's functions and methods return; `a` are their arguments."""

STATUSES: Final = (gettext_noop("graded"), gettext_noop("missing"), gettext_noop("failed"))
"""What can be said of an exercise (`grader.results.Status`), for translators."""


@dataclass
class Report:
    """What was found of an exercise.

    Attributes
    ----------
    rows : list of (str, float, str)
        What was graded, its score, and what it was diagnosed as.
    problems : list of str
    """

    exercise: Exercise
    rows: list[tuple[str, float, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def validate(
    course: Course, confinement: Confinement, other_seeds: Sequence[int] = OTHER_SEEDS
) -> Iterator[Report]:
    """Each exercise's report, one after the other.

    Parameters
    ----------
    other_seeds : sequence of int
        Added to the course's seed, one after the other: the verdicts must be the same.
    """
    others = [dataclasses.replace(course, seed=course.seed + offset) for offset in other_seeds]
    with contextlib.ExitStack() as stack:
        examiners = [
            stack.enter_context(contextlib.closing(Examiner(each, confinement)))
            for each in (course, *others)
        ]
        for exercise in course.exercises:
            yield _Validation(exercise, examiners).report()


class _Validation:
    def __init__(self, exercise: Exercise, examiners: Sequence[Examiner]) -> None:
        self._exercise = exercise
        self._examiners = examiners
        self._report = Report(exercise)

    def report(self) -> Report:
        exercise = self._exercise
        for place, line in todos_in(exercise):
            text = gettext("{place}: still to be written: {line}")
            self._complain(text.format(place=place, line=line))
        if self._report.problems:
            return self._report
        text = exercise.reference.read_text(encoding="utf-8")
        self._check_public_share()
        self._check_reference(text)
        self._check_stub()
        self._check_trivial(text)
        failed = self._check_misconceptions()
        self._check_coverage(text, failed)
        for language in languages_of(exercise.folder):
            for problem in problems_of(exercise.folder, language):
                self._complain(problem)
        return self._report

    def _graded(self, label: str, source: str, *, row: bool = True) -> ExerciseResult:
        """The result under the course's seed; complains of other verdicts under other seeds."""
        name = self._exercise.name
        results = []
        for examiner in self._examiners:
            result = examiner.grade(
                Submission(label, {name: Code.script(f"{name}.py", source.encode())})
            )
            results += [each for each in result.exercises if each.exercise == name]
            for problem in result.problems:
                self._complain(f"{label}: {problem}")
        first = results[0]
        for other in results[1:]:
            for check, again in zip(first.checks, other.checks, strict=True):
                if (check.outcome == "passed") != (again.outcome == "passed"):
                    text = gettext("{label}: {check} depends on the seed")
                    self._complain(text.format(label=label, check=check.id))
        if row:
            named = dict.fromkeys(each.misconception for each in first.diagnoses)
            self._report.rows.append((label, first.score, ", ".join(named)))
        return first

    def _complain(self, text: str) -> None:
        if text not in self._report.problems:
            self._report.problems.append(text)

    def _check_public_share(self) -> None:
        public = sum(check.points for check in self._exercise.checks if not check.is_hidden)
        if public > PUBLIC_SHARE * self._exercise.points:
            text = gettext("the public checks have {public:g} of {points:g} points")
            self._complain(text.format(public=public, points=self._exercise.points))

    def _check_reference(self, text: str) -> None:
        result = self._graded(gettext("the reference"), text)
        for check in result.checks:
            if check.outcome != "passed":
                fails = gettext("the reference fails {check}: {message}")
                self._complain(fails.format(check=check.id, message=check.message))
        if result.status != "graded":
            self._complain(gettext("the reference: {message}").format(message=result.message))

    def _check_stub(self) -> None:
        result = self._graded(gettext("the stub"), self._exercise.stub)
        if result.status != "graded" or result.score:
            text = gettext("the stub: {status}, {score:g} points {message}")
            status = gettext(result.status)
            self._complain(text.format(status=status, score=result.score, message=result.message))

    def _check_trivial(self, text: str) -> None:
        for label, value in TRIVIAL_BODIES.items():
            returned = gettext(label)
            row = gettext("returns {value}").format(value=returned)
            result = self._graded(row, trivial(text, value))
            if result.score > TRIVIAL_SHARE * self._exercise.points:
                passed = [check.id for check in result.checks if check.outcome == "passed"]
                earns = gettext("returning {value} earns {score:g}: {checks}")
                self._complain(
                    earns.format(value=returned, score=result.score, checks=", ".join(passed))
                )

    def _check_misconceptions(self) -> dict[str, frozenset[str]]:
        """The checks that each misconception fails."""
        failed = {}
        for misconception in read_misconceptions(self._exercise):
            result = self._graded(misconception.name, variant_source(self._exercise, misconception))
            failed[misconception.name] = _failed(result)
            self._check_misconception(misconception, result)
        return failed

    def _check_misconception(self, misconception: Misconception, result: ExerciseResult) -> None:
        name, points = misconception.name, self._exercise.points
        lost = points - result.score
        if result.status != "graded":
            self._complain(f"{name}: {result.message}")
        elif not lost:
            self._complain(gettext("{name} loses no point").format(name=name))
        elif misconception.is_slip and lost > SLIP_SHARE * points:
            text = gettext("{name} loses {lost:g} of {points:g} for a slip")
            self._complain(text.format(name=name, lost=lost, points=points))
        named = {each.misconception for each in result.diagnoses}
        if not named:
            self._complain(gettext("{name} is diagnosed as nothing").format(name=name))
        elif named != {name}:
            text = gettext("{name} is diagnosed as {others}")
            self._complain(text.format(name=name, others=", ".join(sorted(named))))

    def _check_coverage(self, text: str, failed: dict[str, frozenset[str]]) -> None:
        caught = frozenset().union(*failed.values())
        for check in self._graded(gettext("the reference"), text, row=False).checks:
            if check.id not in caught:
                lacks = gettext("{check} is failed by no misconception")
                self._complain(lacks.format(check=check.id))


def todos_in(exercise: Exercise) -> list[tuple[str, str]]:
    """Where its files have something that is still to be written, and the line there."""
    return [
        (f"{exercise.name}/{path.name}:{number}", line.strip()[:TODO_LIMIT])
        for path in sorted(exercise.folder.glob("*.*"))
        if path.suffix in (".py", ".toml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if _TODO.search(line)
    ]


def _failed(result: ExerciseResult) -> frozenset[str]:
    return frozenset(check.id for check in result.checks if check.outcome != "passed")


def trivial(text: str, value: str) -> str:
    """Classes and functions of the names of `text`, all of which return `value`."""
    lines = ["import numpy as np"]
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef):
            lines.append(f"def {node.name}(*a, **k): return {value}")
        elif isinstance(node, ast.ClassDef):
            lines += [f"class {node.name}:", "    def __init__(self, *a, **k): pass"]
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and part.name != "__init__":
                    lines.append(f"    def {part.name}(self, *a, **k): return {value}")
    return "\n".join([*lines, ""])
