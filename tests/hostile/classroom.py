"""Grades the class by the real command, with a canary in all that a submission may not see."""

from __future__ import annotations

import json
import math
import os
import secrets
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import matplotlib
import numpy
from conftest import ROOT, copy_course
from hostile.entries import Entry
from hostile.odd_ones import FIRST, STRAYS, stray

from grader.results import ExerciseResult, Result
from grader.results_file import read_results

EXERCISES = (
    "chain_rule",
    "gradient_check",
    "sigmoid",
    "affine",
    "softmax_with_loss",
    "network",
    "training",
    "two_layer_network",
    "deep_network",
)
"""Those that the class hands something in for."""
CHECK_SECONDS, EXERCISE_SECONDS = 0.8, 3.0
"""A right answer takes 3 ms of CPU time at most for a check and 20 ms for an exercise."""
LIMITS = (
    f"check_seconds = {CHECK_SECONDS}\nexercise_seconds = {EXERCISE_SECONDS}\nmemory_mib = 512\n"
)
JOBS = 2
HONEST = (FIRST, "dd honest", "hh honest", "mm honest", "pp honest", "ss honest", "~~ honest")
"""Honest students with all the exercises sit first, last and in between."""
NEIGHBOURS = (
    "crashes", "drips_its_reply", "eats_memory", "exits_in_a_call", "fills_the_disk",
    "floods_the_examiner", "forks", "hangs_up", "holds_the_interpreter", "leaves_odd_files",
    "lists_that_never_end", "loops_at_import", "loops_in_an_attribute", "loops_in_del",
    "loops_in_numpy", "loops_in_python", "loops_in_the_text_of_an_error", "loops_in_threads",
    "makes_a_million_files", "note_is_left", "opens_everything", "patches_builtins",
    "patches_numpy", "poisons_modules", "promises_more_than_it_sends", "replies_twice",
    "runs_out_of_stack", "signals_others", "sits_on_memory", "sleeps", "starts_threads",
    "swallows_everything", "takes_over_the_line",
)  # fmt: skip
"""Next to each of these, which might leave something behind, sits an honest one with `sigmoid`."""
LEFT = "left-by-a-submission"
"""What a submission calls what it leaves where no listing below is complete."""

NARROWED = """
import sys
from grader.sandbox import confinement
found = confinement.possible
left_out = set(sys.argv.pop(1).split(","))
confinement.possible = lambda: confinement.Confinement(found().layers - left_out)
from grader.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command on a machine that lacks the layers named in its first argument."""


RESULTS = frozenset("feedback graded.jsonl report.html results.jsonl run.json scores.csv".split())
"""What a run leaves in the results folder."""


@dataclass(frozen=True)
class Graded:
    """What a run gave and what it left.

    Attributes
    ----------
    left : list of str
        The command lines of processes that outlived the run.
    changes : list of str
        Files and folders, outside the results, that the run made, changed or removed.
    seconds : float
        Wall seconds.
    students : int
        How many there were.
    honest : tuple of str
        The honest ones of them.
    """

    canary: str
    out: Path
    stdout: str
    stderr: str
    left: list[str]
    changes: list[str]
    seconds: float
    students: int
    honest: tuple[str, ...]

    def written(self) -> list[Path]:
        """The files that the run wrote."""
        files = (path for path in self.out.rglob("*") if path.is_file())
        return [path for path in files if path.name != "notes.txt"]

    @cached_property
    def results(self) -> dict[str, Result]:
        return {result.student: result for result in read_results(self.out / "results.jsonl")}

    @cached_property
    def lines(self) -> dict[str, bytes]:
        """Each student's line, as it was written."""
        lines = (self.out / "results.jsonl").read_bytes().splitlines()
        return {json.loads(line)["student"]: line for line in lines}

    def exercises(self, student: str) -> dict[str, ExerciseResult]:
        return {exercise.exercise: exercise for exercise in self.results[student].exercises}

    @property
    def hurt(self) -> list[str]:
        """Honest students that lost a mark in an exercise that they handed in."""
        return [
            name
            for name in self.honest
            for exercise in self.results[name].exercises
            if exercise.status != "missing" and exercise.score < exercise.max_score
        ]

    @property
    def budget(self) -> float:
        """Wall seconds that so many students may take, each all of an exercise's time."""
        return math.ceil(self.students / JOBS) * EXERCISE_SECONDS


class Classroom:
    """A course, a class, a home and a place to work in, below one folder.

    Parameters
    ----------
    folder : Path
    entries : iterable of Entry
        Who sits there besides the honest students.
    """

    def __init__(self, folder: Path, entries: Iterable[Entry]) -> None:
        self.canary = f"canary-{secrets.token_hex(8)}"
        self._folder = folder
        self._class, self._out = folder / "class", folder / "out"
        self._home, self._work, self._temporary = (
            folder / name for name in ("home", "work", "temporary")
        )
        for place in (self._class, self._out, self._home, self._work, self._temporary):
            place.mkdir(parents=True)
        self._course = copy_course(folder, LIMITS, EXERCISES)
        self.places = [
            str(place)
            for place in (self._course, self._class, self._out, self._home, self._work,
                          self._temporary, ROOT)
        ]  # fmt: skip
        self._plant()
        self.honest = (*HONEST, *(f"{name} honest" for name in NEIGHBOURS))
        for name in self.honest:
            self._seat_honest(name, EXERCISES if name in HONEST else ("sigmoid",))
        for entry in entries:
            student = Path(os.fsdecode(os.path.join(os.fsencode(self._class), entry.folder)))
            student.mkdir()
            (student / f"{self.canary}.txt").write_text(self.canary)
            entry.hand_in(student, self.places)
        stray(self._class)

    def _plant(self) -> None:
        """Put the canary where the class may not look."""
        for name in ("test_hidden.py", "misconceptions.py", *(f"{e}.py" for e in EXERCISES)):
            for path in self._course.glob(f"*/{name}"):
                path.write_text(f'CANARY_TEXT = "{self.canary}"\n{path.read_text()}')
        for place in (self._out, self._home, self._work):
            (place / "notes.txt").write_text(self.canary)

    def _seat_honest(self, name: str, exercises: Sequence[str]) -> None:
        student = self._class / name
        student.mkdir()
        for exercise in exercises:
            right = (ROOT / "solutions" / exercise / f"{exercise}.py").read_text()
            (student / f"{exercise}.py").write_text(f"{right}\n# {self.canary}\n")

    def grade(self, without: Sequence[str] = ()) -> Graded:
        """Grade the class by the real command.

        Parameters
        ----------
        without : sequence of str
            Layers of confinement to do without, as on a machine that lacks them.
        """
        command = ["-c", NARROWED, ",".join(without)] if without else ["-m", "grader"]
        command += ["grade", str(self._class), "--out", str(self._out)]
        command += ["--course", str(self._course), "--jobs", str(JOBS)]
        command += [word for exercise in EXERCISES for word in ("--exercise", exercise)]
        environment = {
            **os.environ,
            "TOKEN": self.canary,
            "HOME": str(self._home),
            "MPLCONFIGDIR": matplotlib.get_configdir(),  # its list of fonts, once for all
            "TMPDIR": str(self._temporary),
        }
        report = self._folder / "report.json"
        keeper = [sys.executable, str(Path(__file__).with_name("keeper.py")), str(report), "10"]
        before = self._listing()
        done = subprocess.run(
            [*keeper, sys.executable, *command], capture_output=True, text=True, cwd=self._work,
            env=environment, check=False, timeout=900,
        )  # fmt: skip
        after = self._listing()
        assert report.exists(), done.stderr
        said = json.loads(report.read_text())
        assert said["status"] == 0, done.stderr
        return Graded(
            canary=self.canary,
            out=self._out,
            stdout=done.stdout,
            stderr=done.stderr,
            left=said["left"],
            changes=[repr(path) for path in before.keys() | after.keys()
                     if before.get(path) != after.get(path)],
            seconds=said["seconds"],
            students=sum(1 for _ in self._class.iterdir()) - len(STRAYS),
            honest=self.honest,
        )  # fmt: skip

    def _listing(self) -> dict[str, object]:
        """What there is, results aside; of places that others use, what a submission left."""
        found: dict[str, object] = {}
        for place in (self._course, self._class, self._home, self._work):
            for top, folders, files in os.walk(place):
                for name in (*folders, *files, "."):
                    found[os.path.join(top, name)] = _facts(os.path.join(top, name))
        for top, folders, files in os.walk(self._temporary):
            found |= {os.path.join(top, name): True for name in (*folders, *files)}
        for name in os.listdir(self._out):
            if name not in RESULTS:
                found[str(self._out / name)] = _facts(str(self._out / name))
        libraries = [os.path.dirname(module.__file__) for module in (os, numpy)]
        for place in (*libraries, os.path.dirname(libraries[1])):
            found |= {os.path.join(place, name): True for name in os.listdir(place)}
        for place in ("/", "/tmp", "/var/tmp", "/dev/shm", "/run", str(ROOT)):
            names = os.listdir(place) if os.path.isdir(place) else []
            found |= {os.path.join(place, name): True for name in names if LEFT in name}
        return found


def _facts(path: str) -> tuple[int, int, int]:
    facts = os.lstat(path)
    return facts.st_mode, facts.st_size, facts.st_mtime_ns
