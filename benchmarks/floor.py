"""Seconds a submission, next to the floor: the same checks as plain function calls.

    python benchmarks/floor.py [--copies 100] [--rounds 5]

Each round grades copies of the right submission with ``grader grade --jobs 1``, confinement on, and
then lets one bare Python process call the same checks on the same number of freshly loaded copies,
without a wall, without pytest, without results. Both times hold the start of the process. The
rounds alternate, so that a machine whose speed drifts drifts for both; medians and the ratio count.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from class_of import ROOT, grade
from local import LocalExercise

EXERCISES = ("sigmoid", "training")


def timed(command: list[str]) -> float:
    """Wall seconds of a command."""
    started = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
    )
    return time.perf_counter() - started


def parts(rounds: int = 200) -> tuple[float, float]:
    """Median milliseconds to start, confine and end a worker, and of a call with a small array."""
    import numpy as np

    from grader.sandbox.ahead import Loading
    from grader.sandbox.allowance import Allowance, Limits
    from grader.sandbox.conversation import Conversation
    from grader.sandbox.host import Sandbox
    from grader.sandbox.respondent import SUBMISSION
    from grader.sandbox.trial import find_confinement

    sandbox = Sandbox(find_confinement())
    forks, calls = [], []
    for _ in range(rounds):
        started = time.perf_counter()
        sandbox.close_worker(sandbox.worker(Limits()))
        forks.append(time.perf_counter() - started)
    worker = sandbox.worker(Limits())
    allowance = Allowance(worker, 60.0)
    talk = Conversation(worker)
    talk.load(Loading("m", [("m.py", b"def f(x): return x + 1", False)], 60.0), allowance)
    for _ in range(10 * rounds):
        started = time.perf_counter()
        talk.call(SUBMISSION, "f", [((np.zeros((3, 4)),), {})], allowance)
        calls.append(time.perf_counter() - started)
    sandbox.close()
    return 1000 * statistics.median(forks), 1000 * statistics.median(calls)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.copies):
            home = Path(folder, "class", f"s{number:05}")
            home.mkdir(parents=True)
            for name in EXERCISES:
                shutil.copy(ROOT / "solutions" / name / f"{name}.py", home)
        students = Path(folder, "class")
        graded = grade(students, Path(folder, "out"), 1, EXERCISES)
        bare = [sys.executable, str(ROOT / "benchmarks" / "local.py"), str(students)]
        bare += ["--out", f"{folder}/floor.json"]
        bare += [part for name in EXERCISES for part in ("--exercise", name)]
        rounds = [(timed(graded), timed(bare)) for _ in range(options.rounds)]
    ours = [1000 * grader / options.copies for grader, _ in rounds]
    plain = [1000 * bare / options.copies for _, bare in rounds]
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    fork, call = parts()
    checks = sum(len(LocalExercise(name).checks) for name in EXERCISES)
    low, high, least, most = min(ours), max(ours), min(plain), max(plain)
    print(
        f"{options.copies} submissions, {len(EXERCISES)} exercises, {checks} checks, "
        f"{options.rounds} rounds; milliseconds, medians and (range)\n"
        f"a submission, grader  {statistics.median(ours):7.2f}  ({low:.2f}-{high:.2f})\n"
        f"a submission, floor   {statistics.median(plain):7.2f}  ({least:.2f}-{most:.2f})\n"
        f"ratio                 {ratio:7.2f}\n"
        f"a worker, start to end{fork:7.2f}\n"
        f"a call                {call:7.2f}"
    )


if __name__ == "__main__":
    main()
