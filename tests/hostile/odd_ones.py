"""Submissions that can't be kept as plain files: links, pipes, enormous files, odd names."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from conftest import ROOT
from hostile.entries import Entry

RIGHT = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()
FULL_MARKS = 7.0
FIRST = "0 honest"
"""An honest student whose file others link to."""

Fill = Callable[[Path, list[str]], None]
ODD: list[Entry] = []


def odd(
    name: str, tries: str, deserves: float = 0.0, status: str = "failed"
) -> Callable[[Fill], Fill]:
    """Registers a function that fills the folder of a submission for `sigmoid`."""

    def register(fill: Fill) -> Fill:
        ODD.append(Entry(name, tries, {"sigmoid": deserves}, fill, name.encode(), name, status))
        return fill

    return register


def named(name: str, folder: str | bytes, shown: str) -> None:
    """Registers a right answer under an odd student's name: it has full marks."""

    def fill(student: Path, _: list[str]) -> None:
        (student / "sigmoid.py").write_text(RIGHT)

    raw = folder.encode() if isinstance(folder, str) else folder
    ODD.append(Entry(name, "an odd name", {"sigmoid": FULL_MARKS}, fill, raw, shown))


# --- what is no regular file ---------------------------------------------------------------------


@odd("link_to_the_reference", "hands in a symbolic link to the reference")
def link_to_the_reference(student: Path, places: list[str]) -> None:
    (student / "sigmoid.py").symlink_to(Path(places[0], "sigmoid", "sigmoid.py"))


@odd("link_to_a_classmate", "hands in a symbolic link to a classmate's file")
def link_to_a_classmate(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").symlink_to(Path("..", FIRST, "sigmoid.py"))


@odd("link_to_itself", "hands in a link that leads nowhere")
def link_to_itself(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").symlink_to("sigmoid.py")


@odd("pipe", "hands in a pipe that nobody writes to: whoever opens it waits")
def pipe(student: Path, _: list[str]) -> None:
    os.mkfifo(student / "sigmoid.py")


@odd("folder", "hands in a folder called sigmoid.py")
def folder(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").mkdir()
    (student / "sigmoid.py" / "__init__.py").write_text(RIGHT)


@odd("socket", "hands in a socket")
def listening(student: Path, _: list[str]) -> None:
    descriptor = os.open(student, os.O_DIRECTORY)  # the whole path may be too long for a socket
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind(f"/proc/self/fd/{descriptor}/sigmoid.py")
    os.close(descriptor)


@odd("sparse_gigabyte", "hands in a right answer and a GiB of nothing after it")
def sparse_gigabyte(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(RIGHT)
    os.truncate(student / "sigmoid.py", 2**30)


@odd(
    "without_permission",
    "hands in a right answer that may not be read (root may)",
    0.0 if os.geteuid() else FULL_MARKS,
    "failed" if os.geteuid() else "graded",
)
def without_permission(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(RIGHT)
    (student / "sigmoid.py").chmod(0)


@odd("empty_folder", "hands in nothing", status="missing")
def empty_folder(student: Path, _: list[str]) -> None:
    pass


# --- what is no Python ---------------------------------------------------------------------------


@odd("null_bytes", "hands in bytes that Python's parser may stumble over")
def null_bytes(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_bytes(b"\0" * 1000 + RIGHT.encode())


@odd("no_text", "hands in bytes that are no UTF-8")
def no_text(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_bytes(bytes(range(128, 256)) * 100)


@odd("as_large_as_allowed", "hands in a right answer, a MiB with comment", FULL_MARKS, "graded")
def as_large_as_allowed(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(RIGHT + "#" * (2**20 - len(RIGHT.encode())))


@odd("too_large", "hands in a right answer with a byte more than a MiB")
def too_large(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(RIGHT + "#" * (2**20 + 1 - len(RIGHT.encode())))


@odd("long_sum", "hands in a sum so long that the compiler's stack may not hold it")
def long_sum(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text("x = 0" + "+1" * 400_000 + "\n")


@odd("deep_brackets", "hands in brackets so deep that the parser's stack may not hold them")
def deep_brackets(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text("x = " + "(" * 5000 + ")" * 5000 + "\n")


# --- what stands beside the submission -----------------------------------------------------------


SHADOW = "raise SystemExit('LOOT: a file beside the submission was run')\n"
LOADS_WHAT_IS_BESIDE = """
import importlib
for name in ("answers", "grader.answers", "given"):
    try:
        importlib.import_module(name)
    except ImportError:
        continue
    raise RuntimeError("LOOT " + name)
import numpy as np
if not hasattr(np, "ndarray"):
    raise RuntimeError("LOOT numpy")
class Sigmoid:
    def forward(self, x): return x * 0
    def backward(self, dout): return dout * 0
"""


@odd(
    "shadows_beside",
    "hands in numpy.py, grader/ and given.py beside it, to be imported",
    status="graded",
)
def shadows_beside(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(LOADS_WHAT_IS_BESIDE)
    (student / "grader").mkdir()
    for name in ("numpy.py", "msgspec.py", "given.py", "answers.py", "pytest.py"):
        (student / name).write_text(SHADOW)
    for name in ("__init__.py", "answers.py", "checks.py"):
        (student / "grader" / name).write_text(SHADOW)


@odd(
    "start_files_beside",
    "hands in conftest.py, sitecustomize.py and the like beside it",
    status="graded",
)
def start_files_beside(student: Path, _: list[str]) -> None:
    (student / "sigmoid.py").write_text(LOADS_WHAT_IS_BESIDE)
    names = ["conftest.py", "sitecustomize.py", "usercustomize.py", "test_hidden.py", "setup.py"]
    for name in names:
        (student / name).write_text(SHADOW)
    (student / "run.pth").write_text("import os; os._exit(0)\n")
    (student / "pytest.ini").write_text("[pytest]\naddopts = --exitfirst\n")


@odd("results_beside", "hands in results with full marks for itself", status="graded")
def results_beside(student: Path, _: list[str]) -> None:
    line = '{"version":1,"student":"results_beside","score":100.0,"max_score":100.0}\n'
    for name in ("results.jsonl", "scores.csv", "exercise.toml"):
        (student / name).write_text(line)
    (student / "sigmoid.py").write_text("class Sigmoid: pass\n")


STRAYS = ("...", "..honest", ".hidden", "linked", "notes.txt")
"""What stands among the students' folders and is none."""


def stray(classroom: Path) -> None:
    """Put among the students what is no student."""
    for name in STRAYS[:3]:
        (classroom / name).mkdir()
        (classroom / name / "sigmoid.py").write_text(RIGHT)
    (classroom / "linked").symlink_to(FIRST)
    (classroom / "notes.txt").write_text("no student")


# --- names ---------------------------------------------------------------------------------------

named("name_with_a_newline", "new\nline", "new\\nline")
named("name_with_markup", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>")
named("name_with_a_formula", '=HYPERLINK("x:","y")', '=HYPERLINK("x:","y")')
named("name_with_a_sign", "@SUM(1+1)", "@SUM(1+1)")
named("name_like_an_option", "-rf", "-rf")
named("name_of_no_utf8", b"caf\xe9\xff", "caf\\xe9\\xff")
named("name_with_escapes", "\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07")
named("name_from_right_to_left", "\u202egpj.exe", "\\u202egpj.exe")
named("name_of_255_bytes", "n" * 255, "n" * 255)
named("name_of_the_results", "results.jsonl", "results.jsonl")
named("name_like_the_folder_above", "%2e%2e%2f..", "%2e%2e%2f..")
named("name_with_quotes_and_commas", 'a","b,7\t"', 'a","b,7\\t"')
named(
    "name_in_braces",
    "{student.__class__} %s %(x)s $HOME `id`",
    "{student.__class__} %s %(x)s $HOME `id`",
)
