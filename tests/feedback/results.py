"""Results of a class that nobody graded, with something in every field."""

from __future__ import annotations

import random

from grader.results import (
    CheckResult,
    Diagnosis,
    ExerciseResult,
    Frame,
    Gradient,
    Override,
    Result,
    Run,
)

HOSTILE = (
    "<script>alert('x')</script>",
    "\" onmouseover=alert(1) x='",
    "</pre></title><img src=x onerror=alert(1)>",
    "\x1b[31mred\x1b[0m",
    '=HYPERLINK("http://example.org","x")',
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; `<i>` ]]>",
    "javascript:alert(1)",
)


def run(text: str = "Backpropagation") -> Run:
    return Run(
        id="0123456789", course=text, contact=text, seed=987654, grader="1", python="3", numpy="2"
    )


def hostile(student: str, number: int) -> Result:
    """A result that holds the text `number` of `HOSTILE` wherever a text can be."""
    text = HOSTILE[number % len(HOSTILE)]
    gradient = Gradient(name=text, shape=(1, 2), theirs=[[1.0, None]], numerical=[[0.5, 2.0]])
    frames = (Frame(place=text, code=text),)
    override = Override(score=0.0, reason=text, by=text)
    check = CheckResult(
        id=text, title=text, outcome="error", score=0.5, max_score=1.0, hidden=False, message=text,
        printed=text, trace=frames, gradient=gradient, diagnosis=text, override=override,
    )  # fmt: skip
    graded = ExerciseResult(
        exercise=f"one{number}", title=text, status="graded", score=0.5, max_score=1.0, file=text,
        notes=(text,), printed=text, checks=(check,), override=override,
        diagnoses=(Diagnosis(site=text, misconception=text, hint=text),),
    )  # fmt: skip
    failed = ExerciseResult(
        exercise=f"two{number}", title=text, status="failed", score=0.0, max_score=1.0,
        message=text, trace=frames,
    )  # fmt: skip
    return Result(
        student=student, name=text, score=0.5, max_score=2.0, exercises=(graded, failed),
        problems=(text,), run=run(text), late=7200, penalty=0.25, confinement=("landlock",),
        shared_from=text,
    )  # fmt: skip


def class_of(students: int, exercises: int = 13, checks: int = 14) -> list[Result]:
    """A class as it might be: some checks fail, some gradients are wrong in one of a few ways."""
    chance = random.Random(students)
    return [
        _student(f"student{number:05}", chance, exercises, checks) for number in range(students)
    ]


def _student(student: str, chance: random.Random, exercises: int, checks: int) -> Result:
    skill = chance.random()
    done = tuple(_exercise(f"exercise_{n}", skill, chance, checks) for n in range(exercises))
    return Result(
        student=student,
        name=f"Name of {student}",
        score=sum(each.score for each in done),
        max_score=float(exercises * checks),
        exercises=done,
        problems=("two files of an exercise differ",) if skill < 0.02 else (),
        confinement=("landlock", "seccomp"),
        run=run(),
    )


def _exercise(name: str, skill: float, chance: random.Random, checks: int) -> ExerciseResult:
    done = tuple(_check(number, skill, chance) for number in range(checks))
    is_wrong = any(check.gradient for check in done)
    hint = Diagnosis(site="Layer.backward", misconception="ForgotTheBatch", hint="Over what?")
    return ExerciseResult(
        exercise=name,
        title=f"The {name}",
        status="graded",
        score=sum(check.score for check in done),
        max_score=float(checks),
        file=f"{name}.py",
        checks=done,
        diagnoses=(hint,) if is_wrong else (),
    )


def _check(number: int, skill: float, chance: random.Random) -> CheckResult:
    is_hidden, is_passed = number > 4, chance.random() < 0.3 + 0.7 * skill
    gradient = None
    if not is_hidden and not is_passed and number == 2:
        factor = chance.choice([0.5, 2.0, -1.0, 4.0])
        numerical: list[list[float | None]] = [[0.1 * i * j for i in range(3)] for j in range(4)]
        theirs = [[factor * (entry or 0.0) for entry in row] for row in numerical]
        gradient = Gradient(name="dx", shape=(4, 3), theirs=[*theirs], numerical=numerical)
    return CheckResult(
        id=f"test_number_{number}[a case]",
        title=f"what check number {number} says of `forward`",
        outcome="passed" if is_passed else "failed",
        score=1.0 if is_passed else 0.0,
        max_score=1.0,
        hidden=is_hidden,
        message="" if is_passed else "`dx` has the right shape and wrong values.",
        gradient=gradient,
    )
