"""The benchmarks run; what they measure is for people to read."""

import os
import re
import subprocess
import sys

from conftest import ROOT


def run(*arguments):
    """What a benchmark prints; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *arguments], cwd=ROOT / "benchmarks",
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_floor_is_measured(confinement):
    assert confinement.names()
    assert "ratio" in run("floor.py", "--copies", "2", "--rounds", "1")


def test_the_self_check_is_measured():
    assert "ratio" in run("selfcheck.py", "sigmoid", "--rounds", "1").splitlines()[1]


def test_the_tools_agree_in_every_check_and_each_has_its_cost(confinement):
    assert confinement.names()
    said = run(
        "compare.py", "--submissions", "2", "--sample", "2", "--rounds", "1", "--markdown",
        "--without", "otter",
    )  # fmt: skip
    # of 25 checks and 2 submissions, by all but the floor
    assert said.splitlines()[-1] == "- points of 400 checks, next to the floor's: all agree"
    assert "Without otter, as asked." in said
    table = [line.strip("| ").split(" | ") for line in said.splitlines() if line.startswith("|")]
    rows = {(cells[0], cells[1]): cells[2:] for cells in table[2:]}
    assert list(rows) == [
        ("floor", ".py"),
        ("floor, its loop alone", ".py"),
        ("grader", ".py"),
        ("grader", ".ipynb"),
        ("grader, with pages", ".py"),
        ("grader, nothing remembered", ".py"),
        ("grader --jobs 1, all cores", ".py"),
        ("grader --jobs 2, all cores", ".py"),
        ("pytest, a process each", ".py"),
        ("nbgrader autograde", ".ipynb"),
    ]
    for (name, _), (count, seconds, cpu, memory, *ratios) in rows.items():
        assert count == "2"
        assert all(float(figure) > 0 for figure in (seconds, cpu, *ratios)), name
        assert memory == "" if "loop" in name else float(memory) > 10, name


AGREEMENT = """
from class_of import EXERCISES
from tools import agreement
right = {"s": {name: {"test_a": 1.0} for name in EXERCISES}}
wrong = {"s": {name: {"test_a": 0.5} for name in EXERCISES[:2]}}
print(*agreement({"floor": right, "ours": right, "theirs": wrong}), sep="\\n")
"""


def test_a_tool_that_gives_other_points_is_found_out():
    assert run("-c", AGREEMENT).splitlines() == [
        "s, sigmoid, test_a: floor 1.0, theirs 0.5",
        "s, vanishing_gradient, test_a: floor 1.0, theirs 0.5",
        "s, identity_with_loss, test_a: floor 1.0, theirs None",
    ]


REFERENCES = """
import tomllib
from local import COURSE, LocalExercise
for each in map(LocalExercise, tomllib.loads((COURSE / "course.toml").read_text())["exercises"]):
    points = each.scores(each.load(COURSE / each.name / f"{each.name}.py", each.name))
    print(*(name for name, check in each.checks.items() if points[name] != check.points))
"""


def test_every_check_of_the_course_can_be_a_plain_call():
    assert run("-c", REFERENCES).split() == []


RIGHT = """
import sys
from pathlib import Path
from class_of import EXERCISES, students, write_scripts
from local import LocalExercise
folder, names = Path(sys.argv[1]), students(70)
write_scripts(folder, names)
for each in map(LocalExercise, EXERCISES):
    most = sum(check.points for check in each.checks.values())
    files = {name: each.load(folder / name / f"{each.name}.py", name) for name in names}
    right = [name for name, file in files.items() if sum(each.scores(file).values()) == most]
    print(each.name, len(right), set(right) >= set(names[::2]))
"""


def test_who_is_to_be_right_in_the_class_is_and_every_mistake_costs_points(tmp_path):
    # of 35 who are wrong somewhere, 20 are in any one exercise
    assert run("-c", RIGHT, tmp_path).splitlines() == [
        "sigmoid 50 True",
        "vanishing_gradient 50 True",
        "identity_with_loss 50 True",
    ]


def test_a_start_is_measured(confinement):
    assert confinement.names()
    said = run("starting.py", "--rounds", "1")
    assert float(re.search(r"^grader grade, .*ratio ([\d.]+)", said, re.M)[1]) > 1
    assert re.search(r"^grader --help: [+-]0\.\d+ s next to twice", said, re.M)


def test_a_large_class_is_watched_while_it_is_graded(confinement):
    assert confinement.names()
    said = run("many.py", "--submissions", "8", "--slice", "2", "--jobs", "1")
    figures = dict(re.findall(r"^(.*?)  +([\d.]+) (?:s|ms|MB)\b", said, re.M))
    assert all(float(figure) > 0 for name, figure in figures.items() if name != "scores.csv")
    assert {"memory, main process", "a submission, last 2", "results.jsonl"} <= figures.keys()
