"""Whatever bytes name a student's folder or fill a file, they are data in every output.

The input is names of folders, with slashes between them; the last piece is what a file holds.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
from fuzz.running import IN_MEMORY

from grader.errors import GraderError
from grader.exports import scores_csv
from grader.intake import read_submission
from grader.intake.code import Part
from grader.intake.layouts import list_submissions
from grader.results import Result

LONGEST = 2**11
_FOLDER = tempfile.TemporaryDirectory(prefix="fuzz-", dir=IN_MEMORY)
LIVE = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def seed_inputs() -> Iterator[bytes]:
    yield b"s01/s02/def f(): pass"
    yield b"=HYPERLINK(1)/+1/-rf/@SUM(1)/ =1/'=1/''=1/'t Hooft/O'Brien"
    yield b'a;=1+1/a,"b"/"/new\nline/\xff\xfe/\x1b[31mred/\\x1b/\r=1\x00'
    yield "김/\u202eevil/\U000e0041/\uff1d1/\xa0=1/é/e\u0301/".encode()


def run(data: bytes) -> None:
    *names, content = data.split(b"/")
    root = os.path.join(_FOLDER.name, "class")
    os.mkdir(root)
    try:
        for name in names[:8]:
            if name not in (b"", b".", b"..") and b"\0" not in name and len(name) < 256:
                os.makedirs(os.path.join(os.fsencode(root), name), exist_ok=True)
        check(Path(root), content)
    finally:
        shutil.rmtree(root)


def check(root: Path, content: bytes) -> None:
    """Every folder is a student's, with one file in it."""
    try:
        with list_submissions(root, layout="folders") as listing:
            assert all(other.isprintable() for other in listing.left_out)
            for handed in listing.students:
                (handed.place.path / "sigmoid.py").write_bytes(content)
            submissions = [
                read_submission(handed, ["sigmoid", "absent"]) for handed in listing.students
            ]
    except GraderError as problem:
        assert str(problem).encode("utf-8", "strict")
        return
    for submission in submissions:
        assert list(submission.codes) == ["sigmoid"]
        assert submission.codes["sigmoid"].parts == (Part(content),)
        assert submission.unreadable == {}
        assert submission.student.isprintable()
    students = [submission.student for submission in submissions]
    assert len(set(students)) == len(students)
    assert_are_data(students)


def assert_are_data(students: list[str]) -> None:
    """In the results and in the table, a name is a name."""
    results = [Result(student=student, score=1.5, max_score=2.0) for student in students]
    for result in results:
        line = msgspec.json.encode(result)
        assert b"\n" not in line
        assert msgspec.json.decode(line, type=Result) == result
    table = scores_csv(["sigmoid"], results).decode()
    rows = list(csv.reader(io.StringIO(table, newline="")))[1:]
    assert [len(row) for row in rows] == [3] * len(students)
    assert len({row[0] for row in rows}) == len(students)
    for student, row in zip(students, rows, strict=True):
        assert row[0] == student or row[0] == f"'{student}"
        assert row[0].strip()[:1] not in LIVE or not row[0].strip()
    for row in csv.reader(io.StringIO(table, newline=""), delimiter=";"):
        assert all(cell.strip()[:1] not in LIVE or not cell.strip() for cell in row), row
