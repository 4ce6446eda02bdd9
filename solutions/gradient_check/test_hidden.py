"""Hidden checks: random functions, the step, what may not be changed, gradients with a mistake."""

import numpy as np
import pytest

from grader.checks import Mismatch, Tolerance, assert_close, is_close, real_array, require


def coupled(x):
    """Each entry times the sine of the one before: no entry's gradient is its own affair."""
    flat = np.ravel(x)
    return float(np.sum(np.sin(flat) * np.roll(flat, -1)))


def coupled_gradient(x):
    """The gradient of `coupled`."""
    flat = np.ravel(x)
    return (np.cos(flat) * np.roll(flat, -1) + np.sin(np.roll(flat, 1))).reshape(np.shape(x))


def exponential_loss(factors):
    """A loss that needs all parameters: e to the power of the sum of factor times parameter."""

    def loss(params):
        return float(np.exp(sum(np.sum(factors[name] * params[name]) for name in factors)))

    return loss


def exponential_gradients(factors, params):
    """The gradients of `exponential_loss`."""
    value = exponential_loss(factors)(params)
    return {name: factors[name] * value for name in factors}


def names_in(result):
    """The names in a set, list or tuple."""
    if not isinstance(result, (set, list, tuple)) or not all(isinstance(n, str) for n in result):
        raise Mismatch("type", "`wrong_parameters` doesn't give a set of names")
    return set(result)


def is_as_it_was(left, before):
    """Is an array, or a dict of arrays, what it was, but for a rounding?"""
    if isinstance(before, dict):
        same_names = isinstance(left, dict) and set(left) == set(before)
        return same_names and all(is_as_it_was(left[name], before[name]) for name in before)
    return is_close(left, before, Tolerance(relative=1e-12))


@pytest.mark.points(0.5)
def test_the_gradient_of_a_coupled_function(student, rng):
    """`numerical_gradient` is right where the entries of x act together"""
    x = rng.uniform(0.5, 2.0, size=(2, 4))
    gradient = student.numerical_gradient(coupled, x)
    assert_close(gradient, coupled_gradient(x), "the gradient", Tolerance(relative=1e-7))


@pytest.mark.points(0.5)
def test_the_step_is_the_one_given(student, rng):
    """`numerical_gradient` takes the step h that it is given"""
    x = rng.uniform(0.5, 1.5, size=4)

    def cube(value):
        return float(np.sum(np.power(value, 3)))

    fine = real_array(student.numerical_gradient(cube, x), "the gradient")
    coarse = real_array(student.numerical_gradient(cube, x, 0.1), "the gradient")
    coarser = real_array(student.numerical_gradient(cube, x, 0.2), "the gradient")
    require(fine.shape == coarse.shape == coarser.shape, "the shape changes with `h`")
    require(fine.size > 0, "the gradient is empty")
    errors = np.abs(coarse - fine), np.abs(coarser - fine)
    require(
        bool(np.all(errors[0] > 1e-4) and np.all(errors[1] > 1.5 * errors[0])),
        "with a larger `h` the gradient doesn't become less exact, as it should",
    )


@pytest.mark.points(0.5)
def test_x_is_left_as_it_was(student, rng):
    """`numerical_gradient` leaves x as it was"""
    x = rng.uniform(0.5, 2.0, size=(3, 2))
    tried = []

    def f(value):
        tried.append(value)
        return coupled(value)

    gradient = real_array(student.numerical_gradient(f, x), "the gradient")
    left = student.changed.get(1, x)
    require(any(not is_close(value, x) for value in tried), "`f` is never called beside `x`")
    elsewhere = real_array(student.numerical_gradient(coupled, 2 * x), "the gradient")
    require(
        not is_close(gradient, elsewhere) and not is_close(gradient, x),
        "the gradient doesn't depend on `x`, or is nothing but `x`",
    )
    require(is_as_it_was(left, x), "`x` isn't as it was before the call")


@pytest.mark.points(0.5)
def test_the_relative_error_of_random_arrays(student, rng):
    """`relative_error` takes the worst entry, whichever of the two is larger there"""
    a = rng.uniform(0.5, 2.0, size=(3, 4)) * rng.choice([-1.0, 1.0], size=(3, 4))
    a[1, 2], a[2, 0] = 1.1, 1.3
    b = a * rng.uniform(0.95, 1.05, size=(3, 4))
    b[1, 2] = 3 * a[1, 2]
    c = a * rng.uniform(0.95, 1.05, size=(3, 4))
    c[2, 0] = a[2, 0] / 5
    expected = [np.max(np.abs(a - other) / (np.abs(a) + np.abs(other))) for other in (b, c)]
    errors = student.relative_error.many([(a, b), (a, c)])
    assert_close(errors, expected, "the relative error", Tolerance(relative=1e-6))


@pytest.mark.points(0.5)
def test_entries_that_are_zero(student, rng):
    """`relative_error` is 0 where both are 0, and 1 where only one of them is"""
    zeros, value = np.zeros(1), rng.uniform(0.3, 0.6, size=1)
    one, near = np.array([1.0]), np.array([1.2])
    beside = np.append(one, 0.0), np.append(near, value)
    arguments = [(zeros, zeros), (zeros, value), (value, zeros), (one, near), beside]
    errors = real_array(student.relative_error.many(arguments), "the relative error")
    require(errors.shape == (5,), "the relative error isn't one number")
    assert_close(errors[:3], [0.0, 1.0, 1.0], "the relative error", Tolerance(relative=1e-6))
    require(
        bool(errors[4] > errors[3] + 1e-3),
        "an entry that is 0 in only one of the arrays is passed over",
    )


@pytest.mark.points(0.5)
def test_every_wrong_gradient_is_named(student, rng):
    """`wrong_parameters` names all wrong gradients and no right one, also where all are wrong"""
    shapes = {"gamma": (1,), "kernel": (2, 2), "b": (3,)}
    factors, params = {}, {}
    for name, shape in shapes.items():
        factors[name] = rng.uniform(0.3, 0.9, size=shape) * rng.choice([-1.0, 1.0], size=shape)
        params[name] = rng.uniform(-0.5, 0.5, size=shape)
    factors["kernel"] = np.abs(factors["kernel"])
    right = exponential_gradients(factors, params)
    mistakes = {"gamma": -1.0, "kernel": 2.0, "b": 0.5}
    for wrong in ((), ("gamma", "b"), ("gamma", "kernel", "b")):
        grads = {name: right[name] * (mistakes[name] if name in wrong else 1.0) for name in right}
        named = names_in(student.wrong_parameters(exponential_loss(factors), params, grads))
        require(not set(wrong) - named, "a gradient that is wrong isn't named")
        require(not named - set(wrong), "a gradient that is right is named")


@pytest.mark.points(0.5)
def test_one_small_wrong_entry_is_enough(student, rng):
    """a gradient is wrong even if only one of its entries is, and a small one at that"""
    factors = {"W": rng.uniform(0.2, 0.9, size=(2, 3)), "b": rng.uniform(0.2, 0.9, size=2)}
    factors["W"][1, 1] = factors["b"][0] = 0.004
    params = {"W": rng.uniform(-0.1, 0.1, size=(2, 3)), "b": rng.uniform(-0.1, 0.1, size=2)}
    grads = exponential_gradients(factors, params)
    loss = exponential_loss(factors)
    named = names_in(student.wrong_parameters(loss, params, grads))
    require(not named, "a gradient that is right is named")
    for scale in (1.06, 0.94):
        wrong = {**grads, "W": grads["W"].copy()}
        wrong["W"][1, 1] *= scale
        named = names_in(student.wrong_parameters(loss, params, wrong))
        require("W" in named, "a gradient with one wrong entry isn't named")
        require("b" not in named, "a gradient that is right is named")


@pytest.mark.points(0.5)
def test_parameters_and_gradients_are_left_as_they_were(student, rng):
    """`wrong_parameters` tries every parameter, and leaves `params` and `grads` as they were"""
    factors = {"W": rng.uniform(0.3, 0.9, size=(2, 2)), "b": rng.uniform(0.3, 0.9, size=2)}
    params = {"W": rng.uniform(-0.5, 0.5, size=(2, 2)), "b": rng.uniform(-0.5, 0.5, size=2)}
    grads = exponential_gradients(factors, params)
    moved = set()

    def loss(tried):
        moved.update(name for name in params if not np.array_equal(tried[name], params[name]))
        return exponential_loss(factors)(tried)

    names_in(student.wrong_parameters(loss, params, grads))
    changed = student.changed
    require(moved == set(params), "`loss` isn't tried with other values of every parameter")
    require(is_as_it_was(changed.get(1, params), params), "`params` isn't as it was")
    require(is_as_it_was(changed.get(2, grads), grads), "`grads` isn't as it was")
