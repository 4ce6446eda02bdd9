"""The pytest plugin: fixtures and the marker that a check is written with.

``student`` stands for the submission, ``reference`` and ``given`` are the instructor's own modules,
``rng`` is the only source of chance, ``@pytest.mark.points(n)`` says what a check is worth.

In a student's folder ``pytest`` runs the public checks of the file there. With ``pytest
solutions/sigmoid --submission examples/class/s01`` a check's author sees pytest's own report of one
submission; `grader.examiner.session` runs the same checks for many.
"""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import pytest

from grader.language import gettext

if TYPE_CHECKING:
    import numpy as np

    from grader.course import Course
    from grader.examiner.memory import CheckOutcome
    from grader.examiner.rehearsal import Rehearsal
    from grader.examiner.remote import Student
    from grader.examiner.run import ExerciseRun
    from grader.examiner.unknown import Unknown


class Seat:
    """Where a submission sits while it is examined: what the fixtures need to know.

    Attributes
    ----------
    course : Course
    run : ExerciseRun or None
        The exercise of the submission that is examined now.
    rehearsal : Rehearsal or None
        What is asked instead, where none is.
    """

    def __init__(self, course: Course) -> None:
        self.course = course
        self.run: ExerciseRun | None = None
        self.rehearsal: Rehearsal | None = None
        self._modules: dict[Path, ModuleType] = {}

    def prepare(self, item: pytest.Item) -> None:
        """Called before the check `item` runs."""

    def close(self) -> None:
        """Called at the end of the session."""

    def module(self, path: Path) -> ModuleType:
        """One of the instructor's own modules, loaded once."""
        if path not in self._modules:
            self._modules[path] = _loaded(path)
        return self._modules[path]

    def forget_modules(self) -> None:
        """Have them loaded anew when they are needed next."""
        self._modules.clear()

    # --- what the fixtures give, to the check `name` in the file `path` -----------------------

    def student(self, name: str) -> Student:
        if self.rehearsal is not None:
            return self.rehearsal.student(name)
        if self.run is None:
            raise RuntimeError("a check runs while no submission is examined")
        return self.run.student(name)

    def recalled(self, name: str) -> CheckOutcome | None:
        """What the check has come to with the same answers of somebody else's."""
        return None if self.run is None else self.run.recalled(name)

    def end_check(self) -> None:
        """What follows a check that had the submission."""
        if self.run is not None:
            self.run.settle()

    def remember(self, name: str, raised: BaseException | None) -> None:
        """Have what the check came to recalled."""
        if self.run is not None:
            self.run.remember(name, raised)

    def reference(self, path: Path) -> ModuleType | Unknown:
        if self.rehearsal is not None and self.rehearsal.reference is not None:
            return self.rehearsal.reference
        return self.module(path.with_name(f"{path.parent.name}.py"))

    def given(self, path: Path) -> ModuleType:
        return self.module(path.with_name("given.py"))

    def rng(self, path: Path, name: str) -> np.random.Generator:
        import numpy as np

        from grader.course import HIDDEN_CHECKS

        digest = hashlib.sha256(f"{path.parent.name}/{name}".encode()).digest()
        seed = self.course.seed if path.name == HIDDEN_CHECKS else 0
        return np.random.default_rng([seed, int.from_bytes(digest[:8], "little")])


SEAT = pytest.StashKey[Seat]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("backprop-grader")
    group.addoption(
        "--submission",
        metavar="FOLDER",
        help="run an exercise's checks for the student's folder FOLDER, with pytest's own report",
    )
    group.addoption(
        "--unconfined",
        action="store_true",
        help="with --submission: run it without confinement where this machine has none",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "points(n): what a check is worth, shared by its cases")
    submission = config.getoption("--submission")
    if submission and SEAT not in config.stash:
        from grader.examiner.seats import AuthorSeat

        config.stash[SEAT] = AuthorSeat(
            Path(submission), is_unconfined=config.getoption("--unconfined")
        )


def pytest_unconfigure(config: pytest.Config) -> None:
    if SEAT in config.stash:
        config.stash[SEAT].close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In a student's folder, say of a failed check what a student can use."""
    report = yield
    describe = getattr(item.config.stash.get(SEAT, None), "describe", None)
    if report.failed and call.excinfo is not None and describe is not None:
        report.longrepr = describe(item, call.excinfo.value)
    return report


def _seat(request: pytest.FixtureRequest) -> Seat:
    stash = request.config.stash
    if SEAT not in stash:
        if request.path.with_name("exercise.toml").is_file():
            text = gettext("no submission to check: name a student's folder with --submission")
            pytest.fail(text, pytrace=False)
        from grader.examiner.seats import HomeSeat

        stash[SEAT] = HomeSeat()
    seat = stash[SEAT]
    seat.prepare(request.node)
    return seat


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Iterator[Student]:
    """The submission: the names it defines, called in the worker."""
    seat = _seat(request)
    yield seat.student(request.node.name)
    seat.end_check()


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> ModuleType | Unknown:
    """The exercise's reference solution."""
    return _seat(request).reference(request.path)


@pytest.fixture
def given(request: pytest.FixtureRequest) -> ModuleType:
    """The exercise's own code on this side of the wall; the worker's is ``student.given``."""
    return _seat(request).given(request.path)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Everything random in a check: the same for every student, from the course's seed.

    A public check's doesn't depend on it, so that it is the same at home.
    """
    return _seat(request).rng(request.path, request.node.name)


FIXTURES: Final = {
    fixture.__name__: inspect.unwrap(fixture) for fixture in (student, reference, given, rng)
}
"""The functions behind the fixtures, by name."""


def _loaded(path: Path) -> ModuleType:
    """The module at `path`; while it loads, ``given`` is the one beside it."""
    name = f"{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} can't be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    beside = path.with_name("given.py")
    aside: Any = sys.modules.get("given")
    if path != beside and beside.is_file():
        sys.modules["given"] = _loaded(beside)
    try:
        spec.loader.exec_module(module)
    finally:
        sys.modules.pop("given", None)
        if aside is not None:
            sys.modules["given"] = aside
    return module
