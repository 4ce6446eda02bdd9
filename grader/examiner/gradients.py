"""Gradients that a check compares with: the reference's, or that of the student's own forward.

Errors are carried forward, as examiners on paper do: a ``backward`` that is right for the student's
own ``forward`` passes, provided that this forward isn't trivial.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from grader.examiner.compare import Mismatch, Tolerance, assert_close, is_close, real_array
from grader.examiner.unknown import is_unknown
from grader.language import gettext, gettext_noop
from grader.sandbox.exchange import StudentError

if TYPE_CHECKING:
    from grader.examiner.remote import Student

STEP: Final = 1e-5
"""Half the distance of a central difference. Truncation h^2 f'''/6 and rounding 1e-16 |f| / h are
near 1e-11 each for the functions here, whose values and derivatives are about 1."""

OWN: Final = Tolerance(relative=1e-6)
"""Tolerance for the gradient of the student's own forward, which is a numerical one."""

_OUTPUT: Final = gettext_noop("the output")

Evaluate = Callable[[Sequence[np.ndarray]], Sequence[Any]]
"""Gives the student's forward at each of several inputs, in one message."""


def numerical_gradient(evaluate: Evaluate, x: np.ndarray, dout: np.ndarray) -> np.ndarray:
    """The gradient of ``sum(dout * forward(x))`` with respect to `x`, by central differences.

    Parameters
    ----------
    evaluate : callable
        Gets ``2 * x.size`` inputs of the shape of `x`, gives the outputs, each of `dout`'s shape.
    x, dout : ndarray of float64

    Raises
    ------
    Mismatch
        If an output doesn't have `dout`'s shape.
    """
    steps = STEP * np.eye(x.size).reshape(x.size, *x.shape)
    outputs = evaluate([*(x + steps), *(x - steps)])
    losses = []
    with np.errstate(invalid="ignore", over="ignore"):  # the student's infinities are no news
        for output in outputs:
            value = real_array(output, _OUTPUT)
            if value.shape != dout.shape:
                message = gettext("the output doesn't have the shape of the upstream gradient")
                raise Mismatch("shape", message)
            losses.append(float(np.sum(dout * value)))
        above, below = np.array(losses).reshape(2, x.size)
        gradient: np.ndarray = ((above - below) / (2 * STEP)).reshape(x.shape)
    return gradient


@dataclass(frozen=True)
class OwnForward:
    """The student's forward, for errors to be carried forward.

    Parameters
    ----------
    student : Student
        Whose forward it is.
    evaluate : callable
        Gives the forward at several inputs.
    x : ndarray of float64
        Where the gradient is taken.
    outputs : object
        What the student's forward gave there, in the course of the check.
    right_outputs : ndarray
        What the reference's gives.
    elsewhere : callable, optional
        The same forward in another setting, where one that isn't trivial has another gradient: for
        a linear layer, with other weights. By default `evaluate`, half a unit away from `x`.
    """

    student: Student
    evaluate: Evaluate
    x: np.ndarray
    outputs: Any
    right_outputs: Any
    elsewhere: Evaluate | None = None

    def gradient(self, dout: np.ndarray) -> np.ndarray | None:
        """The numerical gradient of this forward, if it always gives the same."""
        try:
            own = numerical_gradient(self.evaluate, self.x, dout)
            [again] = self.evaluate([self.x])
            assert_close(again, real_array(self.outputs, _OUTPUT))
        except (Mismatch, StudentError):
            return None
        return own

    def is_trivial(self, own: np.ndarray, dout: np.ndarray) -> bool:
        """Could anybody guess the gradient `own` of this forward?

        So it is with a constant, the identity, a multiple of x.
        """
        other = self.elsewhere or self.evaluate
        try:
            elsewhere = numerical_gradient(other, self.x if self.elsewhere else self.x + 0.5, dout)
        except (Mismatch, StudentError):
            return True
        return is_close(own, elsewhere, OWN) or not np.any(np.abs(own) > OWN.relative)


def assert_gradient(
    actual: Any, expected: np.ndarray, dout: np.ndarray, own: OwnForward, what: str = "`dx`"
) -> None:
    """Fail unless `actual` is the expected gradient or that of the student's own wrong forward.

    Parameters
    ----------
    actual : object
        What the student's ``backward`` gave.
    expected : ndarray
        The reference's gradient.
    dout : ndarray of float64
        The upstream gradient.
    own : OwnForward
        Asked only when `actual` isn't `expected`.

    Raises
    ------
    Mismatch
        The comparison with the reference's gradient.
    """
    if is_unknown(actual, expected):
        return
    try:
        assert_close(actual, expected, what)
    except Mismatch as mismatch:
        if mismatch.kind != "value":
            raise
        # a right forward has the reference's gradient, to be compared tightly
        is_right = is_close(own.outputs, own.right_outputs)
        numerical = expected if is_right else own.gradient(dout)
        if numerical is None:
            raise
        if (
            not is_right
            and is_close(actual, numerical, OWN)
            and not own.is_trivial(numerical, dout)
        ):
            own.student.carry()
            return
        mismatch.gradients = what, real_array(actual, what), np.asarray(numerical)
        raise
