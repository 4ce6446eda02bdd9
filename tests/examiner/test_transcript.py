"""What a check asked is told in its order, as values, and never at length."""

import numpy as np
import pytest

from grader.examiner.transcript import LONGEST, MOST_CALLS, transcript
from grader.sandbox.exchange import StudentError

SOURCE = """
import numpy as np
class Layer:
    def __init__(self, W): self.W = W
    def forward(self, x):
        x[0] = 9.0
        return x + self.W
def apply(f, x): return f(x)
def give(what): return what
def count(n): return (i for i in range(n))
def draw(rng): return 1
def fail(): raise ValueError("no")
"""


def told(talk, ask):
    """What is told of the questions that `ask` asks."""
    spoken = talk(SOURCE)
    conversation = spoken.conversation
    conversation.begin()
    ask(conversation, spoken.allowance)
    return list(transcript(conversation.log))


def test_a_call_is_told_with_arguments_value_and_what_it_changed(talk):
    def ask(conversation, allowance):
        [made] = conversation.call(0, "Layer", [((2.0,), {})], allowance, site="Layer")
        owner = made.value.number
        x = np.array([1.0, 2.0])
        conversation.call(owner, "forward", [((), {"x": x})], allowance, site="Layer.forward")
        conversation.get(owner, "W", allowance, site="Layer.W")

    assert told(talk, ask) == [
        "  1. Layer(2.0)",
        "     -> <Layer 1>",
        "  2. <Layer 1>.forward(x=array([1., 2.]))",
        "     -> array([11.,  4.])",
        "        argument x is now",
        "        array([9., 2.])",
        "  3. <Layer 1>.W",
        "     -> 2.0",
    ]


def test_arrays_of_several_lines_stand_below_each_other_with_all_digits(talk):
    x = np.array([[0.1 + 0.2, 1.0], [2.0, 3.0]])
    lines = told(talk, lambda c, a: c.call(0, "give", [((x,), {})], a))
    assert lines == [
        "  1. give(",
        "         array([[0.30000000000000004, 1.                 ],",
        "                [2.                 , 3.                 ]]))",
        "     -> array([[0.30000000000000004, 1.                 ],",
        "               [2.                 , 3.                 ]])",
    ]


def test_of_many_calls_the_first_are_told_and_repeated_ones_are_counted(talk):
    def ask(conversation, allowance):
        conversation.call(0, "give", [((i,), {}) for i in range(50)], allowance)
        conversation.call(0, "give", [((1,), {})], allowance, times=1000)

    lines = told(talk, ask)
    assert lines[2 * MOST_CALLS : -2] == ["     and 30 calls more"]
    assert lines[-2:] == ["  2. give(1)   (1000 times; the last value)", "     -> 1"]


def test_functions_generators_and_iterators_have_words(talk):
    def ask(conversation, allowance):
        conversation.call(0, "apply", [((lambda x: 2 * x, 3.0), {})], allowance)
        conversation.call(0, "draw", [((np.random.default_rng(5),), {})], allowance)
        [made] = conversation.call(0, "count", [((5,), {})], allowance)
        conversation.take(made.value.number, 2, allowance)

    assert told(talk, ask) == [
        "  1. apply(<function of the check>, 3.0)",
        "     -> 6.0",
        "  2. draw(default_rng(SeedSequence([5])))",
        "     -> 1",
        "  3. count(5)",
        "     -> <generator 1>",
        "  4. the first 2 items of <generator 1>",
        "     -> [0, 1]",
    ]


def test_a_call_that_raised_has_no_value(talk):
    def ask(conversation, allowance):
        with pytest.raises(StudentError):
            conversation.call(0, "fail", [((), {})], allowance)

    assert told(talk, ask)[0] == "  1. fail()"
    assert told(talk, ask)[1].startswith("     -> no value came")


def test_whatever_comes_back_is_told_shortly_and_without_control_characters(talk):
    deep = [1.0]
    for _ in range(20):
        deep = [deep]
    for value in (
        np.zeros((7,) * 6),
        np.zeros((300, 300)),
        list(range(10_000)),
        "\x1b[2J\u202e" * 1000,
        10**3000,
        deep,
        {str(i): "x" * 1000 for i in range(100)},
    ):
        lines = told(talk, lambda c, a, v=value: c.call(0, "give", [((v,), {})], a))
        assert sum(map(len, lines)) < 4 * LONGEST
        assert "".join(lines).isprintable()


def test_an_objects_class_is_the_submissions_word_and_obeys_nothing(talk):
    name = "\x1b[2J" + "x" * 10_000
    spoken = talk(f"Odd = type({name!r}, (), {{}})\n")
    spoken.conversation.begin()
    spoken.conversation.call(0, "Odd", [((), {})], spoken.allowance)
    lines = list(transcript(spoken.conversation.log))
    assert "".join(lines).isprintable()
    assert len(lines[1]) < 200
