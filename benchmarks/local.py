"""The course's checks as plain function calls, with no wall between them and the submission.

    python benchmarks/local.py CLASS --out FILE --exercise NAME [--exercise NAME]...

This is the floor: one bare Python process loads every submission of the folder CLASS and calls all
checks on it. It writes the points, and what the loop took without Python's start. `score` is what a
notebook's cell calls, `LocalExercise` what other tools' tests are made of, so that all of them run
the same functions on the same numbers.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import inspect
import json
import sys
import time
import tomllib
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from local_student import LocalStudent

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "solutions"
PUBLIC, HIDDEN = "test_public.py", "test_hidden.py"


# --- checks --------------------------------------------------------------------------------------


class LocalCheck:
    """A check of an exercise: a function, its cases and what it is worth."""

    def __init__(
        self, function: Callable[..., Any], seed: int, exercise: str, *, is_hidden: bool
    ) -> None:
        self.name = function.__name__
        self.is_hidden = is_hidden
        self._function = function
        self._wanted = tuple(inspect.signature(function).parameters)
        [self.points] = [mark.args[0] for mark in function.pytestmark if mark.name == "points"]
        self._cases = list(cases(function))
        self._seeds = [seed_of(seed, f"{exercise}/{self.name}{case}") for case, _ in self._cases]

    @property
    def count(self) -> int:
        """How many cases it has."""
        return len(self._cases)

    def run(self, number: int, parts: dict[str, Any]) -> None:
        """Run a case of it; an exception says that it doesn't pass."""
        known = {**parts, **self._cases[number][1]}
        if "rng" in self._wanted:
            known["rng"] = np.random.default_rng(self._seeds[number])
        self._function(**{name: known[name] for name in self._wanted})

    def score(self, parts: dict[str, Any]) -> float:
        """The points that a submission gets; each case is worth as much as the others."""
        passed = 0
        for number in range(self.count):
            try:
                self.run(number, parts)
                passed += 1
            except Exception:  # noqa: S110 - whatever it is, it doesn't pass
                pass
        return self.points * passed / self.count


class LocalExercise:
    """An exercise of the course with all its checks.

    Attributes
    ----------
    checks : dict of str to LocalCheck
        The public ones first.
    """

    def __init__(self, name: str) -> None:
        folder = COURSE / name
        self.name = name
        self.checks = {}
        # public checks have the same numbers at home, whatever the course's seed
        for file, seed in ((PUBLIC, 0), (HIDDEN, course_seed())):
            with marks_only():
                module = loaded(folder / file, f"{name}_{file[:-3]}")
            for key, function in vars(module).items():
                if key.startswith("test_"):
                    self.checks[key] = LocalCheck(function, seed, name, is_hidden=file == HIDDEN)
        given = folder / "given.py"
        self._given = loaded(given, "given") if given.exists() else None
        self._reference = loaded(folder / f"{name}.py", f"{name}_reference", self._given)

    def load(self, path: Path, name: str) -> types.ModuleType:
        """A submission's module."""
        return loaded(path, name, self._given)

    def parts(self, module: Any) -> dict[str, Any]:
        """What checks ask for by name, but for chance."""
        student = LocalStudent(module, self._given)
        return {"student": student, "reference": self._reference, "given": self._given}

    def scores(self, module: Any) -> dict[str, float]:
        """The points of a submission in every check."""
        parts = self.parts(module)
        return {name: check.score(parts) for name, check in self.checks.items()}


class Mark:
    """What ``pytest.mark.<name>(...)`` leaves on a check."""

    def __init__(self, name: str, *args: Any) -> None:
        self.name = name
        self.args = args

    def __call__(self, function: Any) -> Any:
        function.pytestmark = [*getattr(function, "pytestmark", ()), self]
        return function


class Marks:
    """``pytest.mark``."""

    def __getattr__(self, name: str) -> Callable[..., Mark]:
        return functools.partial(Mark, name)


def param(*values: Any, id: str | None = None) -> types.SimpleNamespace:  # noqa: A002 - its name
    """``pytest.param``."""
    return types.SimpleNamespace(values=values, id=id)


@contextlib.contextmanager
def marks_only() -> Iterator[None]:
    """Let check files be loaded without pytest, of which they only take marks.

    Nobody else needs it here, and in each kernel it would be a tenth of a second.
    """
    if "pytest" in sys.modules:
        yield
        return
    sys.modules["pytest"] = types.SimpleNamespace(mark=Marks(), param=param)
    try:
        yield
    finally:
        del sys.modules["pytest"]


def cases(function: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each case of a check: what pytest adds to the name, and the arguments."""
    marks = [mark for mark in function.pytestmark if mark.name == "parametrize"]
    if not marks:
        yield "", {}
    for mark in marks:
        for value in mark.args[1]:
            [argument] = getattr(value, "values", (value,))
            name = getattr(value, "id", None) or str(argument)
            yield f"[{name}]", {mark.args[0]: argument}


def course_seed() -> int:
    """Where chance begins in hidden checks."""
    return int(tomllib.loads((COURSE / "course.toml").read_text())["seed"])


def seed_of(seed: int, name: str) -> list[int]:
    """As `grader.examiner.plugin` has it."""
    return [seed, int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")]


def loaded(path: Path, name: str, given: types.ModuleType | None = None) -> types.ModuleType:
    """The module at `path`, compiled anew; it may import `given`."""
    module = types.ModuleType(name)
    module.__file__ = str(path)
    if given is not None:
        sys.modules["given"] = given
    try:
        exec(compile(path.read_bytes(), path, "exec"), vars(module))  # noqa: S102 - that is the floor
    finally:
        sys.modules.pop("given", None)
    return module


exercise = functools.cache(LocalExercise)


def score(name: str, check: str, names: dict[str, Any]) -> float:
    """What a cell of a notebook that has defined `names` gives: the points, or an exception."""
    known = exercise(name)
    points = known.checks[check].score(known.parts(types.SimpleNamespace(**names)))
    if not points:
        raise AssertionError(f"{check} didn't pass")
    return points


def run_case(name: str, check: str, number: int, names: dict[str, Any]) -> None:
    """One case alone; an exception says that it doesn't pass."""
    known = exercise(name)
    known.checks[check].run(number, known.parts(types.SimpleNamespace(**names)))


# --- the floor -----------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("submissions", type=Path, metavar="CLASS")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--exercise", action="append", required=True, metavar="NAME")
    options = parser.parse_args()
    exercises = [LocalExercise(name) for name in options.exercise]
    wall, cpu = time.perf_counter(), time.process_time()
    scores = {
        folder.name: {
            each.name: each.scores(each.load(folder / f"{each.name}.py", each.name))
            for each in exercises
        }
        for folder in sorted(options.submissions.iterdir())
    }
    took = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    options.out.write_text(json.dumps({"scores": scores, "loop": took}))


if __name__ == "__main__":
    main()
