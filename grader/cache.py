"""What was graded before and needn't be again: ``graded.jsonl`` in the results folder.

A student's exercise is kept under a key of all that its result depends on: what was handed in, the
exercise's files, the seed, the grader, and by what it was confined. Where any of it has changed the
key is another one. Lines are added as soon as they are known, so that a run which was ended, by
whatever, goes on where it was.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from grader.course import Course
from grader.errors import GraderError
from grader.examiner.examiner import Graded
from grader.examiner.marking import GRADER_FAILED
from grader.identity import package_digest, versions
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import gettext
from grader.parcel import files_of
from grader.sandbox.confinement import Confinement
from grader.slot import Grading
from grader.writing import write_in_one_step

FILE: Final = "graded.jsonl"
MOST_UNUSED: Final = 3
"""How many times as much as what a run has used may be kept besides."""
_KEY: Final = 64
_DECODER: Final = msgspec.json.Decoder(Graded)


class Cache:
    """The file with what was graded before.

    Parameters
    ----------
    folder : Path
        The results folder, which this run has for itself.
    course : Course
    is_fresh : bool
        Forget what there is.

    Where the file can't be read or written nothing is known: that costs time, and nothing else.
    """

    def __init__(self, folder: Path, course: Course, *, is_fresh: bool = False) -> None:
        self._path = folder / FILE
        told = (package_digest(), course.seed, course.language)
        self._exercises = {
            exercise.name: _digest(told, versions(exercise.imports), files_of(exercise))
            for exercise in course.exercises
        }
        self._places: dict[str, tuple[int, int]] = {}
        self._used: dict[str, None] = {}
        self._known_of: Submission | None = None
        self._keys: dict[tuple[str, Confinement], str] = {}
        self._digests: dict[bytes, bytes] = {}
        self._file: BinaryIO | None = None
        with contextlib.suppress(OSError):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            self._file = os.fdopen(descriptor, "r+b", buffering=0)
            self._read(self._file, is_fresh=is_fresh)

    def _read(self, file: BinaryIO, *, is_fresh: bool) -> None:
        """Find the lines by their keys; what was torn, or is no line, is left out."""
        at = 0
        lines = io.BufferedReader(io.FileIO(file.fileno(), closefd=False), 2**20)
        for line in () if is_fresh else lines:
            if not line.endswith(b"\n"):
                break
            if len(line) > _KEY and line[_KEY : _KEY + 1] == b" ":
                key = line[:_KEY].decode("ascii", "replace")
                self._places[key] = (at + _KEY + 1, len(line) - _KEY - 1)
            at += len(line)
        file.truncate(at)

    def find(self, submission: Submission, confinements: Iterable[Confinement]) -> Grading:
        """What is known of the submission's exercises, all of it by one of `confinements`.

        Where there are several, the one by which most is known, and of these the first.
        """
        known = max(
            (self._found(submission, confinement) for confinement in confinements),
            key=lambda grading: grading.taken,
        )
        for exercise in known.parts:
            self._used[self._key(submission, exercise, known.confinement)] = None
        return known

    def _found(self, submission: Submission, confinement: Confinement) -> Grading:
        parts = {}
        for exercise in self._exercises:
            graded = self._at(self._key(submission, exercise, confinement))
            if graded is not None and graded.result.exercise == exercise:
                parts[exercise] = graded
        return Grading(parts, confinement, len(parts))

    def keep(self, submission: Submission, grading: Grading) -> None:
        """Write down what is new of the submission's exercises."""
        for exercise, one in grading.parts.items():
            key = self._key(submission, exercise, grading.confinement)
            if key in self._places or not _is_its_own(submission, one):
                continue
            line = key.encode() + b" " + msgspec.json.encode(one) + b"\n"
            if (at := self._written(line)) is not None:
                self._places[key] = (at + _KEY + 1, len(line) - _KEY - 1)
                self._used[key] = None

    def _written(self, line: bytes) -> int | None:
        """Where the line stands that was added; None if there is no room, now and from now on."""
        if self._file is None:
            return None
        try:
            at = self._file.seek(0, os.SEEK_END)
            if self._file.write(line) == len(line):
                return at
        except OSError:
            pass
        self.close()
        return None

    def close(self) -> None:
        """Close the file as it is."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def tidy(self) -> None:
        """Drop what wasn't used, where there is much of it, and close the file."""
        sizes = {key: size for key, (_, size) in self._places.items()}
        used = sum(sizes[key] for key in self._used)
        with contextlib.suppress(GraderError), contextlib.closing(self):
            if self._file is not None and sum(sizes.values()) > (1 + MOST_UNUSED) * used:
                lines = [key.encode() + b" " + self._bytes(key) for key in self._used]
                write_in_one_step(self._path, b"".join(lines), is_lasting=False)

    def _key(self, submission: Submission, exercise: str, confinement: Confinement) -> str:
        """All that the exercise's result depends on, in one word."""
        if submission is not self._known_of:
            self._known_of, self._keys, self._digests = submission, {}, {}
        if (exercise, confinement) not in self._keys:
            self._keys[exercise, confinement] = self._made(submission, exercise, confinement)
        return self._keys[exercise, confinement]

    def _made(self, submission: Submission, exercise: str, confinement: Confinement) -> str:
        code = submission.codes.get(exercise)
        handed_in = (
            code and self._in_short(code),
            submission.unreadable.get(exercise),
            submission.notes.get(exercise),
        )
        return _digest(self._exercises[exercise], confinement.names(), handed_in)

    def _in_short(self, code: Code) -> Code:
        """`code` with digests in place of its texts, which take longer to write out than to read.

        One exercise's text is another one's module: a digest of each is made once.
        """
        return replace(
            code,
            parts=tuple(replace(part, source=self._sha256(part.source)) for part in code.parts),
            modules={path: self._sha256(text) for path, text in code.modules.items()},
        )

    def _sha256(self, text: bytes) -> bytes:
        digest = self._digests.get(text)
        if digest is None:
            digest = self._digests[text] = hashlib.sha256(text).digest()
        return digest

    def _at(self, key: str) -> Graded | None:
        if key not in self._places or self._file is None:
            return None
        try:
            return _DECODER.decode(self._bytes(key))
        except (msgspec.DecodeError, ValueError, RecursionError):
            del self._places[key]  # somebody's own doing; it is graded again
            return None

    def _bytes(self, key: str) -> bytes:
        at, size = self._places[key]
        try:
            return b"" if self._file is None else os.pread(self._file.fileno(), size, at)
        except OSError:
            return b""


def _is_its_own(submission: Submission, graded: Graded) -> bool:
    """Does the result come from what was handed in alone?

    Whatever else the instructor should look into may be the machine's doing, or mended by then: it
    is graded again.
    """
    result, exercise = graded.result, graded.result.exercise
    said = {f"{exercise}: {submission.notes.get(exercise, '')}"}
    if exercise in submission.unreadable:
        said.add(": ".join(submission.unreadable[exercise]))
    texts = (result.message, *(check.message for check in result.checks))
    return said.issuperset(graded.problems) and gettext(GRADER_FAILED) not in texts


def _digest(*parts: object) -> str:
    """Of texts, bytes, numbers, lists and dataclasses; a file's name may be no text."""
    return hashlib.sha256(repr(parts).encode("utf-8", "backslashreplace")).hexdigest()
