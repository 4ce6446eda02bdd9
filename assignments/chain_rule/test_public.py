"""Public checks: numbers that can be followed by hand, on floats and on small arrays."""

import numpy as np
import pytest

from grader.checks import Mismatch, OwnForward, assert_close, assert_gradient, real_array, require


def pair(value):
    """The two parts of a tuple or list, or of an array that holds them one after the other."""
    is_array = isinstance(value, np.ndarray) and value.ndim > 0
    if not (is_array or isinstance(value, (tuple, list))) or len(value) != 2:
        raise Mismatch("type", "two things must come back, as a tuple say")
    return real_array(value[0], "the first of the two"), real_array(value[1], "the second")


def assert_gradients_of_the_product(student, found, expected, forward, dout):
    """`dx` and `dy` are as expected, or the gradients of the student's own product.

    `forward` holds `x`, `y` and what the student's product of the two was.
    """
    x, y, product = np.array(forward[0]), np.array(forward[1]), forward[2]
    again = student.Multiply()
    own_x = OwnForward(
        student,
        lambda xs: again.forward.many((item, y) for item in xs),
        x,
        product,
        x * y,
        elsewhere=lambda xs: again.forward.many((item, y + 0.5) for item in xs),
    )
    own_y = OwnForward(
        student,
        lambda ys: again.forward.many((x, item) for item in ys),
        y,
        product,
        x * y,
        elsewhere=lambda ys: again.forward.many((x + 0.5, item) for item in ys),
    )
    dx, dy = (np.array(gradient) for gradient in expected)
    assert_gradient(found[0], dx, np.array(dout), own_x, "`dx` of the product")
    assert_gradient(found[1], dy, np.array(dout), own_y, "`dy` of the product")


@pytest.mark.points(0.5)
def test_the_graph_forwards(student):
    """forwards, x y + z for 3, -4 and 2 gives -12 and then -10; arrays go entry by entry"""
    assert_close(student.Multiply().forward(3.0, -4.0), -12.0, "the product")
    assert_close(student.Add().forward(-12.0, 2.0), -10.0, "the sum")
    x, y = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0, 0.0], [1.0, -1.0]])
    product = student.Multiply().forward(x, y)
    assert_close(product, [[2.0, 0.0], [3.0, -4.0]], "the product of two arrays")
    assert_close(student.Add().forward(x, y), [[3.0, 2.0], [4.0, 3.0]], "the sum of two arrays")


@pytest.mark.points(0.5)
def test_the_graph_backwards(student):
    """backwards from 1, the sum hands on 1 and 1, and the product -4 and 3"""
    add, multiply = student.Add(), student.Multiply()
    product = multiply.forward(3.0, -4.0)
    add.forward(-12.0, 2.0)
    of_sum = pair(add.backward(1.0))
    of_product = pair(multiply.backward(1.0))
    assert_close(of_sum[0], 1.0, "`dx` of the sum")
    assert_close(of_sum[1], 1.0, "`dy` of the sum")
    forward = 3.0, -4.0, product
    assert_gradients_of_the_product(student, of_product, (-4.0, 3.0), forward, 1.0)


@pytest.mark.points(0.5)
def test_an_upstream_gradient_is_passed_on(student):
    """an upstream gradient other than 1 goes through a product and a sum, entry by entry"""
    x, y = np.array([[3.0, 1.0], [-2.0, 5.0]]), np.array([[-4.0, 2.0], [6.0, -1.0]])
    dout = np.array([[2.0, -1.0], [0.5, 3.0]])
    multiply, add = student.Multiply(), student.Add()
    product = multiply.forward(x, y)
    add.forward(x, y)
    of_product = pair(multiply.backward(dout))
    of_sum = pair(add.backward(dout))
    expected = [[-8.0, -2.0], [3.0, -3.0]], [[6.0, -1.0], [-1.0, 15.0]]
    assert_gradients_of_the_product(student, of_product, expected, (x, y, product), dout)
    assert_close(of_sum[0], dout, "`dx` of the sum")
    assert_close(of_sum[1], dout, "`dy` of the sum")


@pytest.mark.points(0.5)
def test_a_branch(student):
    """`Branch` hands 7 on twice, and upstream gradients of 1.5 and -4 make -2.5"""
    branch = student.Branch()
    first, second = pair(branch.forward(7.0))
    assert_close(first, 7.0, "the first output")
    assert_close(second, 7.0, "the second output")
    assert_close(branch.backward(1.5, -4.0), -2.5, "`dx`")


@pytest.mark.points(0.5)
def test_the_toy_function_forwards(student):
    """`ToyFunction.forward` gives 3 in the example by hand"""
    beta = [-np.pi / 6, np.log(2) - 1, -np.pi / 6, 1.0]
    omega = [np.pi / 6, 2.0, np.pi / 4, 4.0]
    assert_close(student.ToyFunction(beta, omega).forward(2.0), 3.0, "the value")


@pytest.mark.points(1)
@pytest.mark.parametrize("place", [pytest.param(0, id="dbeta"), pytest.param(1, id="domega")])
def test_the_toy_function_backwards(student, place):
    """`ToyFunction.backward` gives the gradients of the example by hand"""
    parameters = [
        [-np.pi / 6, np.log(2) - 1, -np.pi / 6, 1.0],
        [np.pi / 6, 2.0, np.pi / 4, 4.0],
    ]
    toy = student.ToyFunction(*parameters)
    value = toy.forward(2.0)
    root = np.sqrt(3)
    expected = [
        np.array([-6 * np.pi, -2 * root * np.pi, -4 * root, 2.0]),
        np.array([-12 * np.pi, -root * np.pi, -8 * root, 1.0]),
    ]

    def values(changed, x):
        toys = student.ToyFunction.many(
            (item.tolist(), parameters[1]) if place == 0 else (parameters[0], item.tolist())
            for item in changed
        )
        return [toy.forward(x) for toy in toys]

    own = OwnForward(
        student,
        lambda changed: values(changed, 2.0),
        np.array(parameters[place]),
        value,
        np.array(3.0),
        elsewhere=lambda changed: values(changed, 2.5),
    )
    gradients = pair(toy.backward(2.0))
    require(gradients[0].shape == (4,), "`dbeta` must hold four numbers")
    require(gradients[1].shape == (4,), "`domega` must hold four numbers")
    dout = 2 * (real_array(value, "the value") - 2.0)
    assert_gradient(gradients[place], expected[place], dout, own, "the gradient")
