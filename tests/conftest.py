"""Parts that tests share: a course with short limits, an examiner that stays warm, a sandbox."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from grader.course import Course
from grader.course_folder import read_course
from grader.errors import ConfinementError
from grader.examiner.examiner import Examiner
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import ENGLISH, speak
from grader.results import CheckResult, ExerciseResult, Result
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits
from grader.sandbox.confinement import Confinement
from grader.sandbox.conversation import Conversation
from grader.sandbox.host import Sandbox
from grader.sandbox.trial import find_confinement

ROOT = Path(__file__).parent.parent
SHORT_LIMITS = "check_seconds = 0.3\nexercise_seconds = 6\nmemory_mib = 512\n"

RAW_REPLY = """
import os, struct, msgspec
def write(*parts):
    os.write(3, b"".join(parts))
def framed(message, raw=b""):
    text = msgspec.msgpack.encode(message)
    return struct.pack("<II", len(text), len(raw)) + text + raw
"""
"""What a forger needs; msgspec is loaded in the worker, so a submission can import it."""


def skip_or_fail(reason: str) -> None:
    """Skip a test that this machine can't run; in CI that is a failure."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Whatever language a test has spoken, the next one begins in English."""
    yield
    speak(ENGLISH)


@pytest.fixture(scope="session")
def confinement() -> Confinement:
    try:
        return find_confinement()
    except ConfinementError as problem:
        skip_or_fail(str(problem))
        raise


def copy_course(
    folder: Path,
    limits: str = SHORT_LIMITS,
    exercises: Sequence[str] = ("sigmoid", "training"),
) -> Path:
    """A copy of some exercises, by default the two of the example class, with other limits."""
    course = folder / "solutions"
    shutil.copytree(ROOT / "solutions", course, ignore=shutil.ignore_patterns("__pycache__"))
    names = ", ".join(f'"{name}"' for name in exercises)
    (course / "course.toml").write_text(
        f'title = "Some exercises"\nseed = 20260901\nexercises = [{names}]\n'
    )
    for path in course.glob("*/exercise.toml"):
        text = path.read_text().split("[limits]")[0]
        path.write_text(f"{text}[limits]\n{limits}")
    return course


@pytest.fixture(scope="session")
def course_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with limits of a fraction of a second."""
    return copy_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def course(course_folder: Path) -> Course:
    return read_course(course_folder)


@pytest.fixture(scope="session")
def examiner(course: Course, confinement: Confinement) -> Iterator[Examiner]:
    with contextlib.closing(Examiner(course, confinement)) as examiner:
        yield examiner


@pytest.fixture(scope="session")
def graded(examiner: Examiner) -> Callable[..., Result]:
    """Grades a submission given as texts: ``graded(sigmoid="...", training="...")``."""

    def grade(student: str = "tester", **sources: str) -> Result:
        return examiner.grade(
            Submission(
                student,
                {name: Code.script(f"{name}.py", text.encode()) for name, text in sources.items()},
            )
        )

    return grade


@pytest.fixture(scope="session")
def sandbox(confinement: Confinement) -> Iterator[Sandbox]:
    with contextlib.closing(Sandbox(confinement)) as sandbox:
        yield sandbox


class Talk:
    """A conversation with one loaded module, with time enough."""

    def __init__(self, sandbox: Sandbox, source: str, seconds: float, memory_mib: int) -> None:
        self.sandbox = sandbox
        self.worker = sandbox.worker(Limits(memory_mib=memory_mib))
        self.allowance = Allowance(self.worker, seconds)
        self.conversation = Conversation(self.worker)
        loading = Loading("tried", [("tried.py", source.encode(), False)], seconds)
        for note in self.conversation.load(
            loading, self.allowance
        ).notes:  # elsewhere it is only noted
            raise note

    def call(self, name: str, *args: object) -> object:
        [answer] = self.conversation.call(0, name, [(args, {})], self.allowance)
        return answer.value


@pytest.fixture
def talk(sandbox: Sandbox) -> Callable[..., Talk]:
    """Loads a source text into a fresh worker: ``talk("def f(): ...").call("f")``."""

    def start(source: str, *, seconds: float = 5.0, memory_mib: int = 512) -> Talk:
        return Talk(sandbox, source, seconds, memory_mib)

    return start


def source_of(student: str, exercise: str) -> str:
    """A file of the example class."""
    return (ROOT / "examples" / "class" / student / f"{exercise}.py").read_text()


def exercise_of(result: Result, name: str) -> ExerciseResult:
    return next(exercise for exercise in result.exercises if exercise.exercise == name)


def check_of(result: Result, exercise: str, name: str) -> CheckResult:
    return next(check for check in exercise_of(result, exercise).checks if check.id == name)
