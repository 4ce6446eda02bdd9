"""Public checks: what ten layers leave, and how many norms there are."""

import numpy as np
import pytest

from grader.checks import assert_close, real_array, require


@pytest.mark.points(0.5)
def test_ten_sigmoids_at_their_best(student):
    """ten sigmoids, each of them fed a 0, leave a quarter each"""
    given = student.given
    layers = [given.Sigmoid()]
    for _ in range(9):
        # a sigmoid gives 0.5 at 0; this layer takes it back to 0 and leaves the gradient as it is
        layers += [given.Affine(np.array([[1.0]]), np.array([-0.5])), given.Sigmoid()]
    norms = student.gradient_norms(layers, np.array([[0.0]]), np.array([[1.0]]))
    expected = [0.25 ** (passed // 2 + 1) for passed in range(19)]
    assert_close(norms, expected, "the list of norms")


@pytest.mark.points(0.5)
def test_ten_relus_leave_what_they_let_through(student):
    """ten ReLUs leave the gradient of positive inputs as it was, and nothing of the others"""
    layers = [student.given.Relu() for _ in range(10)]
    x, dout = np.array([[1.0, 2.0], [-1.0, 3.0]]), np.array([[2.0, 3.0], [50.0, 6.0]])
    norms = real_array(student.gradient_norms(layers, x, dout), "the list of norms")
    # how many there must be is another check's business; 7 is the root of 4 + 9 + 36
    assert_close(norms, np.full(max(len(norms.ravel()), 1), 7.0), "the list of norms")


@pytest.mark.points(0.5)
def test_a_norm_for_each_layer(student):
    """there are as many norms as layers"""
    W, b = np.array([[0.5, -1.0, 2.0], [1.5, 1.0, -0.5]]), np.zeros(3)
    layers = [student.given.Relu(), student.given.Affine(W, b)]
    x, dout = np.array([[1.0, 2.0], [0.5, 1.0], [3.0, 0.2]]), np.ones((3, 3))
    norms = real_array(student.gradient_norms(layers, x, dout), "the list of norms")
    require(norms.ndim > 0, "`gradient_norms` must give a list")
    require(len(norms) == 2, "two layers must give two norms")
    require(bool(np.all(norms > 0)), "no norm may be 0 here")
