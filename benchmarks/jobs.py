"""How much sooner a class is graded on all cores than on one.

    python benchmarks/jobs.py [--submissions 3000] [--rounds 2]

The class is that of compare.py. Each round grades it with ``--jobs 1`` and with a job a core, both
whole commands without pages; the ratio is the median of the rounds' own. A process for each core
takes a second until it grades: a small class gains less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from pathlib import Path

from class_of import ROOT, grade, students, write_scripts
from cost import cost, machine, spread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print(machine())
    counts = (1, len(os.sched_getaffinity(0)))
    with tempfile.TemporaryDirectory() as folder:
        handed, out = Path(folder, "class"), Path(folder, "out")
        write_scripts(handed, students(options.submissions))
        rounds = [
            [
                cost([*grade(handed, out, jobs), "--no-report"], folder=ROOT).seconds
                for jobs in counts
            ]
            for _ in range(options.rounds)
        ]
    for jobs, seconds in zip(counts, zip(*rounds, strict=True), strict=True):
        print(f"{options.submissions} submissions, --jobs {jobs}: {spread(list(seconds))} s")
    ratio = statistics.median(one / all_ for one, all_ in rounds)
    print(f"--jobs {counts[1]} is {ratio:.2f} times as fast as --jobs 1")


if __name__ == "__main__":
    main()
