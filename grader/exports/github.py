"""What GitHub takes: Classroom's result, a job's summary, and annotations at lines of files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from typing import Final

from grader.exports.cells import decided_by
from grader.exports.scores import format_points, score_of, score_or_status
from grader.language import gettext
from grader.results import ExerciseResult, Result

_CODE: Final = re.compile(r"(?<!`)(`[^`<>&|\r\n]+`)(?!`)")
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|~$@&]|:(?=//)|(?<=www)\.|(?m:^\s*[-+=\d])", re.I)


def classroom_json(exercises: Sequence[ExerciseResult]) -> bytes:
    """A student's result as GitHub Classroom's reporter reads it.

    The reporter takes the sum of the tests' scores for the points, and needs at least one test.
    """
    tests = [test for exercise in exercises for test in _classroom_tests(exercise)]
    most = sum(_most(exercise) for exercise in exercises)
    is_passed = bool(tests) and all(test["status"] == "pass" for test in tests)
    result = {
        "version": 1,
        "status": "pass" if is_passed else "fail",
        "max_score": most,
        "tests": tests or [{"name": gettext("there is no check"), "status": "error", "score": 0}],
    }
    return json.dumps(result, ensure_ascii=False, indent=1).encode() + b"\n"


def _is_whole(exercise: ExerciseResult) -> bool:
    """Does it count as one, be it that somebody decided on it or that it has no checks?"""
    return exercise.override is not None or not exercise.checks


def _most(exercise: ExerciseResult) -> float:
    """What its tests are worth; where a student checks, that is what public checks are."""
    if _is_whole(exercise):
        return exercise.max_score
    return sum(check.max_score for check in exercise.checks)


def _classroom_tests(exercise: ExerciseResult) -> list[dict[str, str | float]]:
    """A test a check; one for all of an exercise that somebody decided on, or that has none."""
    place: dict[str, str | float] = {
        "test_code": "", "filename": exercise.file, "line_no": 0, "duration": 0,
    }  # fmt: skip
    if _is_whole(exercise):
        is_passed = exercise.score >= exercise.max_score
        whole = {
            "name": exercise.exercise,
            "status": "pass" if is_passed else "fail",
            "score": exercise.score,
            "message": decided_by(exercise) or exercise.message,
        }
        return [{**whole, **place}]
    return [
        {
            "name": f"{exercise.exercise}: {check.title}",
            "status": "pass" if check.score >= check.max_score else "fail",
            "score": check.score,
            "message": check.message,
            **place,
        }
        for check in exercise.checks
    ]


def classroom_output(exercises: Sequence[ExerciseResult]) -> str:
    """The same as a step's output, a line for the file ``GITHUB_OUTPUT``."""
    return f"result={base64.b64encode(classroom_json(exercises)).decode()}\n"


def class_markdown(results: Sequence[Result]) -> str:
    """A class as a table: a row a student, a column an exercise."""
    names = list(dict.fromkeys(one.exercise for result in results for one in result.exercises))
    rows = []
    for result in results:
        scores = {one.exercise: one for one in result.exercises}
        cells = [score_or_status(scores[name]) if name in scores else "" for name in names]
        total = gettext("{score} of {points}").format(
            score=f"**{format_points(result.score)}**", points=format_points(result.max_score)
        )
        rows.append([as_text(result.student), *cells, total])
    return _table([gettext("student"), *names, gettext("total")], rows)


def exercises_markdown(exercises: Sequence[ExerciseResult]) -> str:
    """A student's checks as tables, an exercise each, with what is to be said of them."""
    parts = []
    for exercise in exercises:
        parts.append(f"### {exercise.exercise}: {score_of(exercise.score, _most(exercise))}\n")
        rows = [
            [
                "✅" if check.outcome == "passed" else "❌",
                f"{format_points(check.score)}/{format_points(check.max_score)}",
                as_text(check.title),
                as_text(check.message),
            ]
            for check in exercise.checks
        ]
        head = ["", gettext("points"), gettext("check"), gettext("what to look at")]
        parts.append(_table(head, rows))
        texts = (exercise.message, *exercise.notes)
        parts += [f"{as_text(text)}\n" for text in texts if text]
    return "\n".join(parts)


def annotation(file: str, line: int, title: str, message: str) -> str:
    """A command that has GitHub show `message` at a line of a file.

    Parameters
    ----------
    file : str
        Its path in the repository.
    line : int
        From 1; 0 for the file as a whole.
    """
    place = f"file={_value(file)}" + (f",line={line}" if line else "")
    return f"::error {place},title={_value(title)}::{_data(message)}"


def as_text(text: str) -> str:
    """`text` in Markdown and in a table's cell: nothing in it is markup, or another cell.

    But for what stands between backticks, as in the grader's own messages: that is shown as code.
    """
    parts = _CODE.split(text)
    marked = [
        part if number % 2 else _MARKUP.sub(_entity, part) for number, part in enumerate(parts)
    ]
    return re.sub(r"\r\n|\r|\n", "<br>", "".join(marked))


def _entity(mark: re.Match[str]) -> str:
    return "".join(f"&#{ord(each)};" for each in mark[0])


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
