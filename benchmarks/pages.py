"""Pages a second, and how large the class's page is, for a class of 1,000.

    python benchmarks/pages.py [--students 1000] [--rounds 3]

The class is made up: 13 exercises, 182 checks, some gradients wrong in one of four ways. Next to it
the time that matplotlib takes to draw one picture of a gradient for every student, which is what
drawing each different one once saves.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from feedback.results import class_of  # noqa: E402

from grader.feedback import pictures  # noqa: E402
from grader.feedback.site import class_page, write_report  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    results = class_of(options.students)
    writing, of_class = [], []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            write_report(Path(folder), results)
            writing.append(time.perf_counter() - start)
            size = (Path(folder) / "report.html").stat().st_size
        start = time.perf_counter()
        class_page(results)
        of_class.append(time.perf_counter() - start)
    gradient = next(
        c.gradient for r in results for e in r.exercises for c in e.checks if c.gradient
    )
    start = time.perf_counter()
    pictures.gradient_picture(msgspec.structs.replace(gradient, name="another name"))
    picture = time.perf_counter() - start
    pages = [
        options.students / (whole - page) for whole, page in zip(writing, of_class, strict=True)
    ]
    print(
        f"{options.students} students, {options.rounds} rounds; medians\n"
        f"pages of students, a second   {statistics.median(pages):8.0f}\n"
        f"page of the class, seconds    {statistics.median(of_class):8.2f}\n"
        f"page of the class, megabytes  {size / 1e6:8.2f}\n"
        f"a picture, milliseconds       {1000 * picture:8.0f}"
    )


if __name__ == "__main__":
    main()
