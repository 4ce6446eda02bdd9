"""What counts as a number or an array, and what is close."""

import tracemalloc

import numpy as np
import pytest

from grader.checks import Mismatch, Tolerance, assert_close, is_close, real_array, require
from grader.sandbox.exchange import Handle, Opaque


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(2, id="int"),
        pytest.param(2.0, id="float"),
        pytest.param(np.float32(2), id="float32 scalar"),
        pytest.param(np.array(2), id="0-d integer array"),
        pytest.param(np.array(2.0, dtype="f2"), id="0-d half"),
    ],
)
def test_numbers_are_numbers_however_they_come(value):
    assert_close(value, 2.0)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([[1, 2.0], [3, 4]], id="nested lists"),
        pytest.param(([1, 2], (3, 4)), id="tuples"),
        pytest.param([np.array([1.0, 2.0]), [3, 4]], id="arrays in a list"),
        pytest.param(np.array([[1, 2], [3, 4]], dtype="u1"), id="unsigned bytes"),
        pytest.param(np.array([[1, 2], [3, 4]], dtype="f4"), id="float32"),
    ],
)
def test_arrays_are_arrays_however_they_come(value):
    assert_close(value, [[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        np.bool_(True),
        np.array([True]),
        1j,
        np.array([1j]),
        "1",
        b"1",
        {1.0},
        {"a": 1.0},
        [[1.0], [1.0, 2.0]],
        [True],
        [None],
        Opaque("an array of text"),
        Handle(1, "Array", True, frozenset()),
        10**400,
    ],
    ids=repr,
)
def test_everything_else_is_refused(value):
    with pytest.raises(Mismatch) as caught:
        real_array(value, "the output")
    assert caught.value.kind in ("type", "finite")


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        pytest.param(np.empty((0, 2, 3)), np.ones((2, 3)), id="an empty array broadcasts to all"),
        pytest.param(np.ones((2, 1)), np.ones(2), id="a column for a vector"),
        pytest.param(np.ones((1, 1)), 1.0, id="a matrix for a number"),
        pytest.param(1.0, np.ones(1), id="a number for a vector"),
        pytest.param(1.0, np.ones((3, 3)), id="a number that broadcasts"),
    ],
)
def test_the_shape_is_compared_before_any_value(actual, expected):
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected)
    assert caught.value.kind == "shape"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(np.zeros(2**22 + 1, "u1"), id="an array"),
        pytest.param([np.zeros(2**21, "u1")] * 3, id="a list of arrays"),
    ],
)
def test_what_is_far_too_large_is_not_even_converted(value):
    tracemalloc.start()
    try:
        with pytest.raises(Mismatch, match="far too large") as caught:
            assert_close(value, 0.0, "the output")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.kind == "shape"
    assert most < 8 * 2**23


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_never_pass(bad):
    with pytest.raises(Mismatch) as caught:
        assert_close([1.0, bad], [1.0, 2.0])
    assert caught.value.kind == "finite"
    assert not is_close(bad, 0.0, Tolerance(relative=0, absolute=1e300))


def test_tolerance_goes_by_the_largest_expected_entry():
    assert is_close([1e6, 1e-4], [1e6, 0.0])
    assert not is_close([1e6, 1e-2], [1e6, 0.0])
    assert not is_close(1e-300, 0.0)
    assert is_close([1.0 + 5e-10], [1.0])
    assert not is_close([1.0 + 5e-9], [1.0])


def test_the_published_error_after_one_update_is_not_close_to_the_right_one():
    assert not is_close(0.291027924, 0.291027773694)


def test_a_mismatch_says_which_entries_differ():
    with pytest.raises(Mismatch) as caught:
        assert_close(np.zeros((2, 2)), [[0.0, 1.0], [0.0, 0.0]], "`dW`")
    assert caught.value.finding == "`dW` has the right shape and wrong values"
    assert caught.value.detail == "[0, 1] should be 1 and is 0.\nYours is zero everywhere."


def test_the_finding_holds_no_value():
    for actual, expected in (([0.5], [0.25]), ([0.5, 0.5], [0.25]), ([np.nan], [0.25])):
        with pytest.raises(Mismatch) as caught:
            assert_close(actual, expected, "the output")
        assert not [char for char in caught.value.finding if char.isdigit()]


def test_a_requirement_fails_with_its_own_words():
    require(True, "not said")
    with pytest.raises(Mismatch, match="the batches are uneven"):
        require(False, "the batches are uneven")


def test_float32_work_is_told_that_only_precision_is_missing():
    expected = np.array([0.1, 0.2, 0.3]) / 3
    with pytest.raises(Mismatch, match="keep float64"):
        assert_close(expected.astype(np.float32), expected)
    with pytest.raises(Mismatch, match="wrong values"):
        assert_close((2 * expected).astype(np.float32), expected)
    with pytest.raises(Mismatch, match="wrong values"):
        assert_close(expected * (1 + 1e-7), expected)


def test_a_signalling_nan_is_a_nan_and_no_warning():
    """float32 and float16 have some that no computation gives; found by fuzzing."""
    for bits, kind in ((0x7F800001, "f4"), (0x7C01, "f2")):
        array = np.array([bits], f"u{kind[1]}").view(kind)
        assert np.isnan(real_array(array, "the output")).all()
        assert not is_close(array, np.zeros(1))
