"""Nothing hidden reaches a student's page: no input, no expected value, no line of a check."""

import contextlib
import html

import numpy as np
import pytest
from conftest import ROOT

from grader.course_folder import read_course
from grader.examiner.diagnosis import Diagnostician, calls_of
from grader.examiner.examiner import Examiner
from grader.examiner.misconceptions import read_misconceptions, variant_source
from grader.examiner.run import ExerciseRun
from grader.feedback.site import student_page
from grader.intake import Submission
from grader.intake.code import Code
from grader.sandbox.wire import Incoming

COURSE = read_course(ROOT / "solutions")
SHORTEST = 25
"""Shorter lines stand in every program."""


def numbers_of(value):
    """The floats in a value with nine digits, as the pages write them; few agree by chance."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return set().union(*map(numbers_of, value)) if value else set()
    if not isinstance(value, (float, np.ndarray)):
        return set()
    entries = np.ravel(np.asarray(value))
    if entries.dtype.kind != "f":
        return set()
    return {f"{abs(x):.9g}" for x in entries.tolist() if f"{x:.9g}" != f"{x:.6g}"}


def sent(call):
    """What a question's arguments hold."""
    question, raw = call.asked
    if question[1] != "call":
        return []
    return Incoming(raw, lambda *_: None).value(question[4])


def numbers_in(logs, diagnostician):
    """All numbers that were sent, came back, or should have."""
    found = set()
    for log in logs:
        calls = calls_of(log)
        for call, right in zip(calls, diagnostician._replayed((), calls), strict=True):
            shown = (sent(call), call.observed, right.observed)
            found = found.union(*map(numbers_of, shown))
    return found


@pytest.fixture(scope="module", params=[each.name for each in COURSE.exercises])
def graded(confinement, request):
    """An exercise, and of some misconceptions and of its stub: text, result, hidden numbers."""
    [exercise] = COURSE.only([request.param]).exercises
    diagnostician, found, runs = Diagnostician(exercise), [], []
    start = ExerciseRun.__init__

    def kept(self, *arguments, **named):
        start(self, *arguments, **named)
        runs.append(self)

    with (
        contextlib.closing(Examiner(COURSE.only([exercise.name]), confinement)) as examiner,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(ExerciseRun, "__init__", kept)
        variants = [variant_source(exercise, one) for one in read_misconceptions(exercise)][:4]
        for text in (*variants, exercise.stub):
            runs.clear()
            code = Code.script(f"{exercise.name}.py", f"{text}\nprint('loaded')\n".encode())
            result = examiner.grade(Submission("ada", {exercise.name: code}))
            hidden = {check.name for check in exercise.checks if check.is_hidden}
            kinds = {True: [], False: []}
            for name, log in runs[0].logs.items():
                kinds[name.split("[")[0] in hidden].append(log)
            numbers = numbers_in(kinds[True], diagnostician) - numbers_in(
                kinds[False], diagnostician
            )
            found.append((text, result, numbers))
    return exercise, found


def test_no_hidden_number_is_on_a_page(graded):
    _, found = graded
    assert any(len(numbers) > 20 for _, _, numbers in found)
    for _, result, numbers in found:
        page = student_page(result)
        assert not {number for number in numbers if number in page}


def test_no_line_of_a_hidden_check_or_of_the_reference_is_on_a_page(graded):
    exercise, found = graded
    secret = (exercise.folder / "test_hidden.py").read_text() + exercise.reference.read_text()
    for text, result, _ in found:
        page = html.unescape(student_page(result))
        lines = {line.strip() for line in secret.splitlines()} - {
            line.strip() for line in text.splitlines()
        }
        assert len(lines) > 20
        assert not [line for line in lines if len(line) >= SHORTEST and line in page]


def test_of_a_hidden_check_nothing_but_the_message_is_kept(graded):
    _, found = graded
    failed = [
        check
        for _, result, _ in found
        for check in result.exercises[0].checks
        if check.hidden and check.outcome != "passed"
    ]
    assert failed
    for check in failed:
        assert (check.trace, check.gradient, check.printed) == ((), None, "")
