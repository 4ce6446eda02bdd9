"""A result as Gradescope's ``results.json`` has it.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/. All text is sent as
text: nothing that a student wrote can be markup.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from grader.exports.cells import decided_by
from grader.language import gettext, gettext_noop
from grader.plain import clean_lines
from grader.results import CheckResult, ExerciseResult, Result

VISIBILITIES: Final = ("after_published", "after_due_date", "hidden", "visible")
"""When Gradescope shows a test to its student."""
TEXT_LIMIT: Final = 10_000
"""Longest text of a test, and of all of a submission, in characters."""
FAILED: Final = gettext_noop(
    "The grader itself failed: your submission has not been graded, and the score of 0 means "
    "nothing. Please tell your instructor, who finds the reason in the autograder's output."
)

_AS_TEXT = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}


def gradescope_results(
    result: Result,
    *,
    hidden_visibility: str = VISIBILITIES[0],
    seconds: float | None = None,
) -> dict[str, Any]:
    """What ``results.json`` says of `result`: a test for each check and each of its cases.

    What lateness costs isn't taken off: that is Gradescope's own business.

    Parameters
    ----------
    hidden_visibility : str
        Of `VISIBILITIES`, when students see the hidden checks. Until then Gradescope shows them no
        total either.
    seconds : float, optional
        How long grading took.
    """
    results: dict[str, Any] = {
        "score": result.score,
        "output": _text(_of_exercises(result)),
        **_AS_TEXT,
        "tests": list(_tests(result, hidden_visibility)),
    }
    if seconds is not None:
        results["execution_time"] = seconds
    if result.run is not None:
        results["extra_data"] = {"run": result.run.id}
    return results


def failed_results() -> dict[str, Any]:
    """What ``results.json`` says where the grader failed: no points, and whom to tell."""
    return {"score": 0.0, "output": gettext(FAILED), **_AS_TEXT, "tests": []}


def as_json(results: Mapping[str, Any]) -> bytes:
    """`results` as the bytes of ``results.json``."""
    return json.dumps(results, indent=1, allow_nan=False).encode() + b"\n"


def _of_exercises(result: Result) -> Iterator[str]:
    """What is to be said of exercises as a whole; nothing that a hidden check found."""
    for exercise in result.exercises:
        message = "" if exercise.status == "graded" else exercise.message
        said = [text for text in (decided_by(exercise), message, *exercise.notes) if text]
        if said:
            yield "\n".join([f"{exercise.title or exercise.exercise}:", *said])


def _tests(result: Result, hidden_visibility: str) -> Iterator[dict[str, Any]]:
    is_one = len(result.exercises) == 1
    for place, exercise in enumerate(result.exercises, start=1):
        title = exercise.title or exercise.exercise
        if not exercise.checks:  # the grader failed before it knew them
            yield {
                **_points(exercise, is_passed=False),
                "name": title,
                "number": str(place),
                "output": _text([exercise.message]),
                "visibility": "visible",
            }
        hints = {found.misconception: found.hint for found in exercise.diagnoses}
        for number, check in enumerate(exercise.checks, start=1):
            yield {
                **_points(check, is_passed=_is_passed(check)),
                "name": check.title if is_one else f"{title}: {check.title}",
                "number": f"{place}.{number}",
                "output": _text(_of_check(check, hints)),
                "visibility": hidden_visibility if check.hidden else "visible",
            }


def _points(marked: CheckResult | ExerciseResult, *, is_passed: bool) -> dict[str, Any]:
    return {
        "score": marked.score,
        "max_score": marked.max_score,
        "status": "passed" if is_passed else "failed",
    }


def _is_passed(check: CheckResult) -> bool:
    if check.override is None:
        return check.outcome == "passed"
    return check.score >= check.max_score


def _of_check(check: CheckResult, hints: Mapping[str, str]) -> Iterator[str]:
    yield decided_by(check)
    yield check.message
    yield hints.get(check.diagnosis or "", "")


def _text(parts: Iterator[str] | list[str]) -> str:
    """The texts there are, without characters that a page or a database could choke on."""
    return "\n".join(clean_lines("\n\n".join(part for part in parts if part), TEXT_LIMIT))
