"""A class that mixes every trouble, graded in one run: each keeps the marks its code deserves."""

import msgspec
import pytest
from intake.deliveries import RIGHT, SLIP, STUB, grade, notebook, tarred, write, zipped
from intake.golden import assert_golden

TEXT = RIGHT.decode()
KOREAN = f"# 시그모이드 계층\n{TEXT}"
JAPANESE = f"# シグモイド\nNAME = '層'\n{TEXT}"
HELPED = b"""from common.functions import sigmoid
from common.layers import *


class Sigmoid:
    def forward(self, x):
        self.out = sigmoid(x)
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
"""
COMMON = {
    "common/__init__.py": b"",
    "common/functions.py": b"""import numpy as np


def sigmoid(x):
    with np.errstate(over='ignore'):
        return 1 / (1 + np.exp(-x))
""",
    "common/layers.py": b"""class Sigmoid:
    def forward(self, x):
        return x
""",
}  # fmt: skip
OWN_FIRST = (
    HELPED.split(b"\n", 2)[0] + HELPED.split(b"\n", 2)[2] + b"\nfrom common.layers import *\n"
)
DEMO = b"""
from dataset.mnist import load_mnist
(x_train, t_train), (x_test, t_test) = load_mnist(normalize=True)
network = x_train[0]
import matplotlib.pyplot as plt
plt.plot([1, 2])
name = input("Your name: ")
print("hello", name)
"""
THREADS = b"""
import threading
threading.Thread(target=print, args=("in a thread",)).start()
"""
MAIN = b"""
if __name__ == "__main__":
    raise SystemExit("only as a script")
"""
TWICE = SLIP + b"\n\n" + RIGHT
LOOPS = RIGHT.replace(b"e = np.exp", b"while True: pass\n        e = np.exp")
MAGICS = notebook("%matplotlib inline\n!pip install numpy", "%%bash\nrm -rf /", TEXT,
                  "Sigmoid().forward?", "1 / 0")  # fmt: skip

FULL, NOTHING = 7.0, 0.0
STUDENTS = {
    # files, score, status, what the log and the notes say, a word each
    "archive": ({"hw.zip": zipped({"hw/sigmoid.py": RIGHT})}, FULL, "graded", []),
    "bom": ({"sigmoid.py": b"\xef\xbb\xbf" + RIGHT}, FULL, "graded", []),
    "broken_archive": ({"hw.zip": b"PK\x03\x04"}, NOTHING, "failed", ["hw.zip: it can't be read"]),
    "cells": ({"sigmoid.ipynb": notebook("import numpy as np", TEXT)}, FULL, "graded", []),
    "cp932": ({"sigmoid.py": JAPANESE.encode("cp932")}, FULL, "graded", []),
    "cp949": ({"sigmoid.py": KOREAN.encode("cp949")}, FULL, "graded", []),
    "cr": ({"sigmoid.py": RIGHT.replace(b"\n", b"\r")}, FULL, "graded", []),
    "crlf": ({"sigmoid.py": RIGHT.replace(b"\n", b"\r\n")}, FULL, "graded", []),
    "demo": ({"sigmoid.py": RIGHT + DEMO}, FULL, "graded",
             ["dataset", "ModuleNotFoundError", "EOFError"]),
    "endless": ({"sigmoid.py": LOOPS}, None, "graded", []),
    "helped": ({"sigmoid.py": HELPED, **COMMON}, FULL, "graded", []),
    "helped_tar": ({"x.tar.gz": tarred({"sigmoid.py": HELPED, **COMMON})}, FULL, "graded", []),
    "main": ({"sigmoid.py": RIGHT + MAIN}, FULL, "graded", []),
    "magics": ({"sigmoid.ipynb": MAGICS}, FULL, "graded", ["%matplotlib", "ZeroDivisionError"]),
    "nobody": ({"readme.txt": b"sorry"}, NOTHING, "missing", []),
    "own_first": ({"sigmoid.py": OWN_FIRST, **COMMON}, FULL, "graded", []),
    "prints": ({"sigmoid.py": RIGHT + b"\nprint('x' * 10**6)\n"}, FULL, "graded", []),
    "right": ({"sigmoid.py": RIGHT}, FULL, "graded", []),
    "stub": ({"sigmoid.py": STUB}, NOTHING, "graded", []),
    "stub_and_work": ({"sigmoid/sigmoid.py": STUB, "sigmoid/sigmoid.ipynb": notebook(TEXT)}, None,
                      "graded", []),
    "threads": ({"sigmoid.py": RIGHT + THREADS}, FULL, "graded", []),
    "twice": ({"sigmoid.py": TWICE}, FULL, "graded", []),
    "two": ({"sigmoid.py": RIGHT, "b.zip": zipped({"sigmoid.py": SLIP})}, NOTHING, "failed",
            ["b.zip/sigmoid.py", "nothing says which of them is newer"]),
    "utf16": ({"sigmoid.py": KOREAN.encode("utf-16")}, FULL, "graded", []),
}  # fmt: skip


@pytest.fixture(scope="module")
def graded(course_folder, confinement, tmp_path_factory):
    """The log, the results, and the folder of the class."""
    folder = tmp_path_factory.mktemp("mixed")
    for student, (files, *_) in STUDENTS.items():
        write(folder / "class" / student, files)
    write(folder / "class", {"readme.md": b"a note", "__MACOSX/._x": b""})
    stderr, results = grade(
        folder / "class", folder / "out", course_folder, "--exercise", "sigmoid"
    )
    return stderr, {result.student: result for result in results}, folder


@pytest.mark.parametrize("student", STUDENTS)
def test_each_keeps_the_marks_that_the_code_deserves(student, graded):
    stderr, results, _ = graded
    _, score, status, words = STUDENTS[student]
    [exercise] = results[student].exercises
    assert exercise.status == status, exercise.message
    if score is not None:
        assert results[student].score == score, [c.message for c in exercise.checks]
    told = " ".join((exercise.message, *exercise.notes, *results[student].problems))
    for word in words:
        assert word in told
    for problem in results[student].problems:
        assert f"{student}: {problem}"[:400] in stderr
    for note in exercise.notes:
        assert f"{student}: sigmoid: {note}"[:400] in stderr


def test_all_that_was_given_and_said_is_as_it_was_when_it_was_last_read(graded):
    stderr, results, folder = graded
    assert_golden("every_trouble", folder, stderr, list(results.values()))


def test_everybody_is_there_and_what_was_left_out_is_said(graded):
    stderr, results, _ = graded
    assert list(results) == sorted(STUDENTS)
    assert [line for line in stderr.splitlines() if line.startswith("left out")] == [
        "left out: __MACOSX: not a student's folder",
        "left out: readme.md: not a student's folder",
    ]


def test_only_the_endless_one_has_timeouts(graded):
    _, results, _ = graded
    late = {s for s, r in results.items() for e in r.exercises for c in e.checks
            if c.outcome == "timeout"}  # fmt: skip
    assert late == {"endless"}


def test_no_ones_trouble_touches_another(graded, course_folder, tmp_path):
    """Those who are right get, among all that trouble, byte for byte what they get alone."""
    _, results, _ = graded
    write(tmp_path / "class" / "right", {"sigmoid.py": RIGHT})
    _, [alone] = grade(tmp_path / "class", tmp_path / "out", course_folder, "--exercise", "sigmoid")
    assert msgspec.json.encode(alone) == msgspec.json.encode(results["right"])
    for name in ("bom", "crlf", "archive", "cells"):
        one, other = (result.exercises[0].checks for result in (results[name], alone))
        assert one == other


def test_each_file_that_was_graded_is_told_by_its_hash(graded):
    import hashlib

    _, results, folder = graded
    for student, result in results.items():
        [exercise] = result.exercises
        path = folder / "class" / student / exercise.file
        if exercise.status == "graded" and path.is_file():
            assert exercise.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert results["archive"].exercises[0].sha256 == results["right"].exercises[0].sha256
