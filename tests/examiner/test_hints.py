"""What wrong numbers and shapes look like."""

import numpy as np
import pytest

from grader.checks import Mismatch, assert_close
from grader.examiner.hints import shape_hint, value_hint

RIGHT = np.array([[1.0, -2.0], [3.0, 0.5]])
LARGE = "Yours is {} times too large"


@pytest.mark.parametrize(
    ("found", "hint"),
    [
        (4 * RIGHT, f"{LARGE.format(4)}: is a mean over the batch missing?"),
        (2 * RIGHT, f"{LARGE.format(2)}: is a factor 1/2, or a mean over a batch of 2, missing?"),
        (RIGHT / 3, "Yours is 3 times too small: is a mean taken where there is none?"),
        (-RIGHT, "Yours has the opposite sign."),
        (
            -4 * RIGHT,
            f"Besides the sign, y{LARGE.format(4)[1:]}: is a mean over the batch missing?",
        ),
        (1.37 * RIGHT, "Yours is 1.37 times what it should be."),
        (RIGHT.T, "Yours is the transpose."),
        (RIGHT + 1, "Yours is off by 1 in every entry."),
        ((1 + 5e-7) * RIGHT, ""),  # "1 times what it should be" would help nobody
        (0 * RIGHT, "Yours is zero everywhere."),
        (RIGHT**2, ""),
        (RIGHT * np.nan, ""),
        (RIGHT * 4e307, ""),
    ],
)
def test_values_are_told_by_how_they_relate(found, hint):
    assert value_hint(found, RIGHT) == hint


def test_of_zeros_nothing_is_said():
    assert value_hint(RIGHT, 0 * RIGHT) == ""


@pytest.mark.parametrize(
    ("found", "wanted", "hint"),
    [
        ((3, 2), (2, 3), "It is the transpose: is a .T missing, or one too many?"),
        ((), (2, 3), "A single number came: is a sum or a mean taken over too much?"),
        ((5, 3), (3,), "It still has the batch's axis: is a sum over axis 0 missing?"),
        ((3,), (5, 3), "The batch's axis is gone: one value a sample is asked for."),
        ((1, 3), (3,), "It has an axis of length 1 where none is asked for."),
        ((6,), (2, 3), "It has as many entries as it should: is a reshape missing?"),
        ((4, 4), (2, 3), ""),
    ],
)
def test_shapes_are_told_by_how_they_relate(found, wanted, hint):
    assert shape_hint(found, wanted) == hint


def test_a_hint_is_a_detail_so_that_hidden_checks_dont_show_it():
    with pytest.raises(Mismatch) as caught:
        assert_close(-RIGHT, RIGHT)
    assert "opposite sign" in caught.value.detail
    assert "sign" not in caught.value.finding
