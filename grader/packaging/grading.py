"""What ``run_autograder`` runs on Gradescope: one submission in, ``results.json`` out.

``results.json`` stands there before and says that the grader failed. It is replaced in one step,
when everything has been graded; however this process ends before, nobody has points.
"""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from grader.course_folder import read_course
from grader.errors import GraderError
from grader.examiner.examiner import Examiner
from grader.examiner.marking import GRADER_FAILED
from grader.exports.gradescope import as_json, gradescope_results
from grader.intake import read_submission
from grader.intake.handed import in_folder
from grader.language import gettext
from grader.plain import clean
from grader.results import Result
from grader.sandbox.trial import find_confinement
from grader.workplace import workplace
from grader.writing import write_in_one_step


def main(arguments: Sequence[str]) -> int:
    """Grade what lies in Gradescope's folder; 1 if that failed, and results.json is as it was.

    Parameters
    ----------
    arguments : sequence of str
        The folder, ``/autograder``, and when students see the hidden checks.
    """
    root, hidden_visibility = Path(arguments[0]), arguments[1]
    started = time.monotonic()
    try:
        result = _graded(root / "source" / "course", root / "submission")
    except GraderError as problem:
        print(f"grader: {problem}")
        return 1
    for text in result.problems:
        print(clean(text))
    if _has_failed(result):
        text = gettext("it failed in some of the checks, so nothing counts")
        print(f"grader: {text}")
        return 1
    seconds = round(time.monotonic() - started, 3)
    results = gradescope_results(result, hidden_visibility=hidden_visibility, seconds=seconds)
    write_in_one_step(root / "results" / "results.json", as_json(results))
    text = gettext("{score:g} of {most:g} points in {seconds:.1f} s")
    print(text.format(score=result.score, most=result.max_score, seconds=seconds))
    print(gettext("Confined by: {layers}.").format(layers=", ".join(result.confinement)))
    return 0


def _graded(course_folder: Path, submission_folder: Path) -> Result:
    with workplace() as place:
        course = read_course(course_folder, copy=place / "course")
        confinement = find_confinement()
        stubs = {exercise.name: exercise.stub for exercise in course.exercises}
        submission = read_submission(in_folder(submission_folder), list(stubs), stubs)
        with contextlib.closing(Examiner(course, confinement)) as examiner:
            return examiner.grade(submission)


def _has_failed(result: Result) -> bool:
    """Is some of it the grader's fault? There is nobody here who hears of it and grades again."""
    messages = [exercise.message for exercise in result.exercises]
    messages += [check.message for exercise in result.exercises for check in exercise.checks]
    failed = gettext(GRADER_FAILED)
    return any(message.startswith(failed) for message in messages)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
