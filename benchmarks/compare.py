"""What grading a submission costs, here and with other tools: the same class, the same checks.

    python benchmarks/compare.py [--submissions 100] [--sample 10] [--rounds 5] [--markdown]

Each round runs every tool once, on one core; a machine whose speed drifts drifts for all of them.
The grader and the floor get the whole class, slow tools a sample of it, another one in each round.
What a command takes counts in full, its start and our pages too, shared out over its submissions.
Figures are medians and ranges; a ratio is the median of the rounds' own. It exits with 1 if the
tools don't agree in every submission's points for every check: then they don't do the same work.

Otter has an environment of its own, since it isn't needed for anything else; `make bench` makes it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from class_of import EXERCISES, ROOT, students, write_notebooks, write_scripts
from cost import Cost, cost, machine, spread
from kernels import Nbgrader, Otter
from local import LocalExercise
from tools import Floor, Ours, Pytest, Scores, Tool, agreement

OTTER = ROOT / ".venv" / "otter" / "bin" / "python"
LOOP = "floor, its loop alone"
Rounds = dict[tuple[str, str], list[Cost]]
"""What a submission cost with a tool and a form of file, in each round."""


@dataclass(frozen=True)
class Row:
    """A line of the table: a tool, and what it graded."""

    name: str
    form: str
    submissions: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=100, metavar="N")
    parser.add_argument("--sample", type=int, default=10, metavar="N", help="for slow tools")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--otter", type=Path, default=OTTER, metavar="PYTHON")
    parser.add_argument("--without", action="append", default=[], metavar="TOOL", choices=CHOICES)
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measured = Comparison(Path(folder), options)
        measured.run()
    measured.show(is_markdown=options.markdown)
    if measured.problems:
        sys.exit(1)


CHOICES = ("pytest", "nbgrader", "otter")


class Comparison:
    """The class, the tools, and what they took.

    Parameters
    ----------
    folder : Path
        An empty one, for the class and for what the tools write.
    """

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.machine = machine()
        self._folder = folder
        self._rounds = options.rounds
        self._sample = min(options.sample, options.submissions)
        self._names = students(options.submissions)
        self._core = min(os.sched_getaffinity(0))
        self._costs: Rounds = defaultdict(list)
        self.rows: list[Row] = []
        self.compared = 0
        self.problems: list[str] = []
        self.tools, self.notes = tools(folder, options)
        write_scripts(folder / ".py", self._names)
        course = next((tool for tool in self.tools if isinstance(tool, Nbgrader)), None)
        if course is None:
            course = Nbgrader(folder / "notebooks")
        write_notebooks(folder / ".ipynb", self._names, course.released)

    def run(self) -> None:
        """Run all rounds."""
        for number in range(self._rounds):
            scores: dict[str, Scores] = {}
            for tool in self.tools:
                scores[f"{tool.name} {tool.form}"] = self._turn(tool, number)
                print(f"round {number + 1}: {tool.name} {tool.form}", file=sys.stderr, flush=True)
            self.problems += agreement(scores)
            self.compared += sum(
                len(checks)
                for found in list(scores.values())[1:]
                for exercises in found.values()
                for checks in exercises.values()
            )

    def _turn(self, tool: Tool, number: int) -> Scores:
        """Let a tool grade; what it cost is noted."""
        place = self._folder / "round"
        place.mkdir()
        names = self._names
        if tool.is_slow:
            start = number * self._sample
            names = [names[(start + each) % len(names)] for each in range(self._sample)]
        chosen = place.parent / "chosen"
        for name in names:
            shutil.copytree(self._folder / tool.form / name, chosen / name)
        spent = Cost(0.0, 0.0, 0)
        core = self._core if tool.is_pinned else None
        for step in tool.steps(chosen, place):
            spent += cost(step.command, core=core, environment=step.environment, folder=place)
        self._note(tool.name, tool.form, spent, len(names))
        if isinstance(tool, Floor):
            loop = tool.loop(place)
            self._note(LOOP, tool.form, Cost(loop["seconds"], loop["cpu"], 0), len(names))
        scores = tool.scores(place)
        if scores.keys() != set(names):
            raise RuntimeError(f"{tool.name} has graded {sorted(scores)}, not {names}")
        shutil.rmtree(place)
        shutil.rmtree(chosen)
        return scores

    def _note(self, name: str, form: str, spent: Cost, count: int) -> None:
        self._costs[name, form].append(spent.each(count))
        if (row := Row(name, form, count)) not in self.rows:
            self.rows.append(row)

    def ratio(self, over: tuple[str, str], under: tuple[str, str], what: str) -> str:
        """How often the one cost goes into the other, in each round."""
        pairs = zip(self._costs[over], self._costs[under], strict=True)
        return spread([getattr(a, what) / getattr(b, what) for a, b in pairs])

    def show(self, *, is_markdown: bool) -> None:
        """Print what came out."""
        checks = [check for name in EXERCISES for check in LocalExercise(name).checks.values()]
        print(f"{self.machine}; {versions()}")
        print(
            f"{len(self._names)} submissions, half of them wrong, a sample of {self._sample} for "
            f"slow tools; {len(EXERCISES)} exercises, {len(checks)} checks with "
            f"{sum(check.count for check in checks)} cases; {self._rounds} rounds"
        )
        for note in self.notes:
            print(note)
        head = ("tool", "form", "submissions", "seconds each", "CPU seconds each")
        head += ("MB, largest process", "times the grader's seconds", "times its CPU")
        print()
        print_table([head, *map(self._cells, self.rows)], is_markdown=is_markdown)
        print()
        ours, floor = ("grader", ".py"), ("floor", ".py")
        jobs = [(f"grader --jobs {number}, all cores", ".py") for number in (1, 2)]
        for title, ratio in (
            ("CPU seconds, grader to floor", self.ratio(ours, floor, "cpu")),
            (f"CPU seconds, grader to {LOOP}", self.ratio(ours, (LOOP, ".py"), "cpu")),
            ("seconds, --jobs 1 to --jobs 2", self.ratio(*jobs, "seconds")),
        ):
            print(f"{'- ' if is_markdown else ''}{title}: {ratio}")
        for problem in self.problems:
            print(problem)
        differing = f"{len(self.problems)} DIFFER" if self.problems else "all agree"
        print(
            f"{'- ' if is_markdown else ''}points of {self.compared} checks, next to the floor's: "
            f"{differing}"
        )

    def _cells(self, row: Row) -> tuple[str, ...]:
        key = row.name, row.form
        costs = self._costs[key]
        ours = "grader", row.form
        memory = statistics.median(each.memory for each in costs) / 1e6
        return (
            row.name,
            row.form,
            str(row.submissions),
            spread([each.seconds for each in costs]),
            spread([each.cpu for each in costs]),
            f"{memory:.0f}" if memory else "",
            self.ratio(key, ours, "seconds"),
            self.ratio(key, ours, "cpu"),
        )


def tools(folder: Path, options: argparse.Namespace) -> tuple[list[Tool], list[str]]:
    """What is compared, and what is to be said of what isn't."""
    found: list[Tool] = [Floor(), Ours(".py"), Ours(".ipynb"), Ours(".py", has_pages=True)]
    found.append(Ours(".py", is_forgetful=True))
    found += [Ours(".py", jobs, is_pinned=False) for jobs in (1, 2)]
    notes = [f"Without {name}, as asked." for name in options.without]
    if "pytest" not in options.without:
        found.append(Pytest())
    if "nbgrader" not in options.without:
        found.append(Nbgrader(folder / "nbgrader"))
    if "otter" not in options.without:
        if otter_version(options.otter) is None:
            notes.append(f"Without Otter, which can't be run with {options.otter}.")
        else:
            python = str(options.otter)
            found.append(Otter(folder / "otter", python, is_api=False))
            found.append(Otter(folder / "otter-api", python, is_api=True))
    return found, notes


def otter_version(python: Path) -> str | None:
    """The version that is installed there, or None."""
    asked = "import otter.api, ipykernel; print(otter.__version__)"
    try:
        done = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def versions() -> str:
    """Of what is compared."""
    names = ("numpy", "pytest", "nbgrader")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)


def print_table(rows: list[tuple[str, ...]], *, is_markdown: bool) -> None:
    """The rows, the first of which is the head."""
    if is_markdown:
        rows = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
        for row in rows:
            print(f"| {' | '.join(row)} |")
        return
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
