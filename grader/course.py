"""What is to be solved: a course and its exercises, read from a folder like ``solutions/``.

::

    course.toml             title, seed, contact, language, [titles] in other languages, and
                            the exercises in their order;
                            [assignments.<name>] with the exercises handed in together, when
                            they are due, and what each day costs
    <exercise>/
        exercise.toml       title, points, sources; imports, [limits]
        <exercise>.py       prose and reference
        given.py            code that the exercise hands out, if any
        graph.py            what its computational graph is drawn of, if there is one
        test_public.py      checks that students get
        test_hidden.py      checks that they don't
        misconceptions.py   wrong variants of the reference, each with a hint
        locale/             its texts in other languages (`grader.catalogues`)

Reading imports nothing. All mistakes are reported at once, each with file and line. A run reads the
course once and works on a copy: an instructor may go on editing.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from grader.catalogues import read_texts
from grader.check_rules import Check, parse_python, read_checks
from grader.deadline import Deadline
from grader.errors import CourseError, GraderError
from grader.language import ENGLISH, languages, speak
from grader.sandbox.allowance import Limits
from grader.stubs import stub
from grader.translation import translated

MOST_OF_ANYTHING: Final = 1e7
"""No limit is larger: no second, no MiB."""
PUBLIC_CHECKS: Final = "test_public.py"
HIDDEN_CHECKS: Final = "test_hidden.py"
GRAPH: Final = "graph.py"
CHECK_FILES: Final = (PUBLIC_CHECKS, HIDDEN_CHECKS)
"""Each exercise's check files."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_REQUIRED_FILES = ("exercise.toml", *CHECK_FILES, "misconceptions.py")
_COURSE_KEYS = {"title": str, "seed": int, "exercises": list}
_OTHER_COURSE_KEYS = {"contact": str, "language": str, "titles": dict, "assignments": dict}
_ASSIGNMENT_KEYS = {"exercises": list, "due": datetime, "penalty": dict}
_PENALTY_KEYS: dict[str, Any] = {"per_day": (int, float), "most": (int, float)}
_EXERCISE_KEYS = {"title": str, "points": (int, float), "sources": list, "imports": list}
_LIMIT_KEYS: dict[str, Any] = {
    "check_seconds": (int, float),
    "exercise_seconds": (int, float),
    "memory_mib": int,
}


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
        names = _assigned(self.assignments, name)
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
        chosen = _chosen([exercise.name for exercise in self.exercises], names)
        exercises = tuple(exercise for exercise in self.exercises if exercise.name in chosen)
        return replace(self, exercises=exercises)


def read_course(
    folder: Path,
    *,
    copy: Path | None = None,
    assignment: str | None = None,
    only: Sequence[str] = (),
    language: str | None = None,
) -> Course:
    """Read and check the course in `folder`, or a part of it; messages are in its language then.

    Parameters
    ----------
    copy : Path, optional
        Where to put a copy of its exercises, from which everything is read, now and later.
    assignment : str, optional
        Read only the exercises of this one.
    only : sequence of str
        Of these read only those named, if any is.
    language : str, optional
        In another language than ``course.toml`` says.

    Raises
    ------
    CourseError
        With every problem found in any of the files that are read.
    """
    if not folder.is_dir():
        raise CourseError([f"{folder}: there is no such folder; name the course with --course"])
    if not (folder / "course.toml").exists():
        raise CourseError([f"{folder}: there is no course.toml; name the course with --course"])
    problems: list[str] = []
    data = _Table.read(folder / "course.toml", problems)
    data.check_keys({**_COURSE_KEYS, **_OTHER_COURSE_KEYS}, required=_COURSE_KEYS)
    listed = data.values.get("exercises", [])
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list) else []
    if isinstance(listed, list) and len(names) < len(listed):
        data.complain("exercises", "exercises must be a list of names")
    seed = data.values.get("seed")
    if isinstance(seed, int) and seed < 0:
        data.complain("seed", "seed must not be negative")
    if not names:
        data.complain("exercises", "names no exercise; list the folders in the order of the course")
    for name in sorted(set(names)):
        if names.count(name) > 1:
            data.complain("exercises", f"{name} is listed {names.count(name)} times")
    language = language or data.values.get("language", ENGLISH)
    if language not in languages():
        known = ", ".join(languages())
        data.complain("language", f"there are no messages in {language!r}; there are {known}")
    titles = data.sub_table("titles")
    titles.check_keys(dict.fromkeys(titles.values, str), required=())
    assignments, deadlines = _read_assignments(data, names)
    deadline = None
    if not problems and assignment is not None:
        names = _chosen(names, _assigned(assignments, assignment))
        deadline = deadlines.get(assignment)
    if not problems and only:
        names = _chosen(names, only)
    place = folder if copy is None else _copied(folder, names, copy)
    exercises = [_read_exercise(place / name, data, problems, language) for name in names]
    if problems:
        raise CourseError([text.replace(str(place), str(folder)) for text in problems])
    title, place = data.values["title"], place.resolve()
    seed = data.values["seed"]
    course = Course(
        data.values.get("titles", {}).get(language, title),
        seed,
        tuple(exercises),
        place,
        assignments,
        folder,
        deadlines,
        deadline,
        contact=data.values.get("contact", ""),
        language=language,
    )
    course.speak()
    return course


def _assigned(assignments: Mapping[str, tuple[str, ...]], name: str) -> Sequence[str]:
    """The exercises of the assignment `name`; there must be one."""
    if name not in assignments:
        there_are = f"there are {', '.join(assignments) or 'none'}"
        raise CourseError([f"no assignment is called {name}; {there_are}"])
    return assignments[name]


def _chosen(known: Sequence[str], names: Sequence[str]) -> list[str]:
    """Those of `known` that are among `names`, all of which must be there."""
    if unknown := [name for name in dict.fromkeys(names) if name not in known]:
        there_are = f"there are {', '.join(known)}"
        raise CourseError([f"no exercise is called {name}; {there_are}" for name in unknown])
    return [name for name in known if name in names]


def toml_text(text: str) -> str:
    """`text` as TOML writes it; as JSON does, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _copied(folder: Path, names: Sequence[str], copy: Path) -> Path:
    """`copy`, which now holds the exercises `names` as they are in `folder`."""
    ignored = shutil.ignore_patterns("__pycache__", ".*")
    copy.mkdir()
    try:
        for name in set(names):
            if _NAME.fullmatch(name) and (folder / name).is_dir():
                shutil.copytree(
                    folder / name, copy / name, ignore=ignored, ignore_dangling_symlinks=True
                )
    except (OSError, shutil.Error) as problem:
        reasons = problem.args[0] if isinstance(problem, shutil.Error) else [("", "", problem)]
        text = "; ".join(str(reason) for _, _, reason in reasons)
        raise GraderError(f"{folder}: it can't be copied to {copy}: {text}") from None
    return copy


def _read_assignments(
    course: _Table, exercises: Sequence[str]
) -> tuple[dict[str, tuple[str, ...]], dict[str, Deadline]]:
    """The exercises of each assignment, and when it is due."""
    assignments, deadlines = {}, {}
    for name in course.sub_table("assignments").values:
        table = course.sub_table("assignments").sub_table(name)
        table.check_keys(_ASSIGNMENT_KEYS, required=("exercises",))
        listed = table.values.get("exercises", [])
        if table.values.get("exercises") == []:
            table.complain("exercises", "names no exercise; list those that belong to it")
        for exercise in listed if isinstance(listed, list) else []:
            if exercise not in exercises:
                table.complain("exercises", f"{exercise!r} is no exercise of the course")
        assignments[name] = tuple(listed)
        if deadline := _read_deadline(table):
            deadlines[name] = deadline
    return assignments, deadlines


def _read_deadline(table: _Table) -> Deadline | None:
    due, penalty = table.values.get("due"), table.values.get("penalty", {})
    if penalty and due is None:
        table.complain("penalty", "a penalty without a time that it is due")
    if not isinstance(due, datetime) or not isinstance(penalty, dict):
        return None
    if due.tzinfo is None:
        table.complain("due", f"due is {due}; say of which zone, as in 2026-10-01T23:59:00+02:00")
        return None
    for key, value in penalty.items():
        if key not in _PENALTY_KEYS:
            known = ", ".join(_PENALTY_KEYS)
            table.complain("penalty", f"unknown key {key!r}; known are {known}")
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= 100:
            table.complain("penalty", f"{key} is {value!r}, which is no percentage of the score")
    known_keys = {key: value for key, value in penalty.items() if key in _PENALTY_KEYS}
    if penalty and "per_day" not in penalty:
        table.complain("penalty", "the key 'per_day' is missing: percent of the score")
    return Deadline(due, **known_keys)


def _read_exercise(folder: Path, course: _Table, problems: list[str], language: str) -> Exercise:
    nothing = Exercise(folder.name, "", 0.0, Limits(), (), folder)
    if not _NAME.fullmatch(folder.name) or folder.name == "given":
        rule = "use lower-case letters, digits and underscores, and not 'given'"
        course.complain("exercises", f"{folder.name!r} can't be an exercise's name: {rule}")
        return nothing
    missing = [
        name for name in (*_REQUIRED_FILES, f"{folder.name}.py") if not (folder / name).is_file()
    ]
    if missing:
        course.complain("exercises", f"{folder} has no {', '.join(missing)}")
        return nothing
    table = _Table.read(folder / "exercise.toml", problems)
    required = ("title", "points", "sources")
    table.check_keys({**_EXERCISE_KEYS, "limits": dict}, required=required)
    imports = table.values.get("imports", [])
    for name in imports if isinstance(imports, list) else []:
        if not isinstance(name, str) or not _MODULE.fullmatch(name):
            table.complain("imports", f"{name!r} can't be a module's name")
    limits = table.sub_table("limits")
    limits.check_keys(_LIMIT_KEYS, required=())
    for key, value in limits.values.items():
        if isinstance(value, (int, float)) and not 0 < value < MOST_OF_ANYTHING:
            limits.complain(key, f"{key} must be more than 0, and a sensible number")
    before = len(problems)
    for name in (f"{folder.name}.py", "given.py", GRAPH, "misconceptions.py"):
        if (folder / name).exists():
            parse_python(folder / name, problems)
    checks = tuple(
        check
        for name in CHECK_FILES
        for check in read_checks(folder / name, name == HIDDEN_CHECKS, problems)
    )
    points = table.values.get("points", 0)
    total = sum(check.points for check in checks)
    if len(problems) == before and isinstance(points, (int, float)) and total != points:
        table.complain(
            "points", f"the exercise has {points:g} points and its checks add up to {total:g}"
        )
    if problems:
        return nothing
    texts = {} if language == ENGLISH else read_texts(folder, language)
    title = table.values["title"]
    return Exercise(
        folder.name,
        texts.get(title, title),
        float(points),
        Limits(**limits.values),
        tuple(replace(check, title=texts.get(check.title, check.title)) for check in checks),
        folder.resolve(),
        tuple(imports),
        texts,
    )


@dataclass
class _Table:
    """A TOML table with the lines that its keys stand on, and a list for what is wrong with it."""

    path: Path
    values: dict[str, Any]
    lines: list[str]
    problems: list[str]
    section: str = ""

    @classmethod
    def read(cls, path: Path, problems: list[str]) -> _Table:
        try:
            text = path.read_text(encoding="utf-8")
            values = tomllib.loads(text)
        except OSError as problem:
            problems.append(f"{path}: it can't be read: {problem.strerror}")
        except UnicodeDecodeError:
            problems.append(f"{path}: it is not UTF-8")
        except tomllib.TOMLDecodeError as problem:
            place = re.search(r"line (\d+)", str(problem))
            problems.append(f"{path}:{place.group(1) if place else 1}: {problem}")
        else:
            return cls(path, values, text.splitlines(), problems)
        return cls(path, {}, [], [])  # reported already: what is missing in it is no further news

    def sub_table(self, name: str) -> _Table:
        values = self.values.get(name)
        known = values if isinstance(values, dict) else {}
        section = f"{self.section}.{name}".removeprefix(".")
        return _Table(self.path, known, self.lines, self.problems, section)

    def check_keys(self, kinds: dict[str, Any], required: Sequence[str] | dict[str, Any]) -> None:
        """Complain of keys that are unknown, missing or of the wrong type."""
        for key, value in self.values.items():
            if key not in kinds:
                self.complain(key, f"unknown key {key!r}; known are {', '.join(kinds)}")
            elif not isinstance(value, kinds[key]) or isinstance(value, bool):
                self.complain(key, f"{key} is {value!r}, which is not {_kind_name(kinds[key])}")
        for key in required:
            if key not in self.values:
                self.complain("", f"the key {key!r} is missing")

    def complain(self, key: str, text: str) -> None:
        self.problems.append(f"{self.path}:{self._line(key)}: {text}")

    def _line(self, key: str) -> int:
        section = ""
        for number, line in self._numbered():
            if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
                section = header.group(1)
                if section == key:
                    return number
            elif section == self.section and re.match(
                rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line
            ):
                return number
        return 1

    def _numbered(self) -> Iterator[tuple[int, str]]:
        yield from enumerate(self.lines, start=1)


def _kind_name(kind: Any) -> str:
    names = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}
    return names.get(kind, "a number")
