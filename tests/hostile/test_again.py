"""The same class again gives the same lines: whoever sits beside, and however many at a time."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, copy_course
from hostile.entries import CLASS
from hostile.odd_ones import ODD

DETERMINISTIC = (
    "answers_its_own_function", "answers_zero", "crashes", "equal_to_everything",
    "exits_in_a_call", "forges_errors", "forges_values", "gives_numbers_for_layers",
    "hard_codes_the_examples", "lone_surrogates", "name_in_small_letters", "patches_the_worker",
    "sends_garbage", "tells_by_its_errors",
)  # fmt: skip
EXERCISES = ("sigmoid", "training", "gradient_check")


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """The example class, hostile submissions that depend on no clock, and odd names."""
    folder = tmp_path_factory.mktemp("again")
    shutil.copytree(ROOT / "examples" / "class", folder / "class")
    for name in DETERMINISTIC:
        shutil.copytree(CLASS / name, folder / "class" / name)
    for entry in ODD:
        if entry.name.startswith("name_"):
            student = Path(os.fsdecode(os.path.join(os.fsencode(folder / "class"), entry.folder)))
            student.mkdir()
            entry.hand_in(student, [])
    copy_course(folder, exercises=EXERCISES)
    return folder


def lines(classroom, out, submissions, jobs):
    """Each student's line of results."""
    subprocess.run(
        [sys.executable, "-m", "grader", "grade", submissions, "--out", out,
         "--course", classroom / "solutions", "--jobs", str(jobs)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    found = (out / "results.jsonl").read_bytes().splitlines()
    return {json.loads(line)["student"]: line for line in found}


@pytest.fixture(scope="module")
def first(classroom):
    return lines(classroom, classroom / "first", classroom / "class", 2)


@pytest.mark.parametrize("jobs", [pytest.param(1, marks=pytest.mark.long), 3])
def test_any_number_at_a_time_gives_the_same_lines(classroom, first, tmp_path, jobs):
    assert lines(classroom, tmp_path, classroom / "class", jobs) == first


@pytest.mark.parametrize("half", [0, pytest.param(1, marks=pytest.mark.long)])
def test_half_of_the_class_gets_what_it_gets_in_the_whole(classroom, first, tmp_path, half):
    shutil.copytree(classroom / "class", tmp_path / "class", symlinks=True)
    names = sorted(os.listdir(os.fsencode(tmp_path / "class")))
    for name in names[half::2]:
        shutil.rmtree(os.path.join(os.fsencode(tmp_path / "class"), name))
    found = lines(classroom, tmp_path / "out", tmp_path / "class", 2)
    assert len(found) == len(names) - len(names[half::2])
    assert found == {name: line for name, line in first.items() if name in found}
