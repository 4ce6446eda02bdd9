"""``grader.score("sigmoid", "test_...")`` in a notebook's grade cell: what one check gives."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.bundle import find_exercises
from grader.course import Exercise
from grader.course_folder import read_course
from grader.errors import GraderError
from grader.language import gettext
from grader.selfcheck.home import Home
from grader.selfcheck.notebook import defined


def score(exercise: str, check: str) -> float:
    """The points that what the notebook has defined so far gets in `check`.

    Of a check of which a part doesn't pass it prints the message.

    It runs in the student's own process: whoever wrote the notebook can make it say anything. So
    it is for students, and where they are trusted; `grader.autograde` doesn't run it.

    Parameters
    ----------
    exercise, check : str
        Their names.

    Returns
    -------
    float
        nbgrader takes a cell's value for its points.

    Raises
    ------
    NotPassed
        If there are none.
    GraderError
        If there is no such check in this folder or one around it.
    """
    home, found = _home_with(exercise, check)
    result = home.check(found, defined(exercise)).result
    failed = [each for each in result.checks if each.outcome != "passed"]
    text = "\n".join(f"{each.title}\n{each.message}" for each in failed)
    if failed and not result.score:
        raise NotPassed(text)
    if failed:
        print(text)
    return min(result.score, sum(each.max_score for each in result.checks))


class NotPassed(Exception):
    """A check gives nothing; its text says why."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback, which would be one of the grader's."""
        return str(self).splitlines()


def _home_with(exercise: str, check: str) -> tuple[Home, Exercise]:
    """Where the check can be run, and the exercise with this check alone."""
    for home in _homes(Path.cwd(), exercise):
        [found] = home.course.exercises
        if checks := tuple(each for each in found.checks if each.name == check):
            return home, replace(found, checks=checks)
    text = gettext(
        "{folder}: there is no check {check} of {exercise} in this folder or one around it"
    )
    raise GraderError(text.format(folder=Path.cwd(), check=check, exercise=exercise))


@cache
def _homes(folder: Path, exercise: str) -> list[Home]:
    """Where it may be: what students have in this folder, what instructors have around it."""
    courses = []
    with contextlib.suppress(GraderError):
        courses.append(find_exercises(folder, [exercise]))
    places = (each / "solutions" for each in (folder, *folder.parents))
    whole = [read_course(place) for place in places if (place / "course.toml").is_file()]
    courses += [course.only([exercise]) for course in whole]
    return [Home(course) for course in courses]
