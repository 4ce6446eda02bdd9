"""What grading a submission gives, and the file that it is written down in.

``results.jsonl`` holds one object a line, one line a student. While a class is graded, each result
is appended as soon as it is there; at the end the file is sorted and replaced in one step. Where a
student has several lines, the last one counts; a torn last line is dropped.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, Literal

import msgspec

from grader.errors import GraderError

VERSION: Final = 1

Outcome = Literal["passed", "failed", "error", "timeout"]
Status = Literal["graded", "missing", "failed"]


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check; `message` is what the student may read."""

    id: str
    title: str
    outcome: Outcome
    score: float
    max_score: float
    hidden: bool
    message: str = ""
    diagnosis: str | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that a student's numbers show, where they show it, and what to say of it."""

    site: str
    misconception: str
    hint: str


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one exercise: ``missing`` (no file), ``failed`` (not loaded) or ``graded``."""

    exercise: str
    status: Status
    score: float
    max_score: float
    message: str = ""
    checks: tuple[CheckResult, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one submission.

    Attributes
    ----------
    confinement : tuple of str
        The layers that held while it was graded; empty: unconfined, at somebody's risk.
    problems : tuple of str
        What the instructor should look into: a check that broke, a file that couldn't be placed.
    """

    version: int = VERSION
    student: str
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...] = ()
    confinement: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


_DECODER: Final = msgspec.json.Decoder(Result)


class ResultsFile:
    """A ``results.jsonl`` that is being written.

    Parameters
    ----------
    path : Path
        What is in it stays until a newer result of the same student counts.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        known = read_results(path) if path.exists() else []
        _replace(path, known)
        self._stream = path.open("ab", buffering=0)

    def append(self, result: Result) -> None:
        """Write `result` down, at once."""
        line = memoryview(msgspec.json.encode(result) + b"\n")
        while line:
            line = line[self._stream.write(line) :]

    def finish(self, students: Sequence[str]) -> list[Result]:
        """Keep one line for each of `students`, in their order, and close the file."""
        self._stream.close()
        latest = {result.student: result for result in read_results(self._path)}
        kept = [latest[student] for student in students if student in latest]
        _replace(self._path, kept)
        return kept

    def close(self) -> None:
        """Close the file as it is."""
        self._stream.close()


def read_results(path: Path) -> list[Result]:
    """The results in a file, the last one of each student, in the order of their first lines."""
    latest: dict[str, Result] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.endswith(b"\n"):  # else torn: the machine stopped in the middle of it
                try:
                    result = _DECODER.decode(line)
                except msgspec.DecodeError as problem:
                    text = f"{path}:{number}: this is no result ({problem}); move the file away"
                    raise GraderError(text) from None
                latest[result.student] = result
    return list(latest.values())


def _replace(path: Path, results: Iterable[Result]) -> None:
    data = b"".join(msgspec.json.encode(result) + b"\n" for result in results)
    write_in_one_step(path, data)


def write_in_one_step(path: Path, data: bytes) -> None:
    """Write `data` to a temporary name beside `path` and put it in its place."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
