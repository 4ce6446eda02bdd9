"""Hidden checks: random numbers and arrays, state between calls, what may not be changed."""

import numpy as np
import pytest

from grader.checks import (
    Mismatch,
    OwnForward,
    assert_close,
    assert_gradient,
    is_close,
    real_array,
    require,
)


def pair(value):
    """The two parts of a tuple or list, or of an array that holds them one after the other."""
    is_array = isinstance(value, np.ndarray) and value.ndim > 0
    if not (is_array or isinstance(value, (tuple, list))) or len(value) != 2:
        raise Mismatch("type", "two things must come back, as a tuple say")
    return real_array(value[0], "the first of the two"), real_array(value[1], "the second")


def gradients_of(toy, y):
    """dbeta and domega, each with four entries."""
    dbeta, domega = pair(toy.backward(y))
    require(dbeta.shape == (4,), "`dbeta` doesn't hold four numbers")
    require(domega.shape == (4,), "`domega` doesn't hold four numbers")
    return dbeta, domega


def away_from_zero(rng, size):
    """Numbers of either sign whose size is between 0.4 and 1.2."""
    return rng.uniform(0.4, 1.2, size=size) * rng.choice([-1.0, 1.0], size=size)


def assert_gradients(student, reference, parameters, places, x, other_x, distance):
    """The gradients of beta and omega at `places` are right, or those of the student's forward."""
    at = list(places)
    right, toy = reference.ToyFunction(*parameters), student.ToyFunction(*parameters)
    right_value, value = right.forward(x), toy.forward(x)
    y = right_value + distance

    def values(changed, x):
        """The student's forward with other parameters at `places`."""
        pairs = np.repeat(parameters[np.newaxis], len(changed), axis=0)
        pairs[:, :, at] = changed
        return [other.forward(x) for other in student.ToyFunction.many(pairs)]

    own = OwnForward(
        student,
        lambda changed: values(changed, x),
        parameters[:, at],
        value,
        np.array(right_value),
        elsewhere=lambda changed: values(changed, other_x),
    )
    gradients = np.array(gradients_of(toy, y))[:, at]
    expected = np.array(right.backward(y))[:, at]
    dout = 2 * (real_array(value, "the value") - y)
    assert_gradient(gradients, expected, dout, own, "the gradient of beta and omega")


@pytest.mark.points(0.5)
def test_product_and_sum_of_arrays(student, rng):
    """`Multiply` and `Add` take arrays and work on them entry by entry"""
    x, y = rng.normal(size=(2, 3, 3))
    assert_close(student.Multiply().forward(x, y), x * y, "the product")
    assert_close(student.Add().forward(x, y), x + y, "the sum")


@pytest.mark.points(0.5)
def test_backward_through_a_product(student, rng):
    """`Multiply.backward` gives both gradients for any upstream gradient"""
    x, y, dout = away_from_zero(rng, (3, 3, 3))
    other_x, other_y = away_from_zero(rng, (2, 3, 3))
    multiply, again = student.Multiply(), student.Multiply()
    outputs = multiply.forward(x, y)
    dx, dy = pair(multiply.backward(dout))
    own_x = OwnForward(
        student,
        lambda xs: again.forward.many((item, y) for item in xs),
        x,
        outputs,
        x * y,
        elsewhere=lambda xs: again.forward.many((item, other_y) for item in xs),
    )
    own_y = OwnForward(
        student,
        lambda ys: again.forward.many((x, item) for item in ys),
        y,
        outputs,
        x * y,
        elsewhere=lambda ys: again.forward.many((other_x, item) for item in ys),
    )
    assert_gradient(dx, dout * y, dout, own_x, "`dx`")
    assert_gradient(dy, dout * x, dout, own_y, "`dy`")


@pytest.mark.points(0.5)
def test_a_product_remembers_its_own_last_inputs(student, rng):
    """`Multiply.backward` belongs to the last forward of the same object"""
    first, second = away_from_zero(rng, (2, 2, 3, 3))
    dout = away_from_zero(rng, (3, 3))
    multiply, neighbour, fresh = student.Multiply(), student.Multiply(), student.Multiply()
    multiply.forward(*first)
    before = pair(multiply.backward(dout))
    multiply.forward(*second)
    neighbour.forward(*first)
    after = pair(multiply.backward(dout))
    fresh.forward(*second)
    expected = pair(fresh.backward(dout))
    assert_close(after[0], expected[0], "`dx`")
    assert_close(after[1], expected[1], "`dy`")
    require(
        not is_close(before[0], after[0]) and not is_close(before[1], after[1]),
        "`backward` gives the same whatever `forward` was given",
    )


@pytest.mark.points(0.5)
def test_forward_leaves_its_inputs_alone(student, rng):
    """`Multiply.forward` and `Add.forward` leave their inputs as they were"""
    x, y = away_from_zero(rng, (2, 3, 3))
    for node in (student.Multiply(), student.Add()):
        output = real_array(node.forward(x, y), "the output")
        changed = student.changed
        require(output.shape == x.shape, "the output doesn't have the shape of the inputs")
        others = [
            real_array(value, "the output") for value in node.forward.many([(2 * x, y), (x, 2 * y)])
        ]
        require(
            not any(is_close(output, value) for value in (x, y, *others)),
            "the output doesn't depend on both inputs",
        )
        require(not changed, "`forward` changes an array that it is given")


@pytest.mark.points(0.5)
def test_a_branch_of_arrays(student, rng):
    """`Branch` takes arrays, and their upstream gradients are put together entry by entry"""
    x, dout1, dout2 = rng.normal(size=(3, 2, 4))
    branch = student.Branch()
    first, second = pair(branch.forward(x))
    assert_close(first, x, "the first output")
    assert_close(second, x, "the second output")
    assert_close(branch.backward(dout1, dout2), dout1 + dout2, "`dx`")


@pytest.mark.points(0.5)
def test_three_uses(student, rng):
    """with two branches in a row, all three upstream gradients reach the input in full"""
    x, dout1, dout2, dout3 = rng.normal(size=(4, 3, 2))
    outer, inner = student.Branch(), student.Branch()
    outer.forward(x)
    inner.forward(x)
    of_inner = real_array(inner.backward(dout2, dout3), "`dx`")
    assert_close(outer.backward(dout1, of_inner), dout1 + dout2 + dout3, "`dx`")


@pytest.mark.points(0.5)
def test_a_branch_leaves_the_upstream_gradients_alone(student, rng):
    """`Branch.backward` takes both upstream gradients and leaves them as they were"""
    x, dout1, dout2 = away_from_zero(rng, (3, 2, 4))
    branch = student.Branch()
    branch.forward(x)
    dx = real_array(branch.backward(dout1, dout2), "`dx`")
    changed = student.changed
    require(dx.shape == x.shape, "`dx` doesn't have the shape of the input")
    for others in ((2 * dout1, dout2), (dout1, 2 * dout2)):
        other = real_array(branch.backward(*others), "`dx`")
        require(not is_close(dx, other), "`dx` ignores one of the upstream gradients")
    require(not changed, "`Branch.backward` changes an upstream gradient that it is given")


@pytest.mark.points(0.5)
def test_the_toy_function_with_any_parameters(student, reference, rng):
    """`ToyFunction.forward` is right for any parameters and inputs"""
    values, expected = [], []
    for _ in range(4):
        beta, omega = away_from_zero(rng, (2, 4))
        x = float(away_from_zero(rng, ()))
        values.append(real_array(student.ToyFunction(beta, omega).forward(x), "the value"))
        require(values[-1].shape == (), "the value isn't one number")
        expected.append(reference.ToyFunction(beta, omega).forward(x))
    assert_close(values, expected, "the value")


@pytest.mark.points(1.5)
@pytest.mark.parametrize(
    "places",
    [
        pytest.param((3,), id="outermost pair"),
        pytest.param((2,), id="inside the cosine"),
        pytest.param((0, 1), id="inside the exponential"),
    ],
)
def test_the_gradients_of_the_toy_function(student, reference, rng, places):
    """`ToyFunction.backward` is right for any parameters"""
    for _ in range(3):
        beta, omega = away_from_zero(rng, (2, 4))
        x, other_x, distance = (float(item) for item in away_from_zero(rng, 3))
        assert_gradients(student, reference, np.array([beta, omega]), places, x, other_x, distance)


@pytest.mark.points(0.5)
def test_nothing_goes_back_through_a_weight_of_zero(student, rng):
    """where a weight is 0, the parameters inside it have no gradient and those outside have one"""
    for place in (1, 2, 3):
        beta, omega = away_from_zero(rng, (2, 4))
        omega[place] = 0.0
        toy = student.ToyFunction(beta, omega)
        value = real_array(toy.forward(0.7), "the value")
        require(value.shape == (), "the value isn't one number")
        dbeta, domega = gradients_of(toy, float(value) - 1.0)
        inside = np.abs([dbeta[:place], domega[:place]])
        require(bool(np.all(inside < 1e-12)), "a gradient comes through a weight of 0")
        require(bool(np.abs(dbeta[3]) > 1e-3), "the outermost parameter has no gradient")


@pytest.mark.points(0.5)
def test_the_toy_function_remembers_its_own_last_input(student, rng):
    """`ToyFunction.backward` belongs to the last forward of the same object, and to no other"""
    beta, omega, other_beta, other_omega = away_from_zero(rng, (4, 4))
    first, second, y = 0.6, -1.1, 3.0
    toy, fresh = student.ToyFunction(beta, omega), student.ToyFunction(beta, omega)
    neighbour = student.ToyFunction(other_beta, other_omega)
    toy.forward(first)
    before = gradients_of(toy, y)
    toy.forward(second)
    neighbour.forward(first)
    after = gradients_of(toy, y)
    fresh.forward(second)
    expected = gradients_of(fresh, y)
    assert_close(after[0], expected[0], "`dbeta`")
    assert_close(after[1], expected[1], "`domega`")
    require(
        not is_close(before[0], after[0]) and not is_close(before[1], after[1]),
        "`backward` gives the same whatever `forward` was given",
    )
