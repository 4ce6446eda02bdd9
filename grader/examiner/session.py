"""One pytest session, kept warm: the checks are collected once and run for many submissions."""

from __future__ import annotations

import contextlib
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from _pytest.config import _prepareconfig
from _pytest.python import get_direct_param_fixture_func

from grader.course import Course, Exercise
from grader.errors import CourseError, GraderError
from grader.examiner.graphs import drawn, right_graph
from grader.examiner.plugin import FIXTURES, SEAT, Seat
from grader.examiner.remote import Student
from grader.examiner.watchdog import watchdog
from grader.figures import Graph
from grader.language import gettext

_UNUSED_PLUGINS = (
    "terminal capture logging cacheprovider unraisableexception threadexception faulthandler "
    "junitxml pastebin doctest nose unittest recwarn warnings legacypath stepwise setuponly "
    "setupplan debugging tmpdir monkeypatch subtests"
).split()


class Session:
    """Collects the checks of a course and runs them one at a time.

    Uses names that pytest keeps for itself, ``_prepareconfig``, ``_do_configure``, ``_initrequest``
    and ``_fixtureinfo``; `tests/examiner/test_session.py` holds this against ``runtestprotocol``.

    Parameters
    ----------
    course : Course
    is_watched : bool
        End a check that spends too long on this side of the wall? Not where there is no wall.

    Raises
    ------
    CourseError
        If a check file can't be collected, or holds something else than the course says.
    GraderError
        If Python leaves asserts out: a check that is written with them would pass.
    """

    def __init__(self, course: Course, *, is_watched: bool = True) -> None:
        if not __debug__:
            text = gettext(
                "Python leaves out asserts here (-O or PYTHONOPTIMIZE), so that a check written "
                "with them would pass whatever it finds; run it without"
            )
            raise GraderError(text)
        self._is_watched = is_watched
        self._right: dict[str, Graph | None] = {}
        course.speak()
        self.seat = Seat(course)
        collected = _Collected()
        files = [str(path) for exercise in course.exercises for path in exercise.check_files]
        options = [
            *("-c", os.devnull, "--rootdir", str(course.folder), "--import-mode=importlib"),
            *("--confcutdir", str(course.folder)),  # else each folder above it is listed
            *("--noconftest", "--assert=plain", "--disable-plugin-autoload"),
            *("-p", "grader.examiner.plugin", "-o", "python_functions=test_*"),
            *(word for name in _UNUSED_PLUGINS for word in ("-p", f"no:{name}")),
        ]
        with _without_variables("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
            self._config = _prepareconfig([*options, *files], [collected])
        self._config.stash[SEAT] = self.seat
        self._session: Any = pytest.Session.from_config(self._config)
        self._config._do_configure()
        self._config.hook.pytest_sessionstart(session=self._session)
        self._config.hook.pytest_collection(session=self._session)
        _forget_modules(files)
        if collected.problems:
            raise CourseError(collected.problems)
        self._items = {exercise.name: self._of(exercise) for exercise in course.exercises}
        self._plain = {
            item: arguments
            for items in self._items.values()
            for item in items
            if (arguments := _arguments(item)) is not None
        }

    def _of(self, exercise: Exercise) -> tuple[pytest.Function, ...]:
        items = [item for item in self._session.items if item.path.parent == exercise.folder]
        names = [item.originalname for item in items]
        if unknown := set(names) - {check.name for check in exercise.checks}:
            text = gettext("{folder}: {checks}: not in the text")
            checks = ", ".join(sorted(unknown))
            raise CourseError([text.format(folder=exercise.folder, checks=checks)])
        for check in exercise.checks:
            found = names.count(check.name)
            if found != check.cases:
                text = gettext(
                    "{folder}: pytest finds {found} cases of {check}, and its text has {cases}"
                ).format(folder=exercise.folder, found=found, check=check.name, cases=check.cases)
                raise CourseError([text])
        return tuple(items)

    def checks(self, exercise: Exercise) -> tuple[pytest.Function, ...]:
        """The checks of `exercise` as pytest has them, cases apart, in their order."""
        names = {check.name for check in exercise.checks}  # it may have but some of them
        return tuple(item for item in self._items[exercise.name] if item.originalname in names)

    def graph(self, exercise: Exercise, student: Student) -> Graph | None:
        """The exercise's computational graph with the numbers of `student`, if it has one."""
        if exercise.graph is None:
            return None
        if exercise.name not in self._right:
            self._right[exercise.name] = right_graph(exercise)
        with self._watched(exercise.limits.check_seconds):
            asked = self.seat.module(exercise.graph)
            return drawn(asked, student, self._right[exercise.name], exercise.title)

    def run(
        self, check: pytest.Function, following: pytest.Function | None, seconds: float
    ) -> BaseException | None:
        """Run `check`; what came out of it, None if it passed.

        Parameters
        ----------
        following : Function or None
            The check that runs next, None at the end of an exercise: what it shares with this one
            is kept, all else is torn down.
        seconds : float
            CPU seconds that the check may take on this side of the wall.
        """
        if following is check:
            raise ValueError(f"{check.name} can't follow itself: nothing would be torn down")
        if check in self._plain:
            return self._directly(check, seconds)
        item: Any = check
        item._initrequest()
        steps: list[tuple[Callable[[], Any], Any]] = [
            (lambda: item.ihook.pytest_runtest_setup(item=item), "setup"),
            (lambda: self._call(item, seconds), "call"),
        ]
        raised = None
        for step, name in steps:
            if raised is None:
                raised = _exception(step, name)
        kept = None if following in self._plain else following
        last = _exception(
            lambda: item.ihook.pytest_runtest_teardown(item=item, nextitem=kept), "teardown"
        )
        item._request = False
        item.funcargs = None
        return raised or last

    def _directly(self, check: pytest.Function, seconds: float) -> BaseException | None:
        """What comes out of a check that needs no more than the plugin's own fixtures."""
        seat, path = self.seat, check.path
        fixtures: dict[str, Callable[[], Any]] = {
            "student": lambda: seat.student(check.name),
            "reference": lambda: seat.reference(path),
            "given": lambda: seat.given(path),
            "rng": lambda: seat.rng(path, check.name),
        }
        arguments = dict(self._plain[check])
        raised: BaseException | None = None
        has_student = arguments.get("student") is FIXTURES
        try:
            if has_student and (outcome := seat.recalled(check.name)) is not None:
                return outcome.raised
            for name in arguments:
                if arguments[name] is FIXTURES:
                    arguments[name] = fixtures[name]()
            with self._watched(seconds):
                check.obj(**arguments)
        except KeyboardInterrupt:
            raise
        except BaseException as problem:
            raised = problem
        if has_student:
            try:
                seat.end_check()
            except Exception as problem:
                raised = raised or problem
            seat.remember(check.name, raised)
        return raised

    def leave(self, check: pytest.Function) -> None:
        """Tear down what the checks before `check` share with it, since it isn't going to run.

        Else the next check to run, of another exercise or of the next submission, fails: pytest
        finds that what is set up isn't its own.
        """
        if check not in self._plain:
            check.ihook.pytest_runtest_teardown(item=check, nextitem=None)

    def _call(self, item: Any, seconds: float) -> None:
        with self._watched(seconds):
            item.ihook.pytest_runtest_call(item=item)

    def _watched(self, seconds: float) -> contextlib.AbstractContextManager[None]:
        return watchdog(seconds) if self._is_watched else contextlib.nullcontext()

    def close(self) -> None:
        """End the session."""
        self._config.hook.pytest_sessionfinish(session=self._session, exitstatus=0)
        self._config._ensure_unconfigure()


@contextlib.contextmanager
def _without_variables(*names: str) -> Iterator[None]:
    """Whoever runs the grader may have set pytest up for something else."""
    aside = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(aside)


def _arguments(item: Any) -> dict[str, Any] | None:
    """What a check is called with, `FIXTURES` in place of what a fixture of the plugin gives.

    None if there is more to it, as other fixtures or marks: then pytest's own protocol runs it.
    """
    info, parameters = item._fixtureinfo, getattr(item, "callspec", None)
    given = dict(parameters.params) if parameters else {}
    is_more = (
        not inspect.isfunction(item.obj)
        or inspect.isgeneratorfunction(item.obj)
        or inspect.iscoroutinefunction(item.obj)
        or "request" in info.argnames
        or not {mark.name for mark in item.iter_markers()} <= {"points", "parametrize"}
    )
    for name in set(info.names_closure) - {"request"}:
        definitions = info.name2fixturedefs.get(name, ())
        known = get_direct_param_fixture_func if name in given else FIXTURES.get(name)
        is_more = is_more or not definitions or definitions[-1].func is not known
    return None if is_more else {name: given.get(name, FIXTURES) for name in info.argnames}


def _exception(step: Callable[[], Any], when: Any) -> BaseException | None:
    call = pytest.CallInfo.from_call(step, when, reraise=(KeyboardInterrupt,))
    return None if call.excinfo is None else call.excinfo.value


def _forget_modules(files: list[str]) -> None:
    """Drop the check files' modules from Python's memory: another course has such names, too."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in files:
            del sys.modules[name]


class _Collected:
    """Hears of what can't be collected."""

    def __init__(self) -> None:
        self.problems: Final[list[str]] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            text = report.longreprtext.strip()
            lines = re.findall(rf"{re.escape(report.nodeid.split('/')[-1])}:(\d+)", text)
            place = f"{report.nodeid}:{lines[-1]}" if lines else report.nodeid
            reason = text.splitlines()[-1].removeprefix("E").strip() if text else ""
            text = gettext("{place}: it can't be collected: {reason}")
            self.problems.append(text.format(place=place, reason=reason))
