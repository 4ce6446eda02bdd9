"""Seconds of a second run over an unchanged class, next to the first.

    python benchmarks/again.py [--copies 1000]

The class is copies of right and of wrong submissions, each with a line of its own, of the two
exercises of the example. Both runs are whole commands, pages included.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
STUDENTS = ("s01", "s02", "s03", "s07")
"""Of the example class, but for who loops without end."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.copies):
            source = ROOT / "examples" / "class" / STUDENTS[number % len(STUDENTS)]
            home = Path(shutil.copytree(source, Path(folder, "class", f"s{number:05}")))
            for path in home.glob("*.py"):
                path.write_text(f"{path.read_text()}\n# {number}\n")
        command = [sys.executable, "-m", "grader", "grade", f"{folder}/class", "--quiet"]
        command += ["--out", f"{folder}/out", "--assignment", "example"]
        seconds = []
        for _ in range(2):
            started = time.perf_counter()
            subprocess.run(command, check=True, cwd=ROOT)
            seconds.append(time.perf_counter() - started)
    print(
        f"{options.copies} submissions, 2 exercises each; seconds\n"
        f"the first run   {seconds[0]:7.1f}\n"
        f"the second      {seconds[1]:7.2f}  {100 * seconds[1] / seconds[0]:.1f} %"
    )


if __name__ == "__main__":
    main()
