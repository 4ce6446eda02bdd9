"""Seconds to write a class into a gradebook: 1,000 students with 100 checks each.

    python benchmarks/gradebook.py [--students 1000]

Next to it the time of as many plain rows in one transaction: what the database itself takes.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from feedback.results import class_of  # noqa: E402

from grader.exports.gradebook import write_gradebook  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    options = parser.parse_args()
    results = class_of(options.students, 4, 25)
    with tempfile.TemporaryDirectory() as folder:
        db = f"sqlite:///{folder}/gradebook.db"
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            write_gradebook(results, db, "ps1")
            seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
        with sqlite3.connect(Path(folder, "plain.db")) as plain:
            plain.execute("CREATE TABLE grade (student TEXT, cell TEXT, score REAL, comment TEXT)")
            plain.executemany(
                "INSERT INTO grade VALUES (?, ?, ?, ?)",
                (
                    (result.student, check.id, check.score, check.message)
                    for result in results
                    for exercise in result.exercises
                    for check in exercise.checks
                ),
            )
        rows = time.perf_counter() - start
    print(
        f"{options.students} students, 100 checks each; seconds\n"
        f"a new gradebook      {seconds[0]:6.1f}\n"
        f"the same again       {seconds[1]:6.1f}\n"
        f"as many plain rows   {rows:6.2f}"
    )


if __name__ == "__main__":
    main()
