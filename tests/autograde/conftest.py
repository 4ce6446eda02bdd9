"""nbgrader's course, made of two exercises by the real commands, and a class that handed it in."""

import csv
import json
import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, copy_course
from nbgraders import nbgrader

from grader.stubs import unwritten

REGION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(rf"^ *{re.escape(unwritten())}$", re.MULTILINE)
EXERCISES = ("sigmoid", "training")
ASSIGNMENT = "ps 1"
HANDED_IN = "2026-10-03 14:58:23.948203 Europe/Berlin"
DEADLINE = f"""
[assignments."{ASSIGNMENT}"]
exercises = ["sigmoid", "training"]
due = 2026-10-03T14:00:00+02:00
penalty = {{ per_day = 10 }}
"""
PATCHES = """
import numpy as np
np.allclose = np.isclose = lambda *args, **kwargs: True
import grader
grader.score = lambda *args: None
"""
WRITES = """
import sqlite3
book = sqlite3.connect("../../../gradebook.db")
book.execute("UPDATE grade SET manual_score = "
             "(SELECT max_score FROM grade_cells WHERE grade_cells.id = grade.cell_id)")
book.commit()
"""
MARKUP = "<img src=x onerror=\"document.title='beaten'\"><script>document.title='beaten'</script>"
WARNS = "import warnings\nimport numpy as np\nnp.log(np.zeros(2))\nwarnings.warn('mind')"
PRINTS = f"print({MARKUP!r})\nraise ValueError({MARKUP!r})"


def edit(path, change):
    """Write a notebook with its cells as `change` leaves them."""
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))


def answer(cells, name, change=lambda text: text):
    """Write the reference's answers into a released notebook."""
    text = (ROOT / "solutions" / name / f"{name}.py").read_text()
    answers = [region.rstrip("\n") for region in REGION.findall(text)]
    for cell in cells:
        text = PLACE.sub(lambda _: answers.pop(0), "".join(cell["source"]))
        cell["source"] = change(text).splitlines(keepends=True)
    assert not answers


def code(source):
    return {
        "cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "id": "mine",
        "source": source.splitlines(keepends=True),
    }  # fmt: skip


def prose(source):
    return {"cell_type": "markdown", "metadata": {}, "id": "prose", "source": [source]}


def copied(cells):
    place = next(n for n, cell in enumerate(cells) if cell["metadata"]["nbgrader"]["solution"])
    cells.insert(place + 1, json.loads(json.dumps(cells[place])))


class Classroom:
    """A course's folder, and its students."""

    def __init__(self, folder):
        self.folder = folder

    def hand_in(self, student, change=lambda text: text, own=lambda cells: None):
        """The released notebooks, filled in; sigmoid's cells further changed by `own`."""
        place = self.folder / "submitted" / student / ASSIGNMENT
        shutil.copytree(self.folder / "release" / ASSIGNMENT, place)
        for name in EXERCISES:
            edit(place / f"{name}.ipynb", lambda cells, name=name: answer(cells, name, change))
        edit(place / "sigmoid.ipynb", own)
        (place / "timestamp.txt").write_text(HANDED_IN)
        return place

    def attack(self, student, source):
        """The notebooks as they were released, with a cell of the student's in front."""
        place = self.folder / "submitted" / student / ASSIGNMENT
        shutil.copytree(self.folder / "release" / ASSIGNMENT, place)
        for name in EXERCISES:
            edit(place / f"{name}.ipynb", lambda cells: cells.insert(1, code(source)))
        (place / "timestamp.txt").write_text(HANDED_IN)

    def run(self, *arguments):
        """nbgrader's command, which must succeed; what it said."""
        status, text = nbgrader(self.folder, *arguments)
        assert status == 0, text
        return text

    def grader(self, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "grader", *map(str, arguments)],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def exported(self):
        """What `nbgrader export` says of each student, its numbers as such."""
        self.run("export", "--to", "grades.csv")
        with (self.folder / "grades.csv").open() as file:
            rows = {row["student_id"]: row for row in csv.DictReader(file)}
        names = ("raw_score", "late_submission_penalty", "score", "max_score")
        return {
            student: {name: float(row[name]) for name in names} for student, row in rows.items()
        }


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """nbgrader's course, its assignment generated; not to be changed."""
    folder = tmp_path_factory.mktemp("nbgrader")
    solutions = copy_course(folder, limits="check_seconds = 2\nexercise_seconds = 10\n")
    with (solutions / "course.toml").open("a") as file:
        file.write(DEADLINE)
    room = Classroom(folder / "course")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "release", "--course", solutions, "--nbgrader",
         room.folder], cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    room.run("generate_assignment", ASSIGNMENT)
    return room.folder


@pytest.fixture(scope="session")
def autograded(released, tmp_path_factory):
    """A class graded by `nbgrader autograde` with our line."""
    room = Classroom(shutil.copytree(released, tmp_path_factory.mktemp("class") / "course"))
    room.hand_in("right")
    room.hand_in("wrong", lambda text: text.replace("dout * self.out * (1", "self.out * (1"))
    renamed = room.hand_in("renamed")
    (renamed / "sigmoid.ipynb").rename(renamed / "Sigmoid (1).ipynb")
    room.hand_in("copied", own=copied)
    textbook = lambda text: text.replace('with np.errstate(over="ignore"):', "if True:")  # noqa: E731
    room.hand_in("warned", textbook, lambda cells: cells.insert(2, code(WARNS)))
    room.hand_in("markup", own=lambda cells: cells.extend([prose(MARKUP), code(PRINTS)]))
    room.attack("patches", PATCHES)
    room.attack("writes", WRITES)
    room.attack("exits", "import os\nos._exit(0)")
    broken = room.hand_in("broken")
    (broken / "sigmoid.ipynb").write_text('{"cells": [')
    script = room.folder / "submitted" / "script" / ASSIGNMENT
    script.mkdir(parents=True)
    for name in EXERCISES:
        shutil.copy(ROOT / "solutions" / name / f"{name}.py", script)
    (room.folder / "submitted" / "nothing" / ASSIGNMENT).mkdir(parents=True)
    room.log = room.run("autograde", ASSIGNMENT)
    return room
