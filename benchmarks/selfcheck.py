"""Seconds that a student waits: ``grader check`` next to ``pytest``, the same checks, both cold.

    python benchmarks/selfcheck.py [--rounds 11] [EXERCISE ...]

Each round starts both commands in the folder of an exercise whose reference is filled in, first the
one and then the other, so that a machine whose speed drifts drifts for both. Medians and the ratio
count. pytest loads the grader's plugin and no other that is installed here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PLUGIN = "grader.examiner.plugin"


def seconds(folder: Path, *command: str) -> float:
    """Wall seconds of ``python -m`` with `command`, which must succeed."""
    start = time.perf_counter()
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder, check=True, capture_output=True, env=environment,
    )  # fmt: skip
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", metavar="EXERCISE", default=["sigmoid", "training"])
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as parent:
        bundle = Path(shutil.copytree(ROOT / "assignments", Path(parent, "bundle")))
        print("milliseconds, medians and (range); ratio of the pairs, median")
        for name in options.exercises:
            folder = bundle / name
            shutil.copy(ROOT / "solutions" / name / f"{name}.py", folder)
            rounds = [
                (
                    seconds(folder, "grader", "check", name),
                    seconds(folder, "pytest", "-p", PLUGIN, "test_public.py"),
                )
                for _ in range(options.rounds)
            ]
            ours, theirs = (
                sorted(1000 * each for each in times) for times in zip(*rounds, strict=True)
            )
            ratio = statistics.median(a / b for a, b in rounds)
            print(
                f"{name:20} grader check {statistics.median(ours):6.0f} "
                f"({ours[0]:.0f}-{ours[-1]:.0f})   pytest {statistics.median(theirs):6.0f} "
                f"({theirs[0]:.0f}-{theirs[-1]:.0f})   ratio {ratio:.2f}"
            )


if __name__ == "__main__":
    main()
