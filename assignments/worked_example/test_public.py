"""Public checks: the numbers of the 2-2-2 network, step by step.

The expected numbers were computed with 40 digits and are rounded to float64; the sources print
fewer. Each function is given right arguments, so you can start with any of them.
"""

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

X, T = (0.05, 0.10), (0.01, 0.99)
W1 = ((0.15, 0.25), (0.20, 0.30))
W2 = ((0.40, 0.50), (0.45, 0.55))

# source 004: biases of 0.35 and 0.60
NET_H, OUT_H = (0.3775, 0.3925), (0.5932699921071872, 0.596884378259767)
NET_O, OUT_O = (1.1059059670597702, 1.2249214040964655), (0.7513650695523157, 0.7729284653214626)
DELTA_O = (0.13849856162855698, -0.038098236516556215)
DELTA_H = (0.008771354689486935, 0.009954254705217202)

# source 001: all biases are 1
OUT_H_001 = (0.7364309317009724, 0.7393320946525015)
OUT_O_001 = (0.8357955619759468, 0.8550595463668493)
DELTA_O_001 = (0.11333328995181322, -0.016723537258936126)
DELTA_H_001 = (0.0071761926668797845, 0.008056094388799475)


def assert_output_delta(student, out, t, expected):
    """The delta is the expected one, or that of the student's own errors; what came back."""
    out, t = np.array(out), np.array(t)
    delta = student.output_delta(out, t)
    if not is_close(delta, expected):
        own = OwnForward(
            student,
            lambda nets: student.errors.many((1 / (1 + np.exp(-net)), t) for net in nets),
            np.log(out / (1 - out)),
            given_by(student.errors, out, t),
            0.5 * (t - out) ** 2,
        )
        assert_gradient(delta, np.array(expected), np.ones(len(out)), own, "the delta")
    return real_array(delta, "the delta")


def assert_hidden_delta(student, delta_o, W2, out_h, expected):
    """The delta is the expected one, or that of the student's own contributions."""
    delta_o, W2, out_h = np.array(delta_o), np.array(W2), np.array(out_h)
    delta = student.hidden_delta(delta_o, W2, out_h)
    if not is_close(delta, expected):
        own = delta_of_own_shares(student, delta_o, W2, out_h)
        expected = own if is_close(delta, own) else expected
    assert_close(delta, expected, "the delta")


def delta_of_own_shares(student, delta_o, W2, out_h):
    """The hidden delta from the student's own contributions; nan where they say nothing."""
    shares = given_by(student.contributions, delta_o, W2)
    elsewhere = given_by(student.contributions, delta_o + 1, 2 * W2 + 1)
    try:
        sums = np.sum(real_array(shares, "the contributions").reshape(W2.shape), axis=1)
    except (Mismatch, ValueError):
        return np.nan
    is_trivial = not np.any(sums) or is_close(elsewhere, shares)
    return np.nan if is_trivial else sums * out_h * (1 - out_h)


def given_by(function, *arguments):
    """What a function of the student's gives; None where it isn't written yet."""
    try:
        return function(*arguments)
    except Exception:
        return None


@pytest.mark.points(0.5)
def test_feed_forward_gives_net_and_out_of_every_unit(student):
    """`feed_forward` gives net and out of all four units"""
    b1, b2 = np.array([0.35, 0.35]), np.array([0.60, 0.60])
    units = student.feed_forward(np.array(X), np.array(W1), b1, np.array(W2), b2)
    require(
        isinstance(units, (tuple, list)) and len(units) == 4,
        "`feed_forward` must give four arrays: `net_h`, `out_h`, `net_o`, `out_o`",
    )
    assert_close(units[0], NET_H, "`net_h`")
    assert_close(units[1], OUT_H, "`out_h`")
    assert_close(units[2], NET_O, "`net_o`")
    assert_close(units[3], OUT_O, "`out_o`")


@pytest.mark.points(0.5)
def test_errors_gives_the_error_of_each_output(student):
    """`errors` gives the error of each output"""
    found = student.errors(np.array(OUT_O), np.array(T))
    assert_close(found, [0.27481108317615494, 0.023560025583847732], "the result of `errors`")


@pytest.mark.points(0.5)
def test_output_delta_and_its_two_factors(student):
    """`output_delta` gives each output's delta, the product of the error's and the unit's slope"""
    delta = assert_output_delta(student, OUT_O, T, DELTA_O)
    slopes_of_the_units = (0.18681560180895948, 0.1755100528172712)
    one_below = np.array(OUT_O) - 1  # the slope of the error is then 1
    slopes = assert_output_delta(student, OUT_O, one_below, slopes_of_the_units)
    slopes_of_the_errors = (0.7413650695523157, -0.2170715346785374)
    assert_close(delta / slopes, slopes_of_the_errors, "the delta divided by the slope")
    assert_output_delta(student, OUT_O_001, T, DELTA_O_001)


@pytest.mark.points(0.5)
def test_contributions_of_each_error(student):
    """`contributions` gives each error's share for each hidden unit, and they add up"""
    shares = student.contributions(np.array(DELTA_O), np.array(W2))
    expected = [
        [0.055399424651422786, -0.019049118258278108],
        [0.062324352732850634, -0.02095403008410592],
    ]
    assert_close(shares, expected, "the result of `contributions`")
    sums = np.sum(real_array(shares, "the contributions"), axis=1)
    assert_close(sums, [0.03635030639314468, 0.04137032264874472], "the sum over the outputs")


@pytest.mark.points(0.5)
def test_hidden_delta_and_its_slope(student):
    """`hidden_delta` gives each hidden unit's delta, the sum of the shares times the slope"""
    assert_hidden_delta(student, DELTA_O, W2, OUT_H, DELTA_H)
    slopes_of_the_units = (0.24130070857232522, 0.24061341724921836)
    assert_hidden_delta(student, (1.0,), ((1.0,), (1.0,)), OUT_H, slopes_of_the_units)
    assert_hidden_delta(student, DELTA_O_001, W2, OUT_H_001, DELTA_H_001)


@pytest.mark.points(0.5)
def test_updated_gives_the_eight_new_weights(student):
    """`updated` gives the eight new weights w1 to w8"""
    gradient = np.array(
        [[0.08216704056423078, -0.02260254047747506], [0.08266762784753326, -0.02274024221597821]]
    )
    expected = [[0.35891647971788465, 0.5113012702387375], [0.4086661860762334, 0.5613701211079891]]
    assert_close(student.updated(np.array(W2), gradient, 0.5), expected, "the new W2")
    gradient = np.array(
        [
            [0.0004385677344743468, 0.0004977127352608601],
            [0.0008771354689486936, 0.0009954254705217202],
        ]
    )
    expected = [
        [0.1497807161327628, 0.24975114363236958],
        [0.19956143226552567, 0.29950228726473915],
    ]
    assert_close(student.updated(np.array(W1), gradient, 0.5), expected, "the new W1")
