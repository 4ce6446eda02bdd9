"""What became of the scores between two gradings: who gained, who lost, and by which check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.exports.scores import format_points, from_to, score_of
from grader.language import gettext
from grader.plain import clean, clean_lines, columns
from grader.results import CheckResult, ExerciseResult, Override, Result


@dataclass(frozen=True)
class Change:
    """Another score of a check, or of an exercise as a whole.

    Parameters
    ----------
    name : str
        ``<exercise>/<check id>``, or the exercise.
    title : str
    before, after : float
    message : str
        What the student reads now.
    overrides : tuple of (Override or None)
        Whence the scores before and after, if not from the grader.
    """

    name: str
    title: str
    before: float
    after: float
    message: str
    overrides: tuple[Override | None, Override | None]

    @property
    def points(self) -> float:
        """What it gains; less than 0: loses."""
        return self.after - self.before


@dataclass(frozen=True)
class StudentChange:
    """A student of whose scores some are others now."""

    student: str
    before: float
    after: float
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """How two gradings differ.

    Parameters
    ----------
    students : tuple of StudentChange
    only_before, only_after : tuple of str
        Students, exercises and checks of one of the two only, in words.
    """

    students: tuple[StudentChange, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.students or self.only_before or self.only_after)


def compare(before: Sequence[Result], after: Sequence[Result]) -> Difference:
    """How the results `after` differ from those `before`, as far as scores go."""
    old = {result.student: result for result in before}
    new = {result.student: result for result in after}
    pairs = [(old[student], new[student]) for student in new if student in old]
    changed = (_student_change(*pair) for pair in pairs)
    return Difference(
        tuple(change for change in changed if change is not None),
        tuple(_only_in(old, new)),
        tuple(_only_in(new, old)),
    )


def _only_in(these: Mapping[str, Result], others: Mapping[str, Result]) -> Iterator[str]:
    """The students, the exercises and the checks that the others don't have."""
    for student, result in these.items():
        if student not in others:
            score = score_of(result.score, result.max_score)
            yield gettext("student {student}: {score}").format(student=student, score=score)
    own, known = _parts(these.values()), _parts(others.values())
    gone = [exercise for exercise in own if exercise not in known]
    yield from (gettext("exercise {exercise}").format(exercise=exercise) for exercise in gone)
    for exercise, checks in own.items():
        for name in checks if exercise in known else ():
            if name not in known[exercise]:
                yield gettext("check {check}").format(check=f"{exercise}/{name}")


def _parts(results: Iterable[Result]) -> dict[str, dict[str, None]]:
    """The ids of the checks of each exercise, in their order."""
    parts: dict[str, dict[str, None]] = {}
    for result in results:
        for exercise in result.exercises:
            ids = parts.setdefault(exercise.exercise, {})
            ids.update(dict.fromkeys(check.id for check in exercise.checks))
    return parts


def _student_change(old: Result, new: Result) -> StudentChange | None:
    before = {exercise.exercise: exercise for exercise in old.exercises}
    changes = [
        change
        for exercise in new.exercises
        if exercise.exercise in before
        for change in _changes(before[exercise.exercise], exercise)
    ]
    if not changes and old.score == new.score:
        return None
    return StudentChange(new.student, old.score, new.score, tuple(changes))


def _changes(old: ExerciseResult, new: ExerciseResult) -> Iterator[Change]:
    """The checks whose score is another; the exercise, where that isn't what they add up to."""
    both = old.override, new.override
    if any(both):
        if old.score != new.score:
            title = gettext("as a whole")
            yield Change(new.exercise, title, old.score, new.score, new.message, both)
        return
    known = {check.id: check for check in old.checks}
    common = [(known[check.id], check) for check in new.checks if check.id in known]
    for before, after in common:
        if before.score != after.score:
            yield _check_change(new.exercise, before, after)
    left = old.score - sum(check.score for check, _ in common)
    now = new.score - sum(check.score for _, check in common)
    if left != now:
        title = gettext("by checks of one only")
        yield Change(new.exercise, title, left, now, new.message, both)


def _check_change(exercise: str, old: CheckResult, new: CheckResult) -> Change:
    both = old.override, new.override
    name = f"{exercise}/{new.id}"
    return Change(name, new.title, old.score, new.score, new.message, both)


# --- as text -------------------------------------------------------------------------------------


def diff_text(difference: Difference) -> str:
    """`difference` for a terminal; names and messages are strangers', and may be hostile."""
    if not difference:
        return gettext("No score differs.")
    blocks = [list(_student_lines(one)) for one in difference.students]
    if any(one.changes for one in difference.students):
        blocks.append(columns(_summary(difference.students)))
    for text, names in (
        (gettext("Only before: {name}"), difference.only_before),
        (gettext("Only after: {name}"), difference.only_after),
    ):
        blocks += [[text.format(name=clean(name)) for name in names]] if names else []
    return "\n\n".join("\n".join(block) for block in blocks)


def _student_lines(student: StudentChange) -> Iterator[str]:
    yield f"{clean(student.student)}: {from_to(student.before, student.after)}"
    scores = [(clean(one.name), from_to(one.before, one.after)) for one in student.changes]
    for line, change in zip(columns(scores), student.changes, strict=True):
        yield f"  {line}  {clean(change.title)}"
        before, after = change.overrides
        for text, override in (
            (gettext("OLD: changed by {name}: {reason}"), before),
            (gettext("NEW: changed by {name}: {reason}"), after),
        ):
            if override is not None:
                yield f"      {clean(text.format(name=override.by, reason=override.reason))}"
        if change.message and after is None:  # else it isn't why the score is what it is
            yield from (f"      {line}" for line in clean_lines(change.message))


def _summary(students: Sequence[StudentChange]) -> list[tuple[str, ...]]:
    """A line a check: how many gained and lost by it, and what it comes to."""
    points: dict[str, list[float]] = {}
    for student in students:
        for change in student.changes:
            points.setdefault(clean(change.name), []).append(change.points)
    head = (gettext("check"), gettext("gained"), gettext("lost"), gettext("points"))
    rows: list[tuple[str, ...]] = [head]
    for name, each in sorted(points.items()):
        gained, lost = sum(one > 0 for one in each), sum(one < 0 for one in each)
        sign = "+" if sum(each) > 0 else ""
        rows.append((name, str(gained), str(lost), f"{sign}{format_points(sum(each))}"))
    return rows
