"""What can go wrong for the person who runs the grader.

A student's failure is never one of these: it is data in a result.
"""

from __future__ import annotations

from collections.abc import Sequence


class GraderError(Exception):
    """Something the user must see to; its text says what, where and what to do next."""


class CourseError(GraderError):
    """The course is unusable; holds every problem found, not only the first.

    Parameters
    ----------
    problems : sequence of str
        One line each, ``file:line: what is wrong and what to do``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[CourseError], tuple[tuple[str, ...]]]:
        return CourseError, (self.problems,)


class ConfinementError(GraderError):
    """This machine cannot confine student code, and nobody accepted the risk."""
