"""A damaged results file is read as far as it goes or refused with a `GraderError`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from fuzz.running import IN_MEMORY

from grader.errors import GraderError
from grader.exports import scores_csv
from grader.results import CheckResult, Diagnosis, ExerciseResult, Result
from grader.results_file import ResultsFile, read_results

LONGEST = 2**13
_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz-", dir=IN_MEMORY)
PATH = Path(_FOLDER.name, "results.jsonl")


def seed_inputs() -> Iterator[bytes]:
    points = {"score": 0.0, "max_score": 2.0}
    check = CheckResult(id="f[1]", title="é", outcome="failed", hidden=True, message="", **points)
    named = Diagnosis(site="f", misconception="M", hint="h")
    exercise = ExerciseResult(
        exercise="e", status="graded", checks=(check,), diagnoses=(named,), **points
    )
    results = [
        Result(student="a", score=0.5, max_score=2.0, exercises=(exercise,), problems=("p",)),
        Result(student="=1+1", score=0.0, max_score=2.0, confinement=("seccomp",)),
    ]
    lines = [msgspec.json.encode(result) + b"\n" for result in results]
    yield b"".join(lines)
    yield lines[0] + lines[1] + lines[0][:50]
    yield lines[1] + b"\n"
    yield b""


def run(data: bytes) -> None:
    whole = read(data[: data.rfind(b"\n") + 1])
    results = read(data)
    assert results == whole  # a torn last line is as good as none
    if results is None:
        return
    assert len({result.student for result in results}) == len(results)
    assert scores_csv(["e", "f"], results)
    file = ResultsFile(PATH)
    new = Result(student="new", score=1.0, max_score=2.0)
    file.append(new)
    kept = list(file.finish([*(result.student for result in results), "new"]))
    assert kept == [*(result for result in results if result.student != "new"), new]
    assert read_results(PATH) == kept


def read(data: bytes) -> list[Result] | None:
    """The results in a file of these bytes; None if it is refused, which it must be by name."""
    PATH.write_bytes(data)
    try:
        return read_results(PATH)
    except GraderError as problem:
        assert str(PATH) in str(problem)
        return None
