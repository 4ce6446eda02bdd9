"""``nbgrader autograde`` with our line gives what `grader grade` gives, and nothing beats it."""

import csv
import json
import shutil
import sqlite3

import nbformat
import pytest
from autograde.conftest import (
    ASSIGNMENT,
    EXERCISES,
    PATCHES,
    WRITES,
    Classroom,
    code,
    edit,
)
from nbgrader.api import Gradebook
from nbgraders import NATIVE, nbgrader
from release.test_secrets import SECRETS, found, texts_in

from grader.exports.cells import cells_of
from grader.results_file import read_results

HARMLESS = ("renamed", "copied", "warned", "script", "markup")
"""Whose code is right, however they handed it in."""
ATTACKS = ("patches", "writes", "exits")


@pytest.fixture(scope="module")
def results(autograded):
    """The same class, graded by our own command."""
    autograded.grader("grade", "submitted", "--assignment", ASSIGNMENT, "--out", "grades")
    found = read_results(autograded.folder / "grades" / "results.jsonl")
    return {result.student: result for result in found}


@pytest.fixture(scope="module")
def exported(autograded):
    return autograded.exported()


def grades(room):
    """Each grade in nbgrader's gradebook: (student, notebook, cell): (score, by hand?)."""
    with Gradebook(f"sqlite:///{room.folder / 'gradebook.db'}") as gradebook:
        return {
            (submission.student.id, notebook.name, grade.name): (
                grade.auto_score,
                grade.manual_score is not None or grade.needs_manual_grade,
            )
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def test_every_cell_has_the_score_that_grader_grade_gives(autograded, results):
    expected = {
        (student, exercise.exercise, cell.name): (pytest.approx(cell.score, abs=1e-9), False)
        for student, result in results.items()
        for exercise in result.exercises
        for cell in cells_of(exercise)
    }
    assert len(expected) == 12 * (9 + 11)
    assert grades(autograded) == expected


def test_nbgraders_export_has_the_totals_and_the_penalties_of_ours(autograded, results, exported):
    assert exported.keys() == results.keys()
    for student, result in results.items():
        row = exported[student]
        assert row["raw_score"] == pytest.approx(result.score)
        assert row["late_submission_penalty"] == pytest.approx(result.penalty)
        assert row["score"] == pytest.approx(result.score - result.penalty)
        assert row["max_score"] == result.max_score == 15.0
    assert results["right"].penalty == 1.5  # less than an hour late, and a day begun counts
    with (autograded.folder / "grades" / "scores.csv").open() as file:
        ours = {row["student"]: float(row["after_penalty"]) for row in csv.DictReader(file)}
    assert ours == pytest.approx({student: row["score"] for student, row in exported.items()})


def test_what_costs_everything_elsewhere_costs_nothing(exported):
    assert exported["right"]["raw_score"] == 15.0
    for student in HARMLESS:
        assert exported[student]["raw_score"] == 15.0, student


def test_a_mistake_costs_its_own_points(exported):
    assert exported["wrong"]["raw_score"] == 14.0


@pytest.mark.parametrize("student", ATTACKS)
def test_an_attack_gets_nothing(exported, student):
    assert exported[student]["raw_score"] == 0.0


def test_who_handed_in_nothing_that_can_be_read_is_told_so(autograded, exported):
    assert exported["nothing"]["raw_score"] == 0.0
    assert "There is no sigmoid.py and no sigmoid.ipynb." in texts(autograded, "nothing")
    assert exported["broken"]["raw_score"] == 8.0
    assert "sigmoid.ipynb was not graded: it can't be read as a notebook" in texts(
        autograded, "broken"
    )


def saved(room, student, name="sigmoid"):
    path = room.folder / "autograded" / student / ASSIGNMENT / f"{name}.ipynb"
    return nbformat.read(path, as_version=4)


def texts(room, student):
    return "\n".join(
        output.get("text", "")
        for cell in saved(room, student).cells
        for output in cell.get("outputs", ())
    )


def test_the_saved_notebook_is_valid_and_shows_what_the_student_wrote(autograded):
    for student in ("right", "copied", "markup", "script", "nothing", "broken"):
        for name in EXERCISES:
            nbformat.validate(saved(autograded, student, name))
    [solution] = [
        cell
        for cell in saved(autograded, "wrong").cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    ]
    assert "return self.out * (1 - self.out)" in solution.source
    twice = [cell for cell in saved(autograded, "copied").cells if "class Sigmoid" in cell.source]
    assert [bool(cell.metadata.get("nbgrader")) for cell in twice] == [True, False]
    assert "# sigmoid.py" in "\n".join(cell.source for cell in saved(autograded, "script").cells)


def test_the_saved_notebook_holds_no_hidden_test_and_nothing_of_the_students_to_be_shown(
    autograded,
):
    for student in ("right", "wrong", "writes", "markup"):
        notebook = saved(autograded, student)
        for cell in notebook.cells:
            nbgrader_data = cell.metadata.get("nbgrader", {})
            if nbgrader_data.get("grade_id", "").startswith("hidden-"):
                assert "grader.score" not in cell.source
        prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        assert "beaten" not in "\n".join(prose)


def test_what_is_said_of_a_check_stands_at_its_cell(autograded, results):
    [exercise] = [each for each in results["wrong"].exercises if each.exercise == "sigmoid"]
    failed = [check for check in exercise.checks if check.outcome != "passed"]
    assert failed
    for check in failed:
        assert check.message in texts(autograded, "wrong")
    assert exercise.diagnoses
    assert exercise.diagnoses[0].hint in texts(autograded, "wrong")


def test_feedback_shows_the_messages_and_runs_nothing_of_the_students(autograded):
    autograded.run("generate_feedback", ASSIGNMENT)
    folder = autograded.folder / "feedback"
    assert len(list(folder.glob("*/*/*.html"))) == 12 * 2
    page = (folder / "markup" / ASSIGNMENT / "sigmoid.html").read_text()
    assert "<img src=x" not in page
    assert "<script>document.title" not in page
    assert "document.title" in page  # as text
    page = (folder / "wrong" / ASSIGNMENT / "sigmoid.html").read_text()
    assert "forward and backward keep the shape of a batch: passed." in page
    assert "test_backward_multiplies_the_upstream_gradient" not in page


def test_our_export_fills_the_gradebook_that_nbgrader_made(autograded, results, tmp_path):
    room = Classroom(shutil.copytree(autograded.folder, tmp_path / "course"))
    before = grades(room)
    with sqlite3.connect(room.folder / "gradebook.db") as book:
        book.execute("UPDATE grade SET auto_score = 0.125")
        book.execute("UPDATE comment SET auto_comment = NULL")
    room.grader("export", "grades", "--to", "nbgrader", "--assignment", ASSIGNMENT)
    assert grades(room) == before
    with Gradebook(f"sqlite:///{room.folder / 'gradebook.db'}") as gradebook:
        [comment] = gradebook.find_submission_notebook("sigmoid", ASSIGNMENT, "wrong").comments
        assert results["wrong"].exercises[0].diagnoses[0].hint in comment.auto_comment
    room.run("generate_assignment", ASSIGNMENT, "--force")  # refused if its cells had changed


def test_points_given_by_hand_stay_and_autograding_again_changes_nothing(autograded, tmp_path):
    room = Classroom(shutil.copytree(autograded.folder, tmp_path / "course"))
    before = grades(room)
    room.run("autograde", ASSIGNMENT, "--force")
    assert grades(room) == before
    with Gradebook(f"sqlite:///{room.folder / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("hidden-1", "sigmoid", ASSIGNMENT, "broken")
        grade.manual_score = 0.5
        gradebook.db.commit()
    room.run("autograde", ASSIGNMENT, "--force", "--student", "broken")
    with Gradebook(f"sqlite:///{room.folder / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("hidden-1", "sigmoid", ASSIGNMENT, "broken")
        assert (grade.score, grade.auto_score, grade.needs_manual_grade) == (0.5, 0.0, True)


def test_one_notebook_of_one_student_can_be_graded_alone(autograded, tmp_path):
    room = Classroom(shutil.copytree(autograded.folder, tmp_path / "course"))
    place = room.folder / "submitted" / "wrong" / ASSIGNMENT
    shutil.copy(room.folder / "submitted" / "right" / ASSIGNMENT / "sigmoid.ipynb", place)
    (place / "timestamp.txt").write_text("2026-10-03 13:00:00.000000 Europe/Berlin")
    room.run(
        "autograde", ASSIGNMENT, "--force", "--student", "wrong", "--notebook", "sigmoid"
    )  # fmt: skip
    row = room.exported()["wrong"]
    assert (row["raw_score"], row["late_submission_penalty"]) == (15.0, 0.0)


def test_nbgrader_itself_gives_the_same_to_the_honest_and_is_beaten_by_the_others(
    released, tmp_path
):
    """Why the line is there. Both are told apart by nothing but it."""
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    room.hand_in("right")
    room.hand_in("wrong", lambda text: text.replace("dout * self.out * (1", "self.out * (1"))
    room.attack("patches", PATCHES)
    room.attack("writes", WRITES)
    room.run("autograde", ASSIGNMENT, NATIVE)
    natively = {student: row["raw_score"] for student, row in room.exported().items()}
    assert natively == {"right": 15.0, "wrong": 14.0, "patches": 15.0, "writes": 15.0}
    shutil.rmtree(room.folder / "autograded")
    (room.folder / "gradebook.db").unlink()
    room.run("generate_assignment", ASSIGNMENT, "--force")
    room.run("autograde", ASSIGNMENT)
    ours = {student: row["raw_score"] for student, row in room.exported().items()}
    assert ours == {"right": 15.0, "wrong": 14.0, "patches": 0.0, "writes": 0.0}


def test_nbgrader_itself_loses_what_was_renamed_and_stops_at_a_copied_cell(released, tmp_path):
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    renamed = room.hand_in("renamed")
    (renamed / "sigmoid.ipynb").rename(renamed / "Sigmoid (1).ipynb")
    (renamed / "training.ipynb").rename(renamed / "training-Copy1.ipynb")
    status, text = nbgrader(room.folder, "autograde", ASSIGNMENT, NATIVE)
    assert status == 1
    assert "No notebooks found" in text
    room.run("autograde", ASSIGNMENT)
    assert room.exported()["renamed"]["raw_score"] == 15.0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda course: (course / "release" / ASSIGNMENT / "sigmoid.ipynb").unlink(),
         "sigmoid.ipynb: No such file or directory; run `grader release --nbgrader`"),
        (lambda course: shutil.rmtree(course / "solutions"), "there is no such folder"),
        (lambda course: edit_toml(course, '["sigmoid", "training"]\ndue', '["sigmoid"]\ndue'),
         "and the gradebook differ in ps 1's training; run `grader release --nbgrader`"),
        (lambda course: edit_toml(course, '[assignments."ps 1"]', '[assignments."ps 2"]'),
         "has no assignment ps 1; nbgrader itself grades it with"),
        (lambda course: edit_checks(course, "def test_any_shape", "def test_shapes"),
         "the gradebook's notebook sigmoid was made of other checks; run"),
        (lambda course: two_swapped(course),
         "the gradebook's notebook sigmoid was made of other checks; run"),
        (lambda course: edit_released(course, lambda cells: cells.append(
            {**code("1"), "metadata": {"nbgrader": {"grade": True, "grade_id": "own", "points": 5,
             "solution": False, "locked": True, "task": False, "schema_version": 3}}})),
         "sigmoid.ipynb: it was made of other checks; run"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_course_is_said_and_nothing_is_graded(
    released, tmp_path, change, words
):
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    room.hand_in("right")
    change(room.folder)
    status, text = nbgrader(room.folder, "autograde", ASSIGNMENT)
    assert status == 1
    assert "backprop-grader: " in text
    assert words in text
    assert not (room.folder / "autograded" / "right").exists()


def edit_checks(course, old, new):
    path = course / "solutions" / "sigmoid" / "test_hidden.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def two_swapped(course):
    """The hidden checks in another order: each would fill the other's cell."""
    path = course / "solutions" / "sigmoid" / "test_hidden.py"
    parts = path.read_text().split("@pytest.mark.points(0.5)\n")
    path.write_text("@pytest.mark.points(0.5)\n".join([parts[0], parts[2], parts[1], *parts[3:]]))


def edit_released(course, change):
    edit(course / "release" / ASSIGNMENT / "sigmoid.ipynb", change)


def edit_toml(course, old, new):
    path = course / "solutions" / "course.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_line_is_for_autograde_alone(released, tmp_path):
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    option = "--GenerateFeedback.exporter_class=grader.autograde.WallExporter"
    status, text = nbgrader(room.folder, "generate_assignment", ASSIGNMENT, "--force",
                            option.replace("Feedback", "Assignment"))  # fmt: skip
    assert status == 1
    assert "set c.Autograde.exporter_class, and no other's" in text


def test_metadata_that_lies_changes_no_score(released, tmp_path):
    """The student's notebook says which cell is what, and how much it is worth; nobody listens."""
    room = Classroom(shutil.copytree(released, tmp_path / "course"))

    def lie(cells):
        for cell in cells:
            data = cell["metadata"]["nbgrader"]
            data.update(points=100, grade=True, solution=True, locked=False, schema_version=1)
        cells[0]["metadata"]["nbgrader"] = {"grade_id": ["x"]}
        cells[1]["metadata"] = {"nbgrader": 5}

    def forge(cells):
        value = {"output_type": "execute_result", "data": {"text/plain": "1.0"},
                 "metadata": {}, "execution_count": 1}  # fmt: skip
        for cell in cells:
            cell["outputs"] = [value]

    room.hand_in("lies", own=lie)
    place = room.folder / "submitted" / "forges" / ASSIGNMENT
    shutil.copytree(room.folder / "release" / ASSIGNMENT, place)
    for name in EXERCISES:
        edit(place / f"{name}.ipynb", forge)
    room.run("autograde", ASSIGNMENT)
    found = {student: row["raw_score"] for student, row in room.exported().items()}
    assert found == {"lies": 15.0, "forges": 0.0}


def test_students_see_the_public_checks_and_only_the_number_of_the_hidden_ones(released):
    notebook = json.loads((released / "release" / ASSIGNMENT / "sigmoid.ipynb").read_text())
    graded = [cell for cell in notebook["cells"] if cell["metadata"]["nbgrader"]["grade"]]
    names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in graded]
    assert names == [
        "test_forward_gives_the_outputs_of_the_worked_example",
        "test_backward_gives_the_slopes_of_the_worked_example",
        "test_shapes_are_kept",
        *(f"hidden-{number}" for number in range(1, 7)),
    ]
    assert "".join(graded[-1]["source"]) == (
        "# Here your code is checked further once you have handed in."
    )


def test_nothing_of_the_answers_is_in_the_folder_that_students_fetch(released):
    texts = texts_in(released / "release")
    assert len(texts) == 7
    assert found(texts, SECRETS) == []


def test_no_file_of_a_students_keeps_them_from_being_graded(released, tmp_path):
    """nbgrader copies what was handed in, and stops half-way at such names."""
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    place = room.hand_in("odd")
    shutil.rmtree(place / "sigmoid")
    (place / "sigmoid").write_text("a file where the course has a folder")
    (place / "link").symlink_to("/nowhere")
    (place / "course.toml").unlink()
    (place / "course.toml").mkdir()
    header = {"cell_type": "markdown", "metadata": {}, "id": "header", "source": "# Welcome"}
    edit_released(room.folder, lambda cells: cells.insert(0, header))  # as nbgrader's headers
    room.run("autograde", ASSIGNMENT)
    assert room.exported()["odd"]["raw_score"] == 15.0
    assert saved(room, "odd").cells[0].source == "# Welcome"
    shutil.rmtree(room.folder / "submitted" / "odd")
    room.hand_in("odd", lambda text: text.replace("dout * self.out * (1", "self.out * (1"))
    stamp = room.folder / "submitted" / "odd" / ASSIGNMENT / "timestamp.txt"
    stamp.write_text("2026-10-03 15:30:00.000000 Europe/Berlin")
    room.run("autograde", ASSIGNMENT)  # handed in anew: nbgrader sees it by the time
    assert room.exported()["odd"]["raw_score"] == 14.0


def test_a_script_is_an_answer(autograded):
    with Gradebook(f"sqlite:///{autograded.folder / 'gradebook.db'}") as gradebook:
        for student, comment in (("script", None), ("patches", "No response.")):
            submission = gradebook.find_submission_notebook("sigmoid", ASSIGNMENT, student)
            assert [each.auto_comment for each in submission.comments] == [comment], student
