"""The class, and its results when nothing happens to the machine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import msgspec
import pytest
from faults.runs import Run, make_class

from grader.results import Result


@dataclass(frozen=True)
class Undisturbed:
    """A class graded in peace.

    Parameters
    ----------
    results : bytes
        ``results.jsonl``; what every run comes to in the end.
    scores : bytes
        ``scores.csv``.
    """

    course: Path
    submissions: Path
    results: bytes
    scores: bytes

    def arguments(self, out: Path, jobs: int, course: Path | None = None) -> tuple[object, ...]:
        """The command that grades it into `out`."""
        where = ("--out", out, "--course", course or self.course)
        return ("grade", self.submissions, *where, "--no-report", "--jobs", jobs)

    @cached_property
    def by_student(self) -> dict[str, Result]:
        lines = map(msgspec.json.Decoder(Result).decode, self.results.splitlines())
        return {result.student: result for result in lines}

    def of(self, students: Sequence[str], submissions: Path) -> Undisturbed:
        """The same of some students, whose files are put into `submissions`."""
        for student in students:
            shutil.copytree(self.submissions / student, submissions / student)
        head, *rows = self.scores.splitlines(keepends=True)
        lines = zip(self.by_student, self.results.splitlines(keepends=True), rows, strict=True)
        chosen = [(result, row) for student, result, row in lines if student in students]
        results, scores = (b"".join(parts) for parts in zip(*chosen, strict=True))
        return Undisturbed(self.course, submissions, results, head + scores)

    def check(self, out: Path) -> None:
        """`out` holds what it should, and nothing else."""
        names = {"graded.jsonl", "results.jsonl", "run.json", "scores.csv"}
        assert {path.name for path in out.iterdir()} == names
        assert (out / "results.jsonl").read_bytes() == self.results
        assert (out / "scores.csv").read_bytes() == self.scores

    def check_again(self, temporary: Path, out: Path, jobs: int = 1) -> None:
        """The same command, run again in peace, sets `out` right."""
        run = Run(temporary, *self.arguments(out, jobs))
        assert run.wait() == 0, run.errors
        assert run.leftovers() == []
        self.check(out)


@pytest.fixture(scope="session")
def undisturbed(
    course_folder: Path, confinement: object, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    place = tmp_path_factory.mktemp("faults")
    plan = Undisturbed(course_folder, make_class(place / "class"), b"", b"")
    run = Run(place / "tmp", *plan.arguments(place / "out", 2))
    assert run.wait() == 0, run.errors
    assert run.leftovers() == []
    results, scores = (
        (place / "out" / name).read_bytes() for name in ("results.jsonl", "scores.csv")
    )
    return Undisturbed(course_folder, plan.submissions, results, scores)


@pytest.fixture
def quick(undisturbed: Undisturbed, tmp_path: Path) -> Undisturbed:
    """The students who are graded in no time."""
    return undisturbed.of(["s01", "s02", "s03", "s04", "s07", "s10"], tmp_path / "class")
