"""A student's files: of each exercise a file, or the folder that was given out.

::

    <exercise>.py                 <exercise>.ipynb
    <exercise>/<exercise>.py      <exercise>/<exercise>.ipynb

They may lie in one more folder, or in an archive.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from grader.intake.archives import (
    ARCHIVE_LIMIT,
    OF_A_STUDENT,
    OTHER_ENDINGS,
    UNKNOWN,
    is_archive,
    open_archive,
)
from grader.intake.choice import Work, choose, is_given_out
from grader.intake.code import Code, Part
from grader.intake.files import LINK, SOURCE_LIMIT
from grader.intake.handed import Handed, in_folder
from grader.intake.modules import importable, read_modules
from grader.intake.notebooks import read_cells
from grader.intake.places import File, Moment, printable
from grader.intake.roots import LIMITS, Root, unwrapped
from grader.language import gettext, gettext_noop


@dataclass(frozen=True)
class Submission:
    """What one student handed in, as data; travels between processes.

    Parameters
    ----------
    student : str
        Printable whatever bytes a name holds.
    codes : dict
        The code of each exercise that there is a file for.
    unreadable : dict
        Each exercise whose file couldn't be read, with the file and the reason.
    notes : dict
        Where there was more than one file to choose from: what student and instructor must know.
    moment : Moment or None
        When the latest of the files that count was handed in.
    attempt : int
        The latest attempt that a file that counts is of; 0 where nobody counts.
    problems : tuple of str
        What the instructor should look into.
    """

    student: str
    codes: dict[str, Code] = field(default_factory=dict)
    unreadable: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    moment: Moment | None = None
    attempt: int = 0
    problems: tuple[str, ...] = ()

    def why_not(self, exercise: str, missing: str) -> str:
        """Of an exercise without code, the file and the reason: `missing` if there is none."""
        file, reason = self.unreadable.get(exercise, (f"{exercise}.py", missing))
        return f"{file}: {reason}"


def read_submission(
    handed: Handed | Path, exercises: Sequence[str], stubs: Mapping[str, str] | None = None
) -> Submission:
    """Read a student's files; what can't be read is said in the submission, never raised.

    Parameters
    ----------
    handed : Handed or Path
        Or the student's folder.
    stubs : mapping
        What was given out of each exercise: a file that is still that holds nobody's work. At
        home nobody knows; there a file in which less is left to write counts.
    """
    is_at_home = isinstance(handed, Path)
    handed = in_folder(handed) if isinstance(handed, Path) else handed
    if handed.refused:
        unreadable = dict.fromkeys(exercises, handed.refused)
        return Submission(handed.student, unreadable=unreadable, problems=handed.problems)
    with contextlib.ExitStack() as closing:
        reading = _Reading(handed, stubs)
        try:
            reading.find_root(exercises)
            if not is_at_home:
                reading.open_archives(exercises, closing)
        except OSError as problem:  # it was listed: removed since, or its disk is gone
            gone = isinstance(problem, (FileNotFoundError, NotADirectoryError))
            reason = gettext("its folder is gone") if gone else _unreadable(problem)
            unreadable = {exercise: (f"{exercise}.py", reason) for exercise in exercises}
            return Submission(handed.student, unreadable=unreadable, problems=handed.problems)
        for exercise in exercises:
            reading.read(exercise)
        return reading.submission()


NESTED: Final = gettext_noop("an archive in an archive isn't opened")
TAKEN: Final = gettext_noop(
    "{file} was taken for {exercise}; call it {exercise}.py or {exercise}.ipynb."
)


@dataclass(frozen=True)
class _Chosen:
    """The file of an exercise that counts in a root, and what is to be said of the others."""

    root: Root
    work: Work
    note: str


class _Reading:
    """The submission of one student, while it is read."""

    def __init__(self, handed: Handed, stubs: Mapping[str, str] | None) -> None:
        self._handed = handed
        self._stubs = stubs
        self._roots: list[Root] = []
        self._modules: dict[str, dict[str, bytes]] = {}
        self._unopened: dict[str, str] = {}
        self._files: dict[str, File] = {}
        self._counting: list[tuple[Root, File]] = []
        self._read = Submission(handed.student)

    def find_root(self, exercises: Sequence[str]) -> None:
        """Look where the exercises lie."""
        self._roots.append(unwrapped(Root("", self._handed.place), exercises))

    def open_archives(self, exercises: Sequence[str], closing: contextlib.ExitStack) -> None:
        """Look into the archives that lie there; those in them stay closed."""
        [own] = self._roots
        for name, file in own.files.items():
            path = f"{own.path}{name}"
            if is_archive(name):
                try:
                    data = file.read(ARCHIVE_LIMIT)
                    if data is None:
                        raise ValueError(gettext("it is gone"))
                    archive = open_archive(name, io.BytesIO(data), OF_A_STUDENT, closing)
                except OSError as problem:
                    self._unopened[path] = _unreadable(problem)
                except ValueError as problem:
                    self._unopened[path] = str(problem)
                else:
                    root = Root(f"{path}/", archive, file.attempt, file.moment())
                    root = unwrapped(root, exercises)
                    self._roots.append(root)
                    self._unopened |= {
                        f"{root.path}{inner}": gettext(NESTED)
                        for inner in root.files
                        if is_archive(inner)
                    }
            elif name.lower().endswith(OTHER_ENDINGS):
                self._unopened[path] = gettext(UNKNOWN)

    def read(self, exercise: str) -> None:
        """Read the file of an exercise that counts, if there is one."""
        stub = None if self._stubs is None else self._stubs[exercise].encode()
        chosen = [
            self._with_others(_Chosen(root, *choose(works, stub)), exercise)
            for root in self._roots
            if (works := list(self._works(root, exercise)))
            and not (root.alike(exercise) and is_given_out(works, stub))
        ] or [
            _Chosen(root, work, gettext(TAKEN).format(file=work.file, exercise=exercise))
            for root in self._roots
            for work in self._alike(root, exercise)
        ]
        if not chosen:
            if self._unopened:
                path, reason = next(iter(self._unopened.items()))
                self._read.unreadable[exercise] = printable(path), reason
            return
        self._take(exercise, *self._latest(chosen))

    def _latest(self, chosen: list[_Chosen]) -> tuple[_Chosen, list[_Chosen]]:
        """The one of the latest attempt, and those of which nothing says that they are older."""
        chosen = sorted(chosen, key=self._attempt, reverse=True)  # stable: else in their order
        best, *others = chosen
        differing = [other for other in others if not _is_same(other.work, best.work)]
        latest = self._attempt(best)
        rivals = [other for other in differing if not 0 < self._attempt(other) < latest]
        for older in differing:
            if older not in rivals:
                text = gettext("{later} is the later attempt; {older} doesn't count.")
                text = text.format(later=best.work.file, older=older.work.file)
                best = replace(best, note=f"{best.note} {text}".strip())
        return best, rivals

    def _take(self, exercise: str, chosen: _Chosen, rivals: list[_Chosen]) -> None:
        work = chosen.work
        if rivals:
            files = gettext(" and ").join(rival.work.file for rival in rivals)
            reason = gettext("there is {files}, too, and nothing says which of them is newer")
            self._read.unreadable[exercise] = work.file, reason.format(files=files)
            return
        if work.file in self._files:
            self._counting.append((chosen.root, self._files[work.file]))
        if work.code is None:
            self._read.unreadable[exercise] = work.file, work.problem
        else:
            modules = self._importable(chosen.root, work.code.file)
            self._read.codes[exercise] = replace(work.code, modules=modules)
        first = work.file.split("/")[0]
        notes = (self._handed.notes.get(first, ""), chosen.note)
        if note := " ".join(text for text in notes if text):
            self._read.notes[exercise] = note

    def _attempt(self, chosen: _Chosen) -> int:
        file = self._files.get(chosen.work.file)
        return chosen.root.attempt or (file.attempt if file else 0)

    def submission(self) -> Submission:
        """All that was read."""
        unopened = (f"{printable(path)}: {reason}" for path, reason in self._unopened.items())
        moments = [root.moment or file.moment() for root, file in self._counting]
        known = [moment for moment in moments if moment is not None]
        return replace(
            self._read,
            moment=max(known, key=_order, default=None),
            attempt=max((root.attempt or file.attempt for root, file in self._counting), default=0),
            problems=(*self._handed.problems, *unopened),
        )

    def _importable(self, root: Root, file: str) -> dict[str, bytes]:
        if root.path not in self._modules:
            self._modules[root.path] = read_modules(root.place)
        inside = file.removeprefix(printable(root.path))
        return importable(self._modules[root.path], inside)

    def _with_others(self, chosen: _Chosen, exercise: str) -> _Chosen:
        """`chosen`, with a note that names the files that are nearly called like the exercise."""
        others = [path for path, _, _ in chosen.root.alike(exercise)]
        if not others:
            return chosen
        text = gettext("Not looked at: {files}; {file} counts.")
        text = text.format(files=", ".join(others), file=chosen.work.file)
        return replace(chosen, note=f"{chosen.note} {text}".strip())

    def _alike(self, root: Root, exercise: str) -> Iterator[Work]:
        """The files that are nearly called like an exercise."""
        for path, file, limit in root.alike(exercise):
            self._files[path] = file
            yield from _work(path, file, limit)

    def _works(self, root: Root, exercise: str) -> Iterator[Work]:
        """The files that may hold work on an exercise, in the order in which they count."""
        for ending, limit in LIMITS.items():
            name = f"{exercise}{ending}"
            for folder in ("", exercise):
                path = printable(root.path) + (f"{folder}/{name}" if folder else name)
                try:
                    file = root.file(folder, name)
                    if file is None:
                        continue
                    self._files[path] = file
                    yield from _work(path, file, limit)
                except OSError as problem:
                    yield Work(path, problem=_unreadable(problem))


def _work(path: str, file: File, limit: int) -> Iterator[Work]:
    try:
        if file.is_link:
            raise ValueError(gettext(LINK))
        source = file.read(limit)
        if source is not None:
            is_notebook = path.lower().endswith(".ipynb")
            parts = read_cells(source, SOURCE_LIMIT) if is_notebook else (Part(source),)
            yield Work(path, Code(path, parts, sha256=hashlib.sha256(source).hexdigest()))
    except OSError as problem:
        yield Work(path, problem=_unreadable(problem))
    except ValueError as problem:
        yield Work(path, problem=str(problem))


def _is_same(one: Work, other: Work) -> bool:
    return one.code is not None and other.code is not None and one.code.parts == other.code.parts


def _order(moment: Moment) -> datetime:
    """Sorts moments; those without a zone as if it were UTC's."""
    return moment.at if moment.at.tzinfo else moment.at.replace(tzinfo=UTC)


def _unreadable(problem: OSError) -> str:
    reason = problem.strerror or gettext("unknown error")
    return gettext("it can't be read ({reason})").format(reason=reason)
