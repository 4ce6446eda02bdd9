"""What is to be solved: a course and its exercises; `grader.course_folder` reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from grader.check_rules import Check
from grader.deadline import Deadline
from grader.errors import CourseError
from grader.language import ENGLISH, speak
from grader.sandbox.allowance import Limits
from grader.stubs import stub
from grader.translation import translated

PUBLIC_CHECKS: Final = "test_public.py"
HIDDEN_CHECKS: Final = "test_hidden.py"
GRAPH: Final = "graph.py"
CHECK_FILES: Final = (PUBLIC_CHECKS, HIDDEN_CHECKS)
"""Each exercise's check files."""


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Parameters
    ----------
    name : str
        The name of its folder and of the file that a student hands in.
    points : float
        The most that can be had; the sum of its checks' points.
    checks : tuple of Check
        In the order of the files, public ones first.
    folder : Path
    imports : tuple of str
        What a submission may import besides the standard library and numpy.
    texts : mapping
        Its texts in the course's language, by the English ones; empty where that is English.
    """

    name: str
    title: str
    points: float
    limits: Limits
    checks: tuple[Check, ...]
    folder: Path
    imports: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def reference(self) -> Path:
        """Its prose and reference."""
        return self.folder / f"{self.name}.py"

    def text(self, path: Path) -> str:
        """A Python file of it, in the course's language; CourseError if that can't be."""
        try:
            return translated(path.read_text(encoding="utf-8"), self.texts)
        except ValueError as problem:
            raise CourseError([f"{path}: {problem}; mend it in {self.folder / 'locale'}"]) from None

    @property
    def stub(self) -> str:
        """What students get of it, as text."""
        return stub(self.text(self.reference))

    @property
    def given(self) -> Path | None:
        """The code that it hands out, if it does."""
        path = self.folder / "given.py"
        return path if path.is_file() else None

    @property
    def is_whole(self) -> bool:
        """Is it an instructor's? In a student's folder the hidden checks are missing."""
        return (self.folder / HIDDEN_CHECKS).is_file()

    @property
    def graph(self) -> Path | None:
        """What says how its computational graph is drawn, if there is one."""
        path = self.folder / GRAPH
        return path if path.is_file() else None

    @property
    def check_files(self) -> tuple[Path, ...]:
        """The files with its checks; in a student's folder there are public ones only."""
        paths = (self.folder / name for name in CHECK_FILES)
        return tuple(path for path in paths if path.is_file())


@dataclass(frozen=True)
class Course:
    """A course.

    Parameters
    ----------
    seed : int
        From it and the check's id comes everything random in a check.
    exercises : tuple of Exercise
        In the order in which students do them.
    folder : Path
        Where its exercises are read.
    assignments : mapping
        The names of the exercises that are handed in together, by the assignment's name.
    origin : Path, optional
        Where the instructor has what `folder` is a copy of.
    deadlines : mapping
        When an assignment is due, by its name, where it is.
    deadline : Deadline, optional
        That of the assignment which is graded.
    contact : str
        Whom students ask about their points: a name, an address.
    language : str
        In which people read its texts and results.
    """

    title: str
    seed: int
    exercises: tuple[Exercise, ...]
    folder: Path
    assignments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    origin: Path | None = None
    deadlines: Mapping[str, Deadline] = field(default_factory=dict)
    deadline: Deadline | None = None
    contact: str = ""
    language: str = ENGLISH

    def speak(self) -> None:
        """Write messages in the course's language from now on."""
        texts: dict[str, str] = {}
        for exercise in self.exercises:
            texts |= exercise.texts
        speak(self.language, texts)

    def told(self, text: str) -> str:
        """`text` with the instructor's own paths in it."""
        return text if self.origin is None else text.replace(str(self.folder), str(self.origin))

    def assignment(self, name: str) -> Course:
        """The course with only the exercises of an assignment.

        Raises
        ------
        CourseError
            If there is no such assignment.
        """
        names = assigned(self.assignments, name)
        return replace(self.only(names), deadline=self.deadlines.get(name))

    def only(self, names: Sequence[str]) -> Course:
        """The course with only the exercises named; with all of them if none is.

        Raises
        ------
        CourseError
            If there is no exercise of such a name.
        """
        if not names:
            return self
        kept = chosen([exercise.name for exercise in self.exercises], names)
        exercises = tuple(exercise for exercise in self.exercises if exercise.name in kept)
        return replace(self, exercises=exercises)


def assigned(assignments: Mapping[str, tuple[str, ...]], name: str) -> Sequence[str]:
    """The exercises of the assignment `name`.

    Raises
    ------
    CourseError
        If there is no such assignment.
    """
    if name not in assignments:
        there_are = f"there are {', '.join(assignments) or 'none'}"
        raise CourseError([f"no assignment is called {name}; {there_are}"])
    return assignments[name]


def chosen(known: Sequence[str], names: Sequence[str]) -> list[str]:
    """Those of `known` that are among `names`, in their own order.

    Raises
    ------
    CourseError
        With each name that isn't known.
    """
    if unknown := [name for name in dict.fromkeys(names) if name not in known]:
        there_are = f"there are {', '.join(known)}"
        raise CourseError([f"no exercise is called {name}; {there_are}" for name in unknown])
    return [name for name in known if name in names]
