"""Public checks: small functions whose gradients are known."""

import numpy as np
import pytest

from grader.checks import Mismatch, Tolerance, assert_close, real_array, require


def names_in(result):
    """The names in a set, list or tuple."""
    if not isinstance(result, (set, list, tuple)) or not all(isinstance(n, str) for n in result):
        raise Mismatch("type", "`wrong_parameters` must give a set of names")
    return set(result)


@pytest.mark.points(0.5)
def test_the_gradient_of_a_sum_of_squares(student):
    """`numerical_gradient` gives (6, 8) for the sum of squares at (3, 4), to seven digits"""
    gradient = student.numerical_gradient(lambda x: float(np.sum(x**2)), np.array([3.0, 4.0]))
    assert_close(gradient, [6.0, 8.0], "the gradient", Tolerance(relative=1e-7))


@pytest.mark.points(0.5)
def test_the_gradient_has_the_shape_of_x(student):
    """`numerical_gradient` gives x's shape, and `f` is always called with an array of that shape"""
    shapes = []

    def f(value):
        shapes.append(np.shape(value))
        return float(np.sum(np.square(value)))

    x = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    gradient = real_array(student.numerical_gradient(f, x), "the gradient")
    require(gradient.shape == (2, 3), "the gradient must have the shape of `x`")
    require(set(shapes) == {(2, 3)}, "`f` must be called, with an array of the shape of `x`")
    shapes.clear()
    gradient = real_array(student.numerical_gradient(f, np.array([2.0])), "the gradient")
    require(gradient.shape == (1,), "the gradient must have the shape of `x`, (1,) too")
    require(set(shapes) == {(1,)}, "`f` must be called with an array of the shape of `x`, (1,) too")


@pytest.mark.points(0.5)
def test_the_worst_entry_counts(student):
    """`relative_error` is 0.5 between (1, 3) and (1, 1), and 0 between equal arrays"""
    a, b = np.array([1.0, 3.0]), np.array([1.0, 1.0])
    errors = student.relative_error.many([(a, b), (a, a)])
    assert_close(errors, [0.5, 0.0], "the relative error", Tolerance(relative=1e-6))


@pytest.mark.points(0.5)
def test_a_transposed_gradient_is_found(student):
    """`wrong_parameters` finds a transposed `W`, and nothing where both gradients are right"""
    x = np.array([1.0, 2.0])
    params = {"W": np.array([[1.0, -1.0], [0.5, 1.0]]), "b": np.array([0.5, -2.0])}

    def loss(params):
        return float(np.sum((x @ np.asarray(params["W"]) + np.asarray(params["b"])) ** 2) / 2)

    db = x @ params["W"] + params["b"]
    grads = {"W": np.outer(x, db), "b": db}
    require(
        names_in(student.wrong_parameters(loss, params, grads)) == set(),
        "all gradients are right here, and yet it names one",
    )
    grads = {"W": np.outer(x, db).T, "b": db}
    require(
        names_in(student.wrong_parameters(loss, params, grads)) == {"W"},
        "here the gradient of `W` is transposed, and only that one is wrong",
    )
