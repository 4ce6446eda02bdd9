"""A class of dishonest and broken submissions, graded by the real command, all in one run.

Each file of ``class/`` says what it tries and what it deserves; `odd_ones` makes those that can't
be kept as files. Whatever reaches something that it mustn't says ``LOOT``, and a canary stands in
all that is secret. ``make test-all`` grades the class again with each set of layers that can stand.
"""

import contextlib
import csv
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, skip_or_fail
from hostile.classroom import EXERCISES, HONEST, LEFT, NEIGHBOURS, RESULTS, Classroom, Graded
from hostile.entries import CLASS, with_places, written
from hostile.figures import OF_THE_MACHINE, figures, read_table, table
from hostile.odd_ones import ODD, STRAYS

from grader.course_folder import read_course
from grader.sandbox import confinement as policy
from grader.sandbox import trial
from grader.sandbox.confinement import BUBBLEWRAP, LANDLOCK, Confinement
from grader.sandbox.host import Sandbox

ENTRIES = [*written(), *ODD]
each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
LOOTERS = [
    entry.name for entry in written() if entry.name.startswith(("looks_", "copies_", "imports_"))
]
"""Those that look for something, and don't change anything where they find it."""
REACHING = (
    "signals_others", "opens_sockets", "asks_for_system_calls", "makes_namespaces",
    "raises_its_limits", "leaves_a_daemon", "talks_to_the_terminal", "forks",
)  # fmt: skip
"""Those that ask the kernel for something, and are harmless where they are given it."""

ZEROS = ("secrets found or let out", "processes left", "files left or changed")
"""Figures that a look at every submission doesn't cover."""

LAYERS = [
    pytest.param((), id="all"),
    pytest.param((BUBBLEWRAP,), id="landlock", marks=pytest.mark.long),
    pytest.param((LANDLOCK,), id="bubblewrap", marks=pytest.mark.long),
]
"""The layers to do without; what is left can stand (docs/decisions/0001-confinement.md)."""


@pytest.fixture(scope="module", params=LAYERS)
def layers(request, confinement):
    """The layers that the run is to do without."""
    left = Confinement(policy.possible().layers - set(request.param))
    with contextlib.closing(Sandbox(left)) as sandbox:
        if request.param and (not left.is_sufficient or trial._tried(sandbox)):
            skip_or_fail(f"this machine can't confine without {', '.join(request.param)}")
    return request.param


@pytest.fixture(scope="module")
def graded(layers, tmp_path_factory) -> Graded:
    """The whole class with honest students in between."""
    return Classroom(tmp_path_factory.mktemp("class"), ENTRIES).grade(layers)


@pytest.fixture(scope="module")
def honest(layers, tmp_path_factory) -> Graded:
    """The honest students, among themselves."""
    return Classroom(tmp_path_factory.mktemp("honest"), []).grade(layers)


def test_the_class_is_large_and_says_what_it_deserves():
    points = {each.name: each.points for each in read_course(ROOT / "solutions").exercises}
    assert len(written()) >= 75
    assert len({entry.shown for entry in ENTRIES} | set(HONEST)) == len(ENTRIES) + len(HONEST)
    assert set(NEIGHBOURS) <= {entry.name for entry in ENTRIES}
    for entry in ENTRIES:
        assert set(entry.deserves) <= set(EXERCISES)
        assert all(0 <= score <= points[name] for name, score in entry.deserves.items())


@each_entry
def test_each_submission_gets_what_it_deserves(graded, entry):
    exercises = graded.exercises(entry.shown)
    found = {name: exercise.score for name, exercise in exercises.items() if exercise.score}
    passed = [check.id for each in exercises.values() for check in each.checks if check.score]
    assert found == {name: score for name, score in entry.deserves.items() if score}, passed
    assert graded.results[entry.shown].score == sum(entry.deserves.values())


@each_entry
def test_each_submission_comes_as_far_as_its_trick(graded, entry):
    exercises = graded.exercises(entry.shown)
    said = {name: (exercises[name].status, exercises[name].message) for name in entry.deserves}
    assert {status for status, _ in said.values()} == {entry.status}, said


@each_entry
def test_every_lost_mark_has_a_message(graded, entry):
    for exercise in graded.exercises(entry.shown).values():
        for check in exercise.checks:
            assert (check.outcome == "passed") == (check.score == check.max_score)
            assert bool(check.message) == (check.outcome != "passed")
        if exercise.status != "graded":
            assert exercise.message


WITHOUT_NUMBERS = re.compile(
    r"it took longer than [\d.]+ s( \(so little is left after 2 timeouts\))?"
    r"|it wrote more than 64 MiB or 1000 files"
    r"|it sent more than 256 MiB or 1000000 values"
    r"|it started more than \d+ threads"
    r"|it was ended by signal \d+"
    r"|it holds more than \d+ values"
    r"|far (above|below) 0|between 0 and 1"
    r"|float32's|float64"
)
LINE = re.compile(r" in line (\d+) of your file")


@each_entry
def test_no_message_carries_out_what_a_hidden_check_sent(graded, entry):
    for exercise in graded.exercises(entry.shown).values():
        said = [check.message for check in exercise.checks if check.hidden]
        for text in (*said, exercise.message):
            assert "LEAK" not in text
            assert "LOOT" not in text
            assert len(text) < 3000
        if exercise.status == "graded":
            lines = {int(line) for text in said for line in LINE.findall(text)}
            assert all(line < 200 for line in lines)
            for text in said:
                words = WITHOUT_NUMBERS.sub("", LINE.sub("", text))
                assert not re.search(r"\d", words), words


def test_nobody_finds_anything(graded):
    """Where a looter finds something it says so, in a message that a student may read."""
    text = (graded.out / "results.jsonl").read_text()
    assert "LOOT" not in text
    said = {entry.shown: graded.results[entry.shown].problems for entry in ENTRIES}
    assert not {name: text for name, text in said.items() if "LOOT" in str(text)}


def test_the_canary_is_in_no_output(graded):
    outputs = {path.name: path.read_text() for path in graded.written()}
    outputs |= {"stdout": graded.stdout, "stderr": graded.stderr}
    assert {"results.jsonl", "scores.csv", "report.html"} < set(outputs)
    assert len(outputs) > graded.students
    assert [name for name, text in outputs.items() if graded.canary in text] == []


def test_honest_students_have_full_marks(graded):
    assert graded.hurt == []
    assert all(graded.results[name].score for name in graded.honest)


def test_honest_students_get_what_they_get_among_themselves(graded, honest):
    assert {name: _but_for_its_file(graded.lines[name]) for name in graded.honest} == {
        name: _but_for_its_file(line) for name, line in honest.lines.items()
    }


def _but_for_its_file(line: bytes) -> bytes:
    """A line without the digests of the files, which hold each run's own canary."""
    return re.sub(rb'"sha256":"[0-9a-f]{64}"|"run":{"id":"[0-9a-f]+"', b"", line)


def test_everybody_is_graded_behind_the_layers_that_there_are(graded, layers):
    names = Confinement(policy.possible().layers - set(layers)).names()
    assert {result.confinement for result in graded.results.values()} == {names}
    assert len(graded.results) == graded.students


def test_nothing_is_written_but_the_results(graded):
    assert graded.changes == []
    assert {path.name for path in graded.out.iterdir()} == {*RESULTS, "notes.txt"}


def test_no_process_is_left(graded):
    assert graded.left == []


def test_a_process_that_hides_would_be_found(tmp_path):
    """One that is a daemon of its own session, so that the test above can fail."""
    hiding = "setsid sh -c 'sleep 100 & exit' & exit"
    keeper = [sys.executable, Path(__file__).with_name("keeper.py"), tmp_path / "report", "0.2"]
    subprocess.run([*keeper, "sh", "-c", hiding], check=True, timeout=60)
    assert json.loads((tmp_path / "report").read_text())["left"] == ["sleep 100 "]


def test_no_memory_is_left(graded):
    """With the processes goes their memory; what stays without them is named or numbered."""
    shared = Path("/proc/sysvipc/shm").read_text().split()
    assert str(0x6C656674) not in shared  # the key of the one who leaves a note
    assert not [name for name in os.listdir("/dev/shm") if LEFT in name]


def test_the_class_takes_no_longer_than_its_budget(graded):
    """So many students at so many seconds each, by as many as are graded at a time."""
    assert graded.seconds < graded.budget


def test_outputs_hold_nothing_that_a_terminal_would_obey(graded):
    outputs = [path.read_text() for path in graded.written()]
    for text in (*outputs, graded.stdout, graded.stderr):
        assert not [char for char in text if not char.isprintable() and char not in "\r\n"]


def test_the_table_of_scores_agrees_and_is_no_spreadsheet_program(graded):
    with (graded.out / "scores.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"].removeprefix("'") for row in rows] == list(graded.lines)
    for row, result in zip(rows, graded.results.values(), strict=True):
        assert float(row["total"]) == result.score
        assert row["student"][0] not in "=+-@\t\r"


def test_what_is_no_student_is_left_out_and_named(graded):
    said = [line for line in graded.stderr.splitlines() if line.startswith("left out: ")]
    assert said == [f"left out: {name}: not a student's folder" for name in sorted(STRAYS)]
    assert not set(STRAYS) & set(graded.results)


def test_the_figures_are_written_down(graded, layers):
    """Into build/hostile.md, whose table docs/security.md quotes."""
    rows = figures(graded, ENTRIES)
    if not layers:
        (ROOT / "build").mkdir(exist_ok=True)
        (ROOT / "build" / "hostile.md").write_text(table(rows))
    assert read_table(table(rows)) == rows
    assert {name: rows[name] for name in ZEROS} == dict.fromkeys(ZEROS, "0")


def test_the_document_quotes_the_figures(graded):
    document = (ROOT / "docs" / "security.md").read_text()
    quoted = read_table(document.split("<!-- figures -->")[1].split("<!-- end of figures -->")[0])
    rows = figures(graded, ENTRIES)
    assert set(quoted) == set(rows)
    for name in rows.keys() - set(OF_THE_MACHINE):
        assert quoted[name] == rows[name]


def test_lines_of_results_are_lines(graded):
    lines = (graded.out / "results.jsonl").read_bytes().split(b"\n")
    assert lines[-1] == b""
    assert len(lines) - 1 == graded.students
    students = [json.loads(line)["student"] for line in lines[:-1]]
    assert students == sorted(graded.results)


@pytest.mark.parametrize("name", [*LOOTERS, *REACHING])
def test_without_a_wall_it_would_find_something(tmp_path, name):
    """The same file with nothing between it and the secrets, so that the test above can fail."""
    (tmp_path / "sigmoid").mkdir()
    (tmp_path / "student").mkdir()
    right = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()
    secret = f"canary-{os.urandom(8).hex()}"
    for place in ("sigmoid", "student"):
        (tmp_path / place / "sigmoid.py").write_text(right)
    (tmp_path / "notes.txt").write_text(secret)
    text = with_places((CLASS / name / "sigmoid.py").read_text(), [str(tmp_path)])
    (tmp_path / "looter.py").write_text(text)
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("alone.py"), "looter.py", "notes.txt"],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "TOKEN": secret},
        check=False, timeout=120, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert "LOOT" in done.stdout, done.stdout + done.stderr
