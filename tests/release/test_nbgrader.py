"""nbgrader itself takes the notebooks, and makes of the references what `release` makes."""

import json

import nbformat
from conftest import ROOT
from nbgraders import nbgrader

from grader.course_folder import read_course
from grader.release.notebooks import source_notebook, tidy
from grader.stubs import unwritten

COURSE = read_course(ROOT / "solutions")


def test_nbgraders_own_pipeline_makes_the_same_bytes_of_every_reference(tmp_path, released):
    """Its `generate_assignment` has more steps; they find nothing to do."""
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    for exercise in COURSE.exercises:
        notebook = source_notebook(exercise.name, exercise.reference.read_text())
        tidy(notebook)
        nbformat.write(notebook, tmp_path / "source" / "ps1" / f"{exercise.name}.ipynb")
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.ClearSolutions.code_stub = {{'python': {unwritten()!r}}}\n"
    )
    status, text = nbgrader(tmp_path, "generate_assignment", "ps1")
    assert status == 0, text
    for exercise in COURSE.exercises:
        theirs = tmp_path / "release" / "ps1" / f"{exercise.name}.ipynb"
        ours = released / exercise.name / f"{exercise.name}.ipynb"
        assert theirs.read_text() == ours.read_text()


def test_nbgrader_validates_a_notebook_as_it_was_released(bundle):
    """It runs it, looks for failing checks, of which there is none in it, and changed cells."""
    status, text = nbgrader(bundle / "affine", "validate", "affine.ipynb")
    assert status == 0, text
    assert "Success! Your notebook passes all the tests." in text


def test_nbgrader_sees_that_a_locked_cell_was_changed(bundle):
    path = bundle / "affine" / "affine.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["source"].append("\nimport math")
    path.write_text(json.dumps(notebook))
    _, text = nbgrader(bundle / "affine", "validate", "affine.ipynb")
    assert "THE CONTENTS OF 1 TEST CELL(S) HAVE CHANGED" in text
