"""The file that results are written down in.

``results.jsonl`` holds one object a line, one line a student. While a class is graded, each result
is appended as soon as it is there; at the end the file is sorted and replaced in one step. Where a
student has several lines, the last one counts; a torn last line is dropped.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, overload

import msgspec

from grader.errors import GraderError
from grader.language import gettext
from grader.results import VERSION, Result
from grader.writing import explained, write_in_one_step

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
        with explained(path):
            self._lock = _locked(path.parent)
            if path.exists():
                with contextlib.closing(StoredResults(path)) as known:
                    write_in_one_step(path, known.lines())
            self._stream = path.open("ab", buffering=0)

    def append(self, result: Result) -> None:
        """Write `result` down, at once."""
        line = memoryview(msgspec.json.encode(result) + b"\n")
        with explained(self._path):
            while line:
                line = line[self._stream.write(line) :]

    def finish(self, students: Sequence[str]) -> StoredResults:
        """Keep one line for each of `students`, in their order, and close the file."""
        with contextlib.closing(self), contextlib.closing(StoredResults(self._path)) as latest:
            write_in_one_step(self._path, latest.lines(students))
            with explained(self._path):
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
                    student = _decoded(line).student
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
                result = _decoded(self._line(student))
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


def _decoded(line: bytes) -> Result:
    """The result of a line; ValueError, or msgspec's, if it is none that this grader reads."""
    result = _DECODER.decode(line)
    if result.version != VERSION:
        text = gettext("it has version {version}, and this grader reads {own}")
        raise ValueError(text.format(version=result.version, own=VERSION))
    return result
