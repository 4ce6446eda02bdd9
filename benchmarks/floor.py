"""Seconds a submission, next to the floor: the same checks as plain function calls.

    python benchmarks/floor.py [--copies 100] [--rounds 5]

Each round grades copies of the right submission with ``grader grade --jobs 1``, confinement on, and
then lets one bare Python process call the same checks on the same number of freshly loaded copies,
without a wall, without pytest, without results. Both times hold the start of the process. The
rounds alternate, so that a machine whose speed drifts drifts for both; medians and the ratio count.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.util
import inspect
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
EXERCISES = ("sigmoid", "training")


# --- the floor ---------------------------------------------------------------------------------


class LocalStudent:
    """The submission's module with the few names that checks use, and nothing in between."""

    changed: dict[int, Any] = {}  # noqa: RUF012 - the right submission changes nothing

    def __init__(self, module: types.ModuleType, given: types.ModuleType | None) -> None:
        self._module = module
        self.given = given

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._module, name)
        return LocalFunction(value) if inspect.isfunction(value) else value

    def take(self, items: Any, most: int) -> list[Any]:
        return list(items)


class LocalFunction:
    """A function that can be called with many arguments."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function

    def __call__(self, *args: Any) -> Any:
        return self._function(*args)

    def many(self, arguments: Any) -> list[Any]:
        return [self._function(*args) for args in arguments]


def loaded(path: Path, name: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases(function: Any) -> Iterator[dict[str, Any]]:
    """The arguments of a check's cases."""
    marks = [mark for mark in function.pytestmark if mark.name == "parametrize"]
    if not marks:
        yield {}
    for mark in marks:
        for value in mark.args[1]:
            yield {mark.args[0]: getattr(value, "values", (value,))[0]}


def floor(copies: int) -> None:
    """Call every check of every exercise on `copies` freshly loaded right submissions."""
    import numpy as np

    exercises = []
    for name in EXERCISES:
        folder = ROOT / "solutions" / name
        files = [
            loaded(folder / f"test_{kind}.py", f"{name}_{kind}") for kind in ("public", "hidden")
        ]
        checks = [f for m in files for n, f in vars(m).items() if n.startswith("test_")]
        given = folder / "given.py"
        given_module = loaded(given, f"{name}_given") if given.exists() else None
        reference = loaded(folder / f"{name}.py", f"{name}_reference")
        exercises.append((folder / f"{name}.py", checks, reference, given_module))
    for copy in range(copies):
        for path, checks, reference, given_module in exercises:
            student = LocalStudent(loaded(path, f"{path.stem}_{copy}"), given_module)
            for check in checks:
                digest = hashlib.sha256(check.__name__.encode()).digest()
                parts = {"student": student, "reference": reference, "given": given_module}
                wanted = inspect.signature(check).parameters
                for case in cases(check):
                    parts["rng"] = np.random.default_rng(int.from_bytes(digest[:8], "little"))
                    known = {**parts, **case}
                    check(**{parameter: known[parameter] for parameter in wanted})


# --- measuring ---------------------------------------------------------------------------------


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
    talk.load("m", [("m.py", b"def f(x): return x + 1", False)], allowance)
    for _ in range(10 * rounds):
        started = time.perf_counter()
        talk.call(SUBMISSION, "f", [((np.zeros((3, 4)),), {})], allowance)
        calls.append(time.perf_counter() - started)
    sandbox.close()
    return 1000 * statistics.median(forks), 1000 * statistics.median(calls)


def check_count() -> int:
    return sum(
        sum(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in tree.body
        )
        for name in EXERCISES
        for kind in ("public", "hidden")
        for tree in [ast.parse((ROOT / "solutions" / name / f"test_{kind}.py").read_text())]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        floor(options.copies)
        return
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.copies):
            home = Path(folder, "class", f"s{number:05}")
            home.mkdir(parents=True)
            for name in EXERCISES:
                shutil.copy(ROOT / "solutions" / name / f"{name}.py", home)
        grade = [
            sys.executable,
            "-m",
            "grader",
            "grade",
            "--fresh",
            f"{folder}/class",
            "--out",
            f"{folder}/out",
        ]
        bare = [sys.executable, __file__, "--floor", "--copies", str(options.copies)]
        grade += ["--assignment", "example", "--jobs", "1"]
        rounds = [(timed(grade), timed(bare)) for _ in range(options.rounds)]
    ours = [1000 * grader / options.copies for grader, _ in rounds]
    plain = [1000 * bare / options.copies for _, bare in rounds]
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    fork, call = parts()
    low, high, least, most = min(ours), max(ours), min(plain), max(plain)
    print(
        f"{options.copies} submissions, {len(EXERCISES)} exercises, {check_count()} checks, "
        f"{options.rounds} rounds; milliseconds, medians and (range)\n"
        f"a submission, grader  {statistics.median(ours):7.2f}  ({low:.2f}-{high:.2f})\n"
        f"a submission, floor   {statistics.median(plain):7.2f}  ({least:.2f}-{most:.2f})\n"
        f"ratio                 {ratio:7.2f}\n"
        f"a worker, start to end{fork:7.2f}\n"
        f"a call                {call:7.2f}"
    )


if __name__ == "__main__":
    main()
