"""Whether a large class takes longer a submission, and memory: 10,000 submissions in one run.

    python benchmarks/many.py [--submissions 10000] [--jobs 2] [--slice 1000]

The class is that of compare.py, half of it wrong. While ``grader grade`` runs, it is looked at from
outside: how many lines ``results.jsonl`` has, and how much memory each of its processes takes.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import threading
import time
from pathlib import Path

from class_of import ROOT, grade, students, write_scripts
from cost import cost, machine

INTERVAL = 0.25
"""Seconds between two looks."""
OUTPUTS = ("results.jsonl", "scores.csv", "graded.jsonl", "report.html", "feedback")


class Observer:
    """Looks at a run while it goes on.

    Parameters
    ----------
    results : Path
        The file to which each student's line is appended.

    Attributes
    ----------
    lines : list of (float, int)
        Seconds since the start, and how many students were finished by then; the first one is the
        last look at which nobody was.
    main, parts, together : int
        The most memory, in bytes: of the main process and of any other one (resident sets), and of
        all at one time, what they share counted once (proportional set sizes).
    """

    def __init__(self, results: Path) -> None:
        self._results = results
        self._read = 0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._start = 0.0
        self.lines = [(0.0, 0)]
        self.main = self.parts = self.together = 0

    def watch(self, pid: int) -> None:
        """Start to look at the process `pid` and what it starts."""
        self._start = time.perf_counter()
        self._thread = threading.Thread(target=self._look_on, args=(pid,))
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        self._count_lines()

    def _look_on(self, pid: int) -> None:
        while not self._ended.wait(INTERVAL):
            self._count_lines()
            self.main = max(self.main, resident(pid))
            others = descendants(pid)
            self.parts = max([self.parts, *map(resident, others)])
            self.together = max(self.together, sum(map(proportional, [pid, *others])))

    def _count_lines(self) -> None:
        now = time.perf_counter() - self._start
        try:
            with self._results.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._read:
                    return  # sorted, and replaced: the run is at its end
                file.seek(self._read)
                text = file.read()
        except FileNotFoundError:
            text = b""
        self._read += len(text)
        if new := text.count(b"\n"):
            self.lines.append((now, self.lines[-1][1] + new))
        elif not self._read:
            self.lines = [(now, 0)]

    def seconds_at(self, count: int) -> float:
        """When so many students were finished, between two looks by the rule of three."""
        for before, after in itertools.pairwise(self.lines):
            if after[1] >= count:
                share = (count - before[1]) / (after[1] - before[1])
                return before[0] + share * (after[0] - before[0])
        raise ValueError(f"{self._results}: {self.lines[-1][1]} lines, {count} expected")


def descendants(pid: int) -> list[int]:
    """The processes that `pid` has started, and those that they have."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = path.read_text().rpartition(") ")[2]
        except OSError:
            continue
        parents[int(path.parent.name)] = int(after_name.split()[1])
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found[1:]


def resident(pid: int) -> int:
    """Bytes of a process's resident set; 0 if it has gone."""
    return 1024 * memory_line(Path(f"/proc/{pid}/status"), "VmRSS:")


def proportional(pid: int) -> int:
    """Bytes of it, with its share of what several processes have together."""
    return 1024 * memory_line(Path(f"/proc/{pid}/smaps_rollup"), "Pss:")


def memory_line(path: Path, name: str) -> int:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(each.stat().st_size for each in path.rglob("*") if each.is_file())
    return path.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=10_000, metavar="N")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--slice", type=int, default=1000, metavar="N", help="first and last N")
    options = parser.parse_args()
    count, part = options.submissions, min(options.slice, options.submissions // 2)
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        write_scripts(Path(folder, "class"), students(count))
        out = Path(folder, "out")
        observer = Observer(out / "results.jsonl")
        try:
            spent = cost(
                grade(Path(folder, "class"), out, options.jobs), folder=ROOT, watch=observer.watch
            )
        finally:
            observer.close()
        sizes = {name: size(out / name) for name in OUTPUTS}
    started = observer.lines[0][0]
    graded = observer.seconds_at(count)
    ends = [observer.seconds_at(end) for end in range(part, count + 1, part)]
    slices = [1000 * (b - a) / part for a, b in itertools.pairwise(ends)]
    head = (observer.seconds_at(part) - started) / part
    tail = (graded - observer.seconds_at(count - part)) / part
    print(
        f"{count} submissions, --jobs {options.jobs}: {spent.seconds:.1f} s, "
        f"CPU {spent.cpu:.1f} s, {1000 * spent.seconds / count:.2f} ms each\n"
        f"before the first result     {started:9.2f} s\n"
        f"a submission, first {part:<7} {1000 * head:9.2f} ms\n"
        f"a submission, last {part:<7}  {1000 * tail:9.2f} ms  ({100 * (tail / head - 1):+.1f} %)\n"
        f"the {len(slices)} slices after the first: {min(slices):.2f}-{max(slices):.2f} ms\n"
        f"pages and the rest          {spent.seconds - graded:9.2f} s\n"
        f"memory, main process        {observer.main / 1e6:9.0f} MB\n"
        f"memory, largest other one   {observer.parts / 1e6:9.0f} MB\n"
        f"memory, all together        {observer.together / 1e6:9.0f} MB"
    )
    for name, of_all in sizes.items():
        print(f"{name:27} {of_all / 1e6:10.2f} MB")


if __name__ == "__main__":
    main()
