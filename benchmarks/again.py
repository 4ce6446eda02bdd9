"""Seconds of a second run over an unchanged class, next to the first.

    python benchmarks/again.py [--submissions 1000]

The class has all exercises of the course; half of it is wrong in some of the three of compare.py.
Both runs are whole commands, pages included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

from class_of import EXERCISES, ROOT, grade, students, write_scripts
from cost import machine

from grader.course_folder import read_course


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=1000)
    options = parser.parse_args()
    others = (each.name for each in read_course(ROOT / "solutions").exercises)
    exercises = (*EXERCISES, *(name for name in others if name not in EXERCISES))
    with tempfile.TemporaryDirectory() as folder:
        write_scripts(Path(folder, "class"), students(options.submissions), exercises)
        command = grade(Path(folder, "class"), Path(folder, "out"), os.cpu_count() or 1, exercises)
        command.remove("--fresh")
        seconds = []
        for _ in range(2):
            started = time.perf_counter()
            subprocess.run(command, check=True, cwd=ROOT)
            seconds.append(time.perf_counter() - started)
    print(
        f"{machine()}\n"
        f"{options.submissions} submissions, {len(exercises)} exercises each; seconds\n"
        f"the first run   {seconds[0]:7.1f}\n"
        f"the second      {seconds[1]:7.2f}  {100 * seconds[1] / seconds[0]:.1f} %"
    )


if __name__ == "__main__":
    main()
