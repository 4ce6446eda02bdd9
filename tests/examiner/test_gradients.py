"""A backward that belongs to the student's own forward passes, unless that forward is trivial."""

import numpy as np
import pytest

from grader.checks import Mismatch, OwnForward, assert_gradient, numerical_gradient

RNG = np.random.default_rng(3)
X, DOUT = RNG.normal(size=(2, 3, 4))


def forward_of(function):
    return lambda xs: [function(x) for x in xs]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


RIGHT = DOUT * sigmoid(X) * (1 - sigmoid(X))


def test_the_numerical_gradient_agrees_with_the_analytical_one_in_every_entry():
    # truncation and rounding of a central difference are near 1e-11 for a function of size 1
    gradient = numerical_gradient(forward_of(sigmoid), X, DOUT)
    assert np.abs(gradient - RIGHT).max() < 1e-9


def test_a_function_that_mixes_entries_is_differentiated_too():
    matrix = RNG.normal(size=(4, 4))
    gradient = numerical_gradient(forward_of(lambda x: x @ matrix), X, DOUT)
    assert np.abs(gradient - DOUT @ matrix.T).max() < 1e-9


def test_infinities_give_no_gradient_and_no_warning():
    outputs = [np.full_like(X, value) for value in (np.inf, 1.7e308) for _ in range(X.size)]
    assert not np.isfinite(numerical_gradient(lambda _: outputs, X, DOUT)).any()


class Student:
    """Notes whether an error was carried forward."""

    has_carried = False

    def carry(self):
        self.has_carried = True


def own(function, outputs=None):
    """The forward of a student who wrote `function`."""
    return OwnForward(
        Student(), forward_of(function), X, function(X) if outputs is None else outputs, sigmoid(X)
    )


def test_the_reference_gradient_passes_without_asking_for_the_forward():
    def unasked(_):
        raise AssertionError("asked")

    forward = OwnForward(Student(), unasked, X, None, sigmoid(X))
    assert_gradient(RIGHT, RIGHT, DOUT, forward)
    assert not forward.student.has_carried


def test_the_gradient_of_the_own_wrong_forward_passes():
    forward = own(np.tanh)
    assert_gradient(DOUT * (1 - np.tanh(X) ** 2), RIGHT, DOUT, forward)
    assert forward.student.has_carried


@pytest.mark.parametrize(
    ("forward", "backward"),
    [
        pytest.param(np.zeros_like, np.zeros_like(X), id="zeros"),
        pytest.param(lambda x: x, DOUT, id="identity"),
        pytest.param(lambda x: 3 * x + 1, 3 * DOUT, id="a multiple"),
        pytest.param(lambda x: np.full_like(x, 7.0), np.zeros_like(X), id="a constant"),
    ],
)
def test_the_gradient_of_a_trivial_forward_does_not(forward, backward):
    with pytest.raises(Mismatch):
        assert_gradient(backward, RIGHT, DOUT, own(forward))


def test_a_gradient_that_belongs_to_neither_fails():
    with pytest.raises(Mismatch):
        assert_gradient(RIGHT * 1.001, RIGHT, DOUT, own(np.tanh))


def test_with_a_right_forward_nothing_but_the_right_gradient_passes():
    """Not a central difference, and not the gradient of a forward that is shown only when asked."""
    numerical = numerical_gradient(forward_of(sigmoid), X, DOUT) + 1e-8
    with pytest.raises(Mismatch):
        assert_gradient(numerical, RIGHT, DOUT, own(sigmoid))
    with pytest.raises(Mismatch):
        assert_gradient(2 * X * DOUT, RIGHT, DOUT, own(np.square, outputs=sigmoid(X)))


def test_a_forward_that_changes_its_answers_carries_nothing():
    with pytest.raises(Mismatch):
        assert_gradient(2 * X * DOUT, RIGHT, DOUT, own(np.square, outputs=np.tanh(X)))


def test_a_forward_of_the_wrong_shape_gives_the_first_finding():
    with pytest.raises(Mismatch, match="wrong values"):
        assert_gradient(-RIGHT, RIGHT, DOUT, own(lambda x: x[:1]))
