"""What a check file imports: comparing, and gradients of the student's own forward.

The fixtures ``student``, ``reference`` and ``rng`` and the marker ``points`` come from the pytest
plugin, `grader.examiner.plugin`.
"""

from grader.examiner.compare import (
    Mismatch,
    Tolerance,
    assert_close,
    is_close,
    real_array,
    require,
)
from grader.examiner.gradients import OwnForward, assert_gradient, numerical_gradient
from grader.sandbox.exchange import StudentError

__all__ = [
    "Mismatch",
    "OwnForward",
    "StudentError",
    "Tolerance",
    "assert_close",
    "assert_gradient",
    "is_close",
    "numerical_gradient",
    "real_array",
    "require",
]
