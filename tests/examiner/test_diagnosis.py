"""A misconception is named by the numbers, in whatever style; no name rather than a wrong one."""

import textwrap

import pytest
from conftest import check_of, exercise_of, source_of

from grader.examiner.misconceptions import read_misconceptions, variant_source

RIGHT_FORWARD = """
    def forward(self, x):
        self.x = x
        self.y = 1 / (1 + np.exp(-x))
        return self.y
"""


def named(result, exercise):
    return {(d.site, d.misconception) for d in exercise_of(result, exercise).diagnoses}


def sigmoid(forward, backward):
    return f"import numpy as np\nclass Sigmoid:\n{forward}\n{backward}\n"


@pytest.mark.parametrize(
    ("backward", "misconception"),
    [
        pytest.param("return self.y - self.y * self.y", "ForgotUpstreamGradient", id="no dout"),
        pytest.param("return dout * (self.x - self.x ** 2)", "SlopeOfTheInput", id="slope of x"),
        pytest.param("return np.array([d * y for d, y in zip(dout.ravel(), self.y.ravel())])"
                     ".reshape(dout.shape)", "ForgotTheSecondFactor", id="one factor, in a loop"),
        pytest.param("return (self.y - self.y ** 2 + dout).tolist()", "AddedInsteadOfMultiplied",
                     id="added, as a list"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_in_another_style(graded, backward, misconception):
    source = sigmoid(RIGHT_FORWARD, f"    def backward(self, dout):\n        {backward}")
    result = graded(sigmoid=source)
    assert named(result, "sigmoid") == {("Sigmoid.backward", misconception)}
    check = check_of(result, "sigmoid", "test_backward_multiplies_the_upstream_gradient")
    assert check.diagnosis == misconception
    right = check_of(result, "sigmoid", "test_forward_on_a_random_batch")
    assert right.diagnosis is None


def test_two_mistakes_in_two_places_are_both_named(graded):
    forward = """
    def forward(self, x):
        self.out = 1 / (1 + np.exp(x))
        return self.out
"""
    backward = "    def backward(self, dout):\n        return (1 - self.out) * self.out"
    found = named(graded(sigmoid=sigmoid(forward, backward)), "sigmoid")
    assert found == {
        ("Sigmoid.forward", "WrongSignInTheExponent"),
        ("Sigmoid.backward", "ForgotUpstreamGradient"),
    }


@pytest.mark.parametrize(
    "backward",
    [
        "return dout * self.y * (1 - self.y) * 1.01",
        "return dout * np.cos(self.y)",
        "return dout * 0 + 0.123",
        "return dout * 0",
        "return dout * np.nan",
        "return 'text'",
        "raise ValueError",
        "return dout[:1]",
        "return np.ones(7) * 1j",
        "return np.ones(7) > 0",
    ],
)
def test_a_mistake_outside_the_catalogue_gets_no_name(graded, backward):
    source = sigmoid(RIGHT_FORWARD, f"    def backward(self, dout):\n        {backward}")
    result = graded(sigmoid=source)
    assert named(result, "sigmoid") == set()
    assert result.problems == ()


def test_the_sites_are_those_of_the_students_own_file(graded):
    """`WatchedNetwork.params` and `Network.params` are given.py's; they show it, too."""
    sites = named(graded(training=source_of("s03", "training")), "training")
    assert sites == {
        ("updates_per_epoch", "LastBatchNotCounted"),
        ("minibatches", "LastBatchDropped"),
        ("train", "LastBatchDropped"),
    }


def test_right_work_is_not_diagnosed(graded):
    right = "    def backward(self, dout):\n        return dout * self.y * (1 - self.y)"
    result = graded(sigmoid=sigmoid(RIGHT_FORWARD, right))
    assert exercise_of(result, "sigmoid").score == 7
    assert named(result, "sigmoid") == set()


def test_a_misconception_in_place_and_the_same_by_value_are_named_alike(graded):
    source = textwrap.dedent("""
    from math import ceil
    import numpy as np
    def sgd_step(params, grads, learning_rate):
        for name in params:
            params[name] += learning_rate * grads[name]
    def minibatches(x, t, batch_size, rng):
        order = rng.permutation(len(x))
        return [(x[order[i:i + batch_size]], t[order[i:i + batch_size]])
                for i in range(0, len(x), batch_size)]
    def updates_per_epoch(n, batch_size): return ceil(n / batch_size)
    def train(network, x, t, epochs, batch_size, learning_rate, rng):
        losses = []
        for _ in range(epochs):
            for xb, tb in minibatches(x, t, batch_size, rng):
                sgd_step(network.params, network.gradient(xb, tb), learning_rate)
            losses.append(network.loss(x, t))
        return losses
    """)
    result = graded(training=source)
    assert {name for _, name in named(result, "training")} == {"GradientAscent"}
    check = check_of(result, "training", "test_a_step_goes_against_the_gradient")
    assert check.diagnosis == "GradientAscent"


def test_a_diagnosis_comes_with_its_hint(graded, course):
    [exercise] = course.only(["sigmoid"]).exercises
    first = read_misconceptions(exercise)[0]
    result = graded(sigmoid=variant_source(exercise, first))
    [diagnosis] = exercise_of(result, "sigmoid").diagnoses
    assert diagnosis.hint == first.hint
    assert diagnosis.hint
