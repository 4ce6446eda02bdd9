"""The tools that grade notebooks in a kernel: nbgrader and Otter, set up as an instructor would.

A notebook is that of one exercise; its checks are `local`'s, called in the kernel.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

from class_of import EXERCISES, ROOT, make_course, run
from local import LocalCheck, LocalExercise
from tools import HERE, PATHS, Scores, Step, Tool

NATIVE = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"
"""Has nbgrader run the notebooks itself, not through our wall."""


def environment(python: str, home: Path) -> dict[str, str]:
    """With nobody's settings, and `python`'s own programs first on the path."""
    home.mkdir(parents=True, exist_ok=True)
    path = os.pathsep.join([str(Path(python).parent), os.environ["PATH"]])
    nowhere = {"JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home)}
    return {**nowhere, "HOME": str(home), "PATH": path, "PYTHONPATH": PATHS}


class Nbgrader(Tool):
    """``nbgrader autograde``, a notebook an exercise, a cell of hidden tests a check.

    Parameters
    ----------
    folder : Path
        Where its course is made, by nbgrader's own commands.
    """

    name = "nbgrader autograde"
    form = ".ipynb"
    is_slow = True

    def __init__(self, folder: Path) -> None:
        self._course = folder / "course"
        self._environment = environment(sys.executable, folder / "home")
        make_course(folder / "solutions")
        release = ["grader", "release", "--course", str(folder / "solutions")]
        run([sys.executable, "-m", *release, "--nbgrader", str(self._course)], cwd=ROOT)
        for path in (self._course / "source" / "bench").glob("*.ipynb"):
            path.write_text(json.dumps(asking_locally(json.loads(path.read_text()))))
        run(
            [sys.executable, "-m", "nbgrader", "generate_assignment", "bench"],
            cwd=self._course, env=self._environment,
        )  # fmt: skip
        self.released = self._course / "release" / "bench"

    def steps(self, students: Path, place: Path) -> list[Step]:
        course = place / "course"
        shutil.copytree(self._course, course)
        for folder in students.iterdir():
            shutil.copytree(folder, course / "submitted" / folder.name / "bench")
        command = [sys.executable, "-m", "nbgrader", "autograde", "bench", NATIVE]
        return [Step([*command, f"--course-dir={course}"], self._environment)]

    def scores(self, place: Path) -> Scores:
        from nbgrader.api import Gradebook

        from grader.exports.cells import cell_names

        cells = {}
        for name in EXERCISES:
            checks = LocalExercise(name).checks
            hidden = {each: check.is_hidden for each, check in checks.items()}
            cells[name] = {cell: check for check, cell in cell_names(hidden).items()}
        found: Scores = {}
        with Gradebook(f"sqlite:///{place / 'course' / 'gradebook.db'}") as gradebook:
            for submission in gradebook.assignment_submissions("bench"):
                found[submission.student.id] = {
                    notebook.name: {
                        cells[notebook.name][grade.name]: grade.auto_score
                        for grade in notebook.grades
                    }
                    for notebook in submission.notebooks
                }
        return found


HIDDEN_CELL = """\
# Here your code is checked once you have handed in.
### BEGIN HIDDEN TESTS
import local

local.score("{exercise}", "{check}", globals())
### END HIDDEN TESTS"""


def asking_locally(notebook: Any) -> Any:
    """The notebook with each grade cell as hidden tests that call `local.score`."""
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            call = re.search(r'grader\.score\("(\w+)", "(\w+)"\)', "".join(cell["source"]))
            if call is None:
                raise ValueError(f"a grade cell without a call: {cell['source']}")
            cell["source"] = HIDDEN_CELL.format(exercise=call[1], check=call[2])
    return notebook


class Otter(Tool):
    """Otter without containers, a notebook an exercise, a test file a check, a test case a case.

    Parameters
    ----------
    folder : Path
        Where its autograders are made.
    python : str
        Of the environment that it is installed in.
    is_api : bool
        By ``otter.api.grade_submission``, one process for all, in place of ``otter run``.
    """

    form = ".ipynb"
    is_slow = True

    def __init__(self, folder: Path, python: str, *, is_api: bool) -> None:
        self.name = "otter.api.grade_submission" if is_api else "otter run"
        self._python = python
        self._is_api = is_api
        self._autograders = folder
        folder.mkdir(parents=True)
        self._environment = environment(python, folder / "home")
        for name in EXERCISES:
            with zipfile.ZipFile(folder / f"{name}.zip", "w") as archive:
                archive.writestr("otter_config.json", "{}")
                for check in LocalExercise(name).checks.values():
                    archive.writestr(f"tests/{check.name}.py", otter_test(name, check))

    def steps(self, students: Path, place: Path) -> list[Step]:
        if self._is_api:
            command = [self._python, str(HERE / "otter_api.py"), str(students)]
            command += [str(self._autograders), str(place / "out")]
            return [Step(command, self._environment)]
        steps = []
        for path in sorted(students.glob("*/*.ipynb")):
            out = place / "out" / path.parent.name / path.stem
            out.mkdir(parents=True)
            autograder = str(self._autograders / f"{path.stem}.zip")
            command = [self._python, "-m", "otter", "run", "-a", autograder, "-o", str(out)]
            steps.append(Step([*command, "--no-logo", str(path)], self._environment))
        return steps

    def scores(self, place: Path) -> Scores:
        found: Scores = {}
        for path in sorted(place.glob("out/*/*/results.json")):
            tests = json.loads(path.read_text())["tests"]
            found.setdefault(path.parent.parent.name, {})[path.parent.name] = {
                each["name"]: each["score"] for each in tests if each["name"].startswith("test_")
            }
        return found


def otter_test(exercise: str, check: LocalCheck) -> str:
    """A test file of Otter's that holds one check, each case worth as much as the others."""
    text = "import local\nfrom otter.test_files import test_case\n\n"
    text += f"OK_FORMAT = False\nname = {check.name!r}\n"
    for number in range(check.count):
        text += (
            f"\n\n@test_case(points={check.points / check.count})\n"
            f"def case_{number}(env):\n"
            f"    local.run_case({exercise!r}, {check.name!r}, {number}, env)\n"
        )
    return text
