"""The same answers come to the same, and nobody gets what is somebody else's."""

import contextlib

import pytest
from conftest import ROOT

from grader.examiner import memory
from grader.examiner.compare import Mismatch
from grader.examiner.examiner import Examiner
from grader.examiner.memory import CheckOutcome, Memory, key_of, key_of_logs
from grader.intake import Submission
from grader.intake.code import Code
from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import Exchange, StudentError

RIGHT = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()
WRONG = RIGHT.replace("* (1 - ", "* (2 - ")


@pytest.fixture
def fresh(course, confinement):
    """Grades a sigmoid: the result, and the checks that were recalled."""
    recalled = []
    with contextlib.closing(Examiner(course.only(["sigmoid"]), confinement)) as examiner:
        recall = examiner._outcomes.recall

        def recalling(key):
            outcome = recall(key)
            recalled.append(outcome is not None)
            return outcome

        examiner._outcomes.recall = recalling

        def grade(source, student="student"):
            recalled.clear()
            codes = {"sigmoid": Code.script("sigmoid.py", source.encode())}
            return examiner.grade(Submission(student, codes)), list(recalled)

        yield grade


@pytest.mark.parametrize("source", [RIGHT, WRONG], ids=["right", "wrong"])
def test_who_answers_like_somebody_before_gets_the_same(fresh, source):
    first, recalled = fresh(source)
    assert recalled
    assert not any(recalled)
    second, recalled = fresh(f"# the same, told otherwise\n{source}", "other")
    assert all(recalled)
    assert second.exercises[0].checks == first.exercises[0].checks
    assert second.exercises[0].diagnoses == first.exercises[0].diagnoses


def test_who_answers_otherwise_is_checked(fresh):
    fresh(RIGHT)
    result, recalled = fresh(WRONG)
    assert not all(recalled)
    assert result.score < result.max_score


def test_names_that_are_defined_count_among_the_answers(fresh):
    """A message may say which of them was perhaps meant."""
    fresh(RIGHT)
    _, recalled = fresh(f"{RIGHT}\nmore = 1\n")
    assert not any(recalled)


def test_a_name_in_other_letters_is_noted_for_each(fresh):
    source = RIGHT.replace("class Sigmoid", "class sigmoid")
    [first, second] = (fresh(f"{source}\n# {n}\n")[0].exercises[0] for n in range(2))
    assert first.notes == second.notes
    assert any("counts as" in note for note in second.notes)


def test_lines_of_an_exception_are_ones_own(fresh):
    raising = RIGHT.replace("return dout", "raise ValueError('no')\n        return dout")
    first, _ = fresh(raising)
    second, _ = fresh(f"\n\n\n{raising}")
    [before, after] = (
        next(check.trace for check in result.exercises[0].checks if check.trace)
        for result in (first, second)
    )
    assert before != after


def test_what_is_printed_is_ones_own(fresh):
    say = "def backward(self, dout):\n        print('so %s')"
    for word in ("one", "other"):
        source = WRONG.replace("def backward(self, dout):", say % word)
        checks = fresh(source)[0].exercises[0].checks
        printed = {check.printed for check in checks if check.printed}
        assert printed
        assert all(word in text for text in printed)


def test_who_was_late_is_late_again(fresh):
    loop = RIGHT.replace("return dout", "while True: pass\n        return dout")
    first, _ = fresh(loop)
    second, recalled = fresh(loop)
    assert first.exercises[0].checks == second.exercises[0].checks
    assert "timeout" in {check.outcome for check in second.exercises[0].checks}
    assert not any(recalled)


def test_only_a_checks_own_word_is_remembered():
    for raised in (
        None,
        AssertionError(),
        Mismatch("value", "f"),
        StudentError("k", "b", "t", 0, 1),
    ):
        assert CheckOutcome(raised, [], frozenset()).is_worth_it()
    for raised in (WorkerFailed("late"), MemoryError(), KeyError("x")):
        assert not CheckOutcome(raised, [], frozenset()).is_worth_it()
    long = Mismatch("value", "f", "x" * memory.LARGEST)
    assert not CheckOutcome(long, [], frozenset()).is_worth_it()


@pytest.mark.parametrize("much", ["'x' * 1_900_000", "np.zeros(10**5)"])
def test_answers_that_are_much_are_not_remembered(fresh, much):
    source = f"import numpy as np\nclass Sigmoid:\n    def forward(self, x): return {much}\n"
    fresh(source)
    _, recalled = fresh(source)
    assert not any(recalled)


def test_what_was_met_long_ago_is_forgotten(monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2)
    known = Memory()
    known.keep(b"a", 1)
    known.keep(b"b", 2)
    assert known.recall(b"a") == 1
    known.keep(b"c", 3)
    assert [known.recall(key) for key in (b"a", b"b", b"c")] == [1, None, 3]


def test_no_two_ways_to_divide_the_same_bytes_have_one_key():
    keys = [key_of(b"ab", b"c"), key_of(b"a", b"bc"), key_of(b"abc"), key_of(b"abc", b"")]
    assert len(set(keys)) == len(keys)
    logs = {"check": [Exchange("f", b"q", [], ([1, "value", 0], b"raw"))]}
    other = {"check": [Exchange("f", b"q", [], ([1, "value", 0], b"war"))]}
    assert key_of_logs(logs) not in (None, key_of_logs(other))
    logs["check"][0].functions.append(abs)
    assert key_of_logs(logs) is None
