"""The tools that are compared: how each is set up, run, and asked for its points.

All of them call the check functions of ``solutions/``: ours behind the wall, the others by
`local`, in the process in which the submission runs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from class_of import EXERCISES, ROOT, grade

HERE = Path(__file__).parent
PATHS = os.pathsep.join([str(HERE), str(ROOT)])
Scores = dict[str, dict[str, dict[str, float]]]
"""Points, by student, exercise and check."""


@dataclass(frozen=True)
class Step:
    """A command of a tool's, and what its environment has besides."""

    command: list[str]
    environment: dict[str, str]


class Tool:
    """A way to grade the class.

    Attributes
    ----------
    name : str
    form : str
        What it grades: ``.py`` or ``.ipynb``.
    is_slow : bool
        Gets a sample of the class in each round.
    is_pinned : bool
        Runs on one core.
    """

    name = ""
    form = ".py"
    is_slow = False
    is_pinned = True

    def steps(self, students: Path, place: Path) -> list[Step]:
        """What is to be run, and timed, for the students' folders in `students`.

        Parameters
        ----------
        place : Path
            An empty folder for this round.
        """
        raise NotImplementedError

    def scores(self, place: Path) -> Scores:
        """What came of it."""
        raise NotImplementedError


class Floor(Tool):
    """One bare Python process, the checks as function calls."""

    name = "floor"

    def steps(self, students: Path, place: Path) -> list[Step]:
        command = [sys.executable, str(HERE / "local.py"), str(students)]
        command += ["--out", str(place / "floor.json")]
        command += [part for name in EXERCISES for part in ("--exercise", name)]
        return [Step(command, {"PYTHONPATH": PATHS})]

    def scores(self, place: Path) -> Scores:
        return self._said(place)["scores"]

    def loop(self, place: Path) -> dict[str, float]:
        """Seconds and CPU seconds without Python's start and imports."""
        return self._said(place)["loop"]

    def _said(self, place: Path) -> Any:
        return json.loads((place / "floor.json").read_text())


FORGETFUL = """
import sys
from grader.cli import main
from grader.examiner import memory
memory.MOST = 0
sys.exit(main(sys.argv[1:]))
"""
"""The command, with every check of every submission run."""


class Ours(Tool):
    """``grader grade``, confined, the whole command; pages are a row of their own.

    nbgrader and Otter write none either before they are asked.
    """

    def __init__(
        self,
        form: str,
        jobs: int = 1,
        *,
        is_pinned: bool = True,
        has_pages: bool = False,
        is_forgetful: bool = False,
    ) -> None:
        cores = "" if is_pinned else f" --jobs {jobs}, all cores"
        pages = ", with pages" if has_pages else ""
        self.name = f"grader{cores}{pages}{', nothing remembered' if is_forgetful else ''}"
        self._is_forgetful = is_forgetful
        self._more = [] if has_pages else ["--no-report"]
        self.form = form
        self.is_pinned = is_pinned
        self._jobs = jobs

    def steps(self, students: Path, place: Path) -> list[Step]:
        command = [*grade(students, place / "out", self._jobs), *self._more]
        if self._is_forgetful:
            command[1:3] = ["-c", FORGETFUL]
        return [Step(command, {"PYTHONPATH": PATHS})]

    def scores(self, place: Path) -> Scores:
        found: Scores = {}
        for line in (place / "out" / "results.jsonl").read_text().splitlines():
            result = json.loads(line)
            if not result["confinement"]:
                raise RuntimeError("it wasn't confined")
            own = found[result["student"]] = {}
            for each in result["exercises"]:
                points: dict[str, float] = {}
                for check in each["checks"]:
                    name = check["id"].split("[")[0]
                    points[name] = points.get(name, 0.0) + check["score"]
                own[each["exercise"]] = points
        return found


class Pytest(Tool):
    """One pytest process a submission, with no plugin but the fixtures."""

    name = "pytest, a process each"
    is_slow = True

    def steps(self, students: Path, place: Path) -> list[Step]:
        files = [
            str(ROOT / "solutions" / name / f"test_{kind}.py")
            for name in EXERCISES
            for kind in ("public", "hidden")
        ]
        command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(place)]
        command += ["--import-mode=importlib", "-p", "no:cacheprovider", "-p", "local_fixtures"]
        # a check that fails gives 1, which is no failure here
        command = ["sh", "-c", '"$@"; test $? -le 1', "sh", *command, *files]
        return [
            Step(
                command,
                {
                    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                    "PYTHONPATH": PATHS,
                    "BENCH_SUBMISSION": str(folder),
                    "BENCH_SCORES": str(place / f"{folder.name}.json"),
                },
            )
            for folder in sorted(students.iterdir())
        ]

    def scores(self, place: Path) -> Scores:
        return {path.stem: json.loads(path.read_text()) for path in place.glob("*.json")}


def agreement(scores: dict[str, Scores]) -> Sequence[str]:
    """Where tools give a submission different points for a check; the first tool is the measure."""
    problems = []
    [(measure, expected), *others] = scores.items()
    for tool, found in others:
        for student, exercises in found.items():
            for exercise in EXERCISES:
                right, own = expected[student][exercise], exercises.get(exercise, {})
                for check in sorted(right.keys() | own.keys()):
                    a, b = right.get(check), own.get(check)
                    if a is None or b is None or abs(a - b) > 1e-9:
                        problems.append(
                            f"{student}, {exercise}, {check}: {measure} {a}, {tool} {b}"
                        )
    return problems
