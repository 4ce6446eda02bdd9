"""Seconds until a command is there: ``grader --help``, and a submission graded cold.

    python benchmarks/starting.py [--rounds 21]

Each round starts every command once, so that a machine whose speed drifts drifts for all of them.
Medians and ranges; a ratio is the median of the rounds' own.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import sys
import tempfile
from pathlib import Path

from class_of import ROOT, grade, students, write_scripts
from cost import cost, machine, spread

ARGPARSE = "python -c 'import argparse'"
NUMPY = "python -c 'import numpy, pytest'"
HELP = "grader --help"
ONE = "grader grade, one submission"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    print(machine())
    compileall.compile_dir(ROOT / "grader", quiet=1)  # as pip does where it installs
    with tempfile.TemporaryDirectory() as folder:
        write_scripts(Path(folder, "class"), students(1))
        commands = {
            ARGPARSE: [sys.executable, "-c", "import argparse"],
            HELP: [sys.executable, "-m", "grader", "--help"],
            NUMPY: [sys.executable, "-c", "import numpy, pytest"],
            ONE: grade(Path(folder, "class"), Path(folder, "out"), 1),
        }
        rounds = [
            {name: cost(command, folder=ROOT) for name, command in commands.items()}
            for _ in range(options.rounds)
        ]
    for name in commands:
        seconds = spread([each[name].seconds for each in rounds])
        print(f"{name:34} {seconds} s, CPU {spread([each[name].cpu for each in rounds])} s")
    beyond = statistics.median(each[HELP].seconds - 2 * each[ARGPARSE].seconds for each in rounds)
    ratio = statistics.median(each[ONE].seconds / each[NUMPY].seconds for each in rounds)
    print(f"{HELP}: {beyond:+.3f} s next to twice {ARGPARSE}")
    print(f"{ONE}: ratio {ratio:.2f} to {NUMPY}")


if __name__ == "__main__":
    main()
