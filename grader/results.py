"""What grading a submission gives, and the file that it is written down in.

``results.jsonl`` holds one object a line, one line a student. While a class is graded, each result
is appended as soon as it is there; at the end the file is sorted and replaced in one step. Where a
student has several lines, the last one counts; a torn last line is dropped.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, overload

import msgspec

from grader.errors import GraderError
from grader.figures import Graph, Rows
from grader.language import gettext

VERSION: Final = 1

Outcome = Literal["passed", "failed", "error", "timeout"]
Status = Literal["graded", "missing", "failed"]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame of a traceback in the student's own files: where it is, and the line's text."""

    place: str
    code: str


class Gradient(msgspec.Struct, frozen=True, kw_only=True):
    """A gradient that isn't right, next to the one of the student's own forward.

    Attributes
    ----------
    name : str
        What it is called: `dx`.
    shape : tuple of int
        Its own; the rows below are those of its last axis.
    theirs, numerical : list of list of float
        What the student's ``backward`` gave, and the numerical gradient of their ``forward``.
    """

    name: str
    shape: tuple[int, ...]
    theirs: Rows
    numerical: Rows


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """What an instructor decided in the grader's place; see `grader.overrides`.

    Attributes
    ----------
    score : float
        What the grader had given.
    reason : str
    by : str
        Who decided.
    """

    score: float
    reason: str
    by: str


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check.

    Attributes
    ----------
    message : str
        What the student may read of it.
    printed : str
        What the submission printed in a public check that didn't pass.
    trace : tuple of Frame
        Where an exception came from in a public check, the outermost frame first.
    gradient : Gradient or None
        Of a public check that found a gradient wrong.
    override : Override or None
        Whence its score, if not from the grader; None in ``results.jsonl``.
    """

    id: str
    title: str
    outcome: Outcome
    score: float
    max_score: float
    hidden: bool
    message: str = ""
    printed: str = ""
    trace: tuple[Frame, ...] = ()
    gradient: Gradient | None = None
    diagnosis: str | None = None
    override: Override | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that a student's numbers show, where they show it, and what to say of it."""

    site: str
    misconception: str
    hint: str


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one exercise: ``missing`` (no file), ``failed`` (not loaded) or ``graded``.

    Attributes
    ----------
    file : str
        The file that was graded, as a path in the student's folder.
    sha256 : str
        Of that file, as it was handed in.
    notes : tuple of str
        What else the student should know: statements that didn't run, other files that don't count.
    printed : str
        What the submission printed while it was loaded.
    trace : tuple of Frame
        Where the exception came from that kept it from being loaded.
    graph : Graph or None
        Its computational graph with the submission's numbers for public inputs, where a public
        check didn't pass.
    override : Override or None
        Whence its score, if not from its checks; None in ``results.jsonl``.
    """

    exercise: str
    title: str = ""
    status: Status
    score: float
    max_score: float
    file: str = ""
    sha256: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    printed: str = ""
    trace: tuple[Frame, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    graph: Graph | None = None
    override: Override | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """By what submissions were graded.

    Attributes
    ----------
    id : str
        The same for the same course, seed and versions, and for no other.
    course, contact : str
        The course's title, and whom to ask.
    seed : int
    grader, python, numpy : str
        Versions.
    language : str
        In which its messages are written.
    """

    id: str
    course: str
    contact: str
    seed: int
    grader: str
    python: str
    numpy: str
    language: str = "en"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one submission.

    Attributes
    ----------
    confinement : tuple of str
        The layers that held while it was graded; empty: unconfined, at somebody's risk.
    problems : tuple of str
        What the instructor should look into: a check that broke, a file that couldn't be placed.
    name : str
        As people call the student, where that is known.
    shared_from : str
        Whose submission it is, where several students share one.
    submitted, submitted_from : str or None, str
        When it was handed in, as ISO 8601 has it, and what says so.
    attempt : int or None
        Which attempt it is, where the place counts them.
    late : int or None
        Seconds after the deadline; None if there is none, or nobody knows.
    penalty : float
        Points that lateness costs; no score is less for it.
    run : Run or None
        By what it was graded.
    """

    version: int = VERSION
    student: str
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...] = ()
    confinement: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    name: str = ""
    shared_from: str = ""
    submitted: str | None = None
    submitted_from: str = ""
    attempt: int | None = None
    late: int | None = None
    penalty: float = 0.0
    run: Run | None = None


KEPT: Final = 1_000
"""Results of a file that are kept in memory, those that were read last."""
_DECODER: Final = msgspec.json.Decoder(Result)


class ResultsFile:
    """A ``results.jsonl`` that is being written, by one run at a time.

    Parameters
    ----------
    path : Path
        What is in it stays until a newer result of the same student counts.

    Raises
    ------
    GraderError
        Here and in the methods, if the file can't be written, or another run writes it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _explained(path):
            self._lock = _locked(path.parent)
            if path.exists():
                with contextlib.closing(StoredResults(path)) as known:
                    write_in_one_step(path, known.lines())
            self._stream = path.open("ab", buffering=0)

    def append(self, result: Result) -> None:
        """Write `result` down, at once."""
        line = memoryview(msgspec.json.encode(result) + b"\n")
        with _explained(self._path):
            while line:
                line = line[self._stream.write(line) :]

    def finish(self, students: Sequence[str]) -> StoredResults:
        """Keep one line for each of `students`, in their order, and close the file."""
        with contextlib.closing(self), contextlib.closing(StoredResults(self._path)) as latest:
            write_in_one_step(self._path, latest.lines(students))
            with _explained(self._path):
                return StoredResults(self._path)

    def close(self) -> None:
        """Close the file as it is."""
        self._stream.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class LazyResults(Sequence[Result]):
    """Results that are made when they are asked for."""

    def at(self, place: int) -> Result:
        """The one at `place`, which isn't negative."""
        raise NotImplementedError

    @overload
    def __getitem__(self, place: int) -> Result: ...
    @overload
    def __getitem__(self, place: slice) -> list[Result]: ...
    def __getitem__(self, place: int | slice) -> Result | list[Result]:
        places = range(len(self))[place]
        return self.at(places) if isinstance(places, int) else [self.at(each) for each in places]


class StoredResults(LazyResults):
    """The results in a file, the last one of each student, in the order of their first lines.

    They are read when they are asked for, and only those that were read last are kept: a class of
    any size takes little memory. The file may be replaced meanwhile, as `write_in_one_step` does.

    Parameters
    ----------
    path : Path

    Raises
    ------
    GraderError
        Here and when they are read, if there is a line that is no result.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: dict[str, Result] = {}
        self._file = path.open("rb")
        self._places: dict[str, tuple[int, int]] = {}
        start = 0
        for number, line in enumerate(self._file, start=1):
            if line.endswith(b"\n"):  # else torn: the machine stopped in the middle of it
                try:
                    student = _DECODER.decode(line).student
                except (msgspec.DecodeError, ValueError, RecursionError) as problem:
                    self.close()
                    text = gettext(
                        "{path}:{line}: this is no result ({reason}); move the file away"
                    )
                    raise GraderError(text.format(path=path, line=number, reason=problem)) from None
                self._places[student] = start, len(line)
            start += len(line)
        self._students = list(self._places)

    def __len__(self) -> int:
        return len(self._students)

    def at(self, place: int) -> Result:
        return self._read(self._students[place])

    def lines(self, students: Sequence[str] | None = None) -> Iterator[bytes]:
        """The lines of `students`, or of all, as they are."""
        for student in self._students if students is None else students:
            if student in self._places:
                yield self._line(student)

    def _line(self, student: str) -> bytes:
        start, size = self._places[student]
        self._file.seek(start)
        return self._file.read(size)

    def _read(self, student: str) -> Result:
        if student not in self._kept:
            try:
                result = _DECODER.decode(self._line(student))
            except (msgspec.DecodeError, ValueError, RecursionError):
                result = None
            if result is None or result.student != student:
                text = gettext("{path}: somebody has written into it; run this again")
                raise GraderError(text.format(path=self._path))
            if len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[student] = result
        return self._kept[student]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self.close()


def read_results(path: Path) -> list[Result]:
    """The results in a file, the last one of each student, in the order of their first lines.

    Raises
    ------
    GraderError
        If there is a line that is no result.
    """
    with contextlib.closing(StoredResults(path)) as stored:
        return list(stored)


def write_in_one_step(
    path: Path, data: bytes | Iterable[bytes], *, is_lasting: bool = True
) -> None:
    """Write `data` to a name beside `path`, always the same, and put it in its place.

    Parameters
    ----------
    is_lasting : bool
        Wait until the disk has it? Not for what can be made again.

    Raises
    ------
    GraderError
        If it can't be written; what was there is still there.
    """
    beside = path.with_name(f".{path.name}.part")
    with _explained(path):
        beside.unlink(missing_ok=True)  # of a run that was killed here
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
                if is_lasting:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Say which file it was, what holds, and what to do."""
    try:
        yield
    except OSError as problem:
        text = gettext(
            "{path}: it can't be written: {reason}. What was written so far is kept; "
            "see to it, or name another place, such as with --out, and run the same command again"
        )
        raise GraderError(text.format(path=path, reason=problem.strerror)) from None


def _locked(folder: Path) -> int | None:
    """A descriptor that keeps other runs out of `folder` until this process closes it or ends."""
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        text = gettext("{path}: another run is writing its results there; wait for it")
        raise GraderError(text.format(path=folder)) from None
    except OSError:  # a file system without locks
        pass
    return descriptor
