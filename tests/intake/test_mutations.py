"""Notebooks and archives, damaged at random: a message each, no crash, bounded time and memory."""

import contextlib
import io
import resource
import subprocess
import sys
import textwrap
import time
from functools import partial

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake.deliveries import RIGHT, SLIP, notebook, tarred, zipped

from grader.intake import Handed, Submission, read_submission
from grader.intake.archives import OF_A_CLASS, open_archive
from grader.intake.layouts import LAYOUTS
from grader.intake.places import File, MadeFolder
from grader.sandbox.loading import decode

SECONDS = 5.0
"""CPU time for one; an undamaged one takes milliseconds."""

NOTEBOOK = notebook("import numpy as np", RIGHT.decode(), "%matplotlib inline")
FILES = {"hw/sigmoid.py": RIGHT, "hw/sigmoid.ipynb": NOTEBOOK, "hw/common/layers.py": SLIP}
NESTED = zipped({"a.zip": zipped({"b.zip": zipped(FILES)}), "sigmoid.py": RIGHT})
ZEROS = bytes(2**22)
WHOLE = {
    "sigmoid.ipynb": [
        NOTEBOOK, b'{"nbformat": 4, "cells": ' + b"[" * 10**5, notebook("x" * 2**20),
        notebook(*["x = 1"] * 5000), b'{"nbformat": 4, "x": "' + b"y" * 2**20 + b'", "cells": []}',
    ],
    "hw.zip": [zipped(FILES), NESTED, zipped({**FILES, "hw/x.bin": ZEROS})],
    "hw.tar.gz": [
        tarred(FILES), tarred({"a.tar.gz": tarred(FILES)}), tarred({"x": ZEROS, **FILES}),
    ],
    "hw.tar": [tarred(FILES, "w"), tarred({"x" * 200: RIGHT, **FILES}, "w")],
}  # fmt: skip
UNDAMAGED = [(name, data) for name, listed in WHOLE.items() for data in listed]


def flipped(data: bytes, places: list[tuple[float, int]]) -> bytes:
    changed = bytearray(data)
    for place, bit in places:
        if changed:
            changed[int(place * (len(changed) - 1))] ^= 1 << bit
    return bytes(changed)


def cut(data: bytes, start: float, end: float) -> bytes:
    start, end = sorted((start, end))
    return data[: int(start * len(data))] + data[int(end * len(data)) :]


def repeated(data: bytes, start: float, end: float, times: int) -> bytes:
    start, end = sorted((start, end))
    first, last = int(start * len(data)), int(end * len(data))
    return data[:first] + data[first:last][: 2**16] * times + data[last:]


part = st.floats(0, 1)
bits = st.lists(st.tuples(part, st.integers(0, 7)), min_size=1, max_size=20)
damage = st.one_of(
    st.builds(lambda end: partial(cut, start=end, end=1.0), part),
    st.builds(lambda start, end: partial(cut, start=start, end=end), part, part),
    st.builds(lambda places: partial(flipped, places=places), bits),
    # the last bytes of a zip and the first of a tar say where everything is
    st.builds(lambda places: lambda d: d[:-200] + flipped(d[-200:], places), bits),
    st.builds(lambda places: lambda d: flipped(d[:600], places) + d[600:], bits),
    st.builds(
        lambda a, b, n: partial(repeated, start=a, end=b, times=n), part, part, st.integers(2, 50)
    ),
    st.builds(lambda more: lambda d: d + more, st.binary(max_size=100)),
    st.builds(lambda more: lambda d: more + d, st.binary(max_size=100)),
)
damaged = st.builds(
    lambda whole, steps: (whole[0], _applied(whole[1], steps)),
    st.sampled_from(UNDAMAGED),
    st.lists(damage, min_size=1, max_size=3),
)


def _applied(data: bytes, steps: list) -> bytes:
    for step in steps:
        data = step(data)
    return data


def place_of(name: str, data: bytes) -> MadeFolder:
    def read(limit: int) -> bytes:
        if len(data) > limit:
            raise ValueError("it is larger than that")
        return data

    return MadeFolder("ada", {}, {name: File(read)})


def is_told(reason: str) -> bool:
    return (
        reason.startswith(("it", "the archive ", "an archive ", "there is ")) and len(reason) < 400
    )


def read_whole(name: str, data: bytes) -> Submission:
    """Read it as a student's; what can't be read must be said."""
    before = time.process_time()
    found = read_submission(Handed("ada", place_of(name, data)), ["sigmoid"])
    assert time.process_time() - before < SECONDS
    for file, reason in found.unreadable.values():
        assert file
        assert is_told(reason), reason
    for problem in found.problems:
        assert is_told(problem.split(": ", 1)[1]), problem
    for code in found.codes.values():
        assert code.sha256
        for part_ in code.parts:
            with contextlib.suppress(SyntaxError):
                decode(part_.source)
    return found


def read_as_class(name: str, data: bytes) -> None:
    """Read it as a class's archive: it can be opened, or says why it can't."""
    before = time.process_time()
    with contextlib.ExitStack() as closing:
        try:
            place = open_archive(name, io.BytesIO(data), OF_A_CLASS, closing)
            layout = next(layout for layout in LAYOUTS.values() if layout.is_it(place))
            for handed in layout.read(place, None).students:
                read_submission(handed, ["sigmoid"])
        except ValueError as problem:
            assert is_told(str(problem)), problem  # noqa: PT017
    assert time.process_time() - before < SECONDS


@pytest.mark.parametrize("name", WHOLE)
def test_undamaged_they_are_read(name):
    """Or the tests below would read nothing but broken ones."""
    assert read_whole(name, WHOLE[name][0]).codes["sigmoid"].parts


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.long)])
def test_damaged_ones_are_read_or_say_why_not(count):
    seen = {"read": 0, "refused": 0}

    @settings(
        max_examples=count, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(damaged)
    def holds(one):
        name, data = one
        found = read_whole(name, data)
        seen["read" if found.codes else "refused"] += 1
        if name != "sigmoid.ipynb":
            read_as_class(name, data)

    holds()
    assert min(seen.values()) > count / 20, seen


GIANT = """
    import io, zipfile, tarfile, sys, gzip
    sys.path.insert(0, "tests")
    from intake.test_mutations import read_whole
    def zeros(mebibytes):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            with archive.open("sigmoid.py", "w", force_zip64=True) as file:
                for _ in range(mebibytes):
                    file.write(bytes(2**20))
        return stream.getvalue()
    bomb = zeros(512)
    nested = bomb
    for _ in range(3):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x.zip", nested)
        nested = stream.getvalue()
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="w") as file:
        for _ in range(512):
            file.write(bytes(2**20))
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(20_000):
            archive.writestr(f"{number}", b"")
    deep = io.BytesIO()
    with zipfile.ZipFile(deep, "w") as archive:
        archive.writestr("/".join("x" * 400), b"")
    for name, data in (("a.zip", bomb), ("a.zip", nested), ("a.tar.gz", packed.getvalue()),
                       ("a.zip", many.getvalue()), ("a.zip", deep.getvalue()),
                       ("a.zip", b"PK" * 2**24), ("a.tar", bytes(2**25)),
                       ("sigmoid.ipynb", b"[" * 2**24), ("sigmoid.ipynb", b'"' * 2**24)):
        found = read_whole(name, data)
        assert not found.codes, name
        print(name, found.unreadable)
"""


def test_giant_ones_take_a_bounded_memory():
    """Bombs of half a gigabyte, in a process that may have less."""

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (768 * 2**20, 768 * 2**20))

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(GIANT)],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=300, preexec_fn=limited,
        env={"OPENBLAS_NUM_THREADS": "1", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 9
