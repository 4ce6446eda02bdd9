"""What is in the bundle, as the real command makes it."""

import ast
import json
import re
import subprocess
import sys
import tomllib

import jupytext
import nbformat
import pytest
import yaml
from conftest import ROOT

from grader.bundle import find_exercises
from grader.course_folder import read_course
from grader.stubs import unwritten

COURSE = read_course(ROOT / "solutions")
EXERCISES = [exercise.name for exercise in COURSE.exercises]


def notebook_of(folder, name):
    return nbformat.read(folder / name / f"{name}.ipynb", as_version=nbformat.NO_CONVERT)


def test_the_committed_assignments_are_what_release_writes(grader):
    done = grader("release", "--check")
    assert (done.returncode, done.stdout) == (0, "assignments is what release writes.\n")


def test_the_bundle_holds_these_files_and_no_others(released):
    paths = [path for path in released.rglob("*") if not path.is_dir()]
    files = {path.relative_to(released).as_posix() for path in paths}
    expected = {"README.md", "requirements.txt", "course.toml", "pytest.ini"}
    expected |= {".github/workflows/check.yml", ".gitlab-ci.yml", ".release.sha256"}
    for exercise in COURSE.exercises:
        names = [f"{exercise.name}.py", f"{exercise.name}.ipynb", "test_public.py"]
        names += ["given.py"] if exercise.given else []
        names += ["graph.py", "graph.json"] if exercise.graph else []
        expected |= {f"{exercise.name}/{name}" for name in names}
    assert files == expected


@pytest.mark.parametrize("name", EXERCISES)
def test_checks_and_given_code_are_copied_byte_for_byte(released, name):
    for shared in ("test_public.py", "given.py", "graph.py"):
        original = ROOT / "solutions" / name / shared
        if original.exists():
            assert (released / name / shared).read_bytes() == original.read_bytes()


@pytest.mark.parametrize("name", EXERCISES)
def test_the_stub_is_the_reference_without_its_solution_regions(released, name):
    text = (ROOT / "solutions" / name / f"{name}.py").read_text()
    kept, *rest = text.split("### BEGIN SOLUTION\n")
    for region in rest:
        kept += f"{unwritten()}\n" + region.split("### END SOLUTION\n")[1]
    assert (released / name / f"{name}.py").read_text() == kept


@pytest.mark.parametrize("name", EXERCISES)
def test_stub_and_notebook_hold_the_same_cells(released, name):
    stub = jupytext.read(released / name / f"{name}.py")
    cells = [(cell.cell_type, cell.source.strip("\n")) for cell in stub.cells]
    check = ("code", f'import grader\n\ngrader.check("{name}")')
    notebook = notebook_of(released, name)
    assert [(cell.cell_type, cell.source) for cell in notebook.cells] == [*cells, check]


@pytest.mark.parametrize("name", EXERCISES)
def test_the_notebook_is_valid_and_holds_nothing_of_a_machine(released, name):
    notebook = notebook_of(released, name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert notebook.metadata == {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"nbgrader", "deletable", "editable", "tags"}
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@pytest.mark.parametrize("name", EXERCISES)
def test_students_can_edit_the_cells_with_something_to_write_and_no_others(released, name):
    for cell in notebook_of(released, name).cells:
        is_theirs = unwritten() in cell.source
        marks = cell.metadata.nbgrader
        assert (marks.solution, marks.locked) == (is_theirs, not is_theirs)
        assert cell.metadata.get("editable", True) == is_theirs
        assert cell.metadata.deletable is False
        assert (marks.schema_version, marks.grade, marks.task) == (3, False, False)
        assert cell.id == marks.grade_id


@pytest.mark.parametrize("name", EXERCISES)
def test_a_cell_has_the_name_of_what_is_defined_in_it(released, name):
    defined = [
        node.name
        for node in ast.parse((released / name / f"{name}.py").read_text()).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name != "sigmoid"
    ]
    ids = [cell.id for cell in notebook_of(released, name).cells]
    assert [each for each in ids if "-" not in each] == defined
    assert len(set(ids)) == len(ids)


def test_the_courses_table_says_what_the_students_tool_needs_and_no_more(released):
    table = tomllib.loads((released / "course.toml").read_text())
    assert table == {
        "title": COURSE.title,
        "exercises": [
            {
                "name": exercise.name,
                "title": exercise.title,
                "points": exercise.points,
                "limits": {
                    "check_seconds": exercise.limits.check_seconds,
                    "exercise_seconds": exercise.limits.exercise_seconds,
                    "memory_mib": exercise.limits.memory_mib,
                },
            }
            for exercise in COURSE.exercises
        ],
    }
    assert str(COURSE.seed) not in (released / "course.toml").read_text()
    found = find_exercises(released)
    assert [each.name for each in found.exercises] == EXERCISES
    assert [each.limits for each in found.exercises] == [e.limits for e in COURSE.exercises]


def test_the_workflow_checks_on_every_push_and_holds_no_secret(released):
    text = (released / ".github" / "workflows" / "check.yml").read_text()
    workflow = yaml.safe_load(text)
    assert set(workflow[True]) == {"push", "workflow_dispatch"}  # YAML reads "on" as a truth value
    assert workflow["permissions"] == {"contents": "read"}
    steps = workflow["jobs"]["check"]["steps"]
    assert [step["run"] for step in steps if "run" in step] == [
        "pip install -r requirements.txt",
        "grader check --ci",
    ]
    assert set(re.findall(r"\$\{\{ (.*?) \}\}", text)) == {
        "steps.checks.outputs.result",
        "!cancelled() && steps.checks.outputs.result",
    }
    assert "no secret, no hidden check" in text


def test_the_readme_names_every_exercise_and_what_all_are_worth(released):
    text = (released / "README.md").read_text()
    assert re.findall(r"^\| `(\w+)` \| (.*) \| ([\d.]+) \|$", text, re.MULTILINE) == [
        (exercise.name, exercise.title, f"{exercise.points:g}") for exercise in COURSE.exercises
    ]
    assert "100 points in all" in text
    assert "$" not in text


@pytest.fixture(scope="module")
def filled(released, fill, tmp_path_factory):
    """The bundle with every stub and every notebook filled in."""
    folder = tmp_path_factory.mktemp("filled") / "My course"
    subprocess.run(["cp", "-r", released, folder], check=True)
    for name in EXERCISES:
        fill(folder / name / f"{name}.py")
        fill(folder / name / f"{name}.ipynb")
    return folder


@pytest.mark.parametrize("command", [["grader", "check"], ["pytest", "-p", "no:cacheprovider"]])
def test_the_filled_bundle_passes_every_check_that_a_student_can_run(filled, command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=filled, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    points = sum(each.points for e in COURSE.exercises for each in e.checks if not each.is_hidden)
    assert f"Together {points:g} of {points:g} points." in done.stdout or "passed" in done.stdout


@pytest.mark.parametrize("name", EXERCISES)
def test_a_notebook_run_from_top_to_bottom_ends_with_full_marks(filled, name):
    """As nbclient runs it; some import their ``given.py``, which is beside the notebook."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "nbconvert", "--execute", "--to", "notebook", "--stdout"),
            f"{name}.ipynb",
        ],
        cwd=filled / name, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    [shown] = json.loads(done.stdout)["cells"][-1]["outputs"]
    [exercise] = [each for each in COURSE.exercises if each.name == name]
    points = sum(check.points for check in exercise.checks if not check.is_hidden)
    assert f"{name}: {points:g} of {points:g} points" in "".join(shown["data"]["text/html"])
