"""What students get, filled in and handed in as it is, is graded; the notebook like the stub."""

import json
import shutil

import pytest

from grader.results_file import read_results


def grade(grader, submissions, out, *arguments):
    done = grader("grade", submissions, "--out", out, *arguments)
    assert done.returncode == 0, done.stderr
    return {result.student: result for result in read_results(out / "results.jsonl")}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, released, fill, grader, whole_course, confinement):
    """A class of three: the bundle untouched, with the stubs filled in, with the notebooks."""
    folder = tmp_path_factory.mktemp("class")
    for student, suffix in (("untouched", ""), ("stubs", ".py"), ("notebooks", ".ipynb")):
        shutil.copytree(released, folder / "class" / student)
        for exercise in whole_course.exercises if suffix else ():
            fill(folder / "class" / student / exercise.name / f"{exercise.name}{suffix}")
    return grade(grader, folder / "class", folder / "out")


@pytest.mark.parametrize("student", ["stubs", "notebooks"])
def test_the_whole_bundle_filled_in_gets_full_marks_on_every_exercise(
    graded, whole_course, student
):
    result = graded[student]
    assert {each.exercise: each.score for each in result.exercises} == {
        exercise.name: exercise.points for exercise in whole_course.exercises
    }
    assert len(result.exercises) == 13
    assert result.problems == ()
    assert not any(each.message for each in result.exercises)


def test_the_bundle_as_it_was_released_is_graded_and_gets_nothing(graded):
    result = graded["untouched"]
    assert result.score == 0
    assert {each.status for each in result.exercises} == {"graded"}
    messages = {check.message for each in result.exercises for check in each.checks}
    assert all(message.startswith("Not written yet in line ") for message in messages), messages


@pytest.fixture(scope="module")
def sigmoids(tmp_path_factory, released, fill, grader, confinement):
    """One exercise, handed in by five students who work with notebooks; their results."""
    folder = tmp_path_factory.mktemp("sigmoids")
    for student in ("untouched", "alone", "magic", "broken", "both"):
        place = folder / "class" / student
        place.mkdir(parents=True)
        notebook = place / "sigmoid.ipynb"
        shutil.copy(released / "sigmoid" / "sigmoid.ipynb", notebook)
        if student != "untouched":
            fill(notebook)
    add_cell(folder / "class" / "magic" / "sigmoid.ipynb", "%matplotlib inline\n!ls\nSigmoid?")
    add_cell(folder / "class" / "broken" / "sigmoid.ipynb", "x = 1\nprint(oops)")
    shutil.copy(released / "sigmoid" / "sigmoid.py", folder / "class" / "both")
    fill(folder / "class" / "both" / "sigmoid.py")
    with (folder / "class" / "both" / "sigmoid.py").open("a") as file:
        file.write("\n\ndef more():\n    pass\n")
    return {
        student: (result, result.exercises[0])
        for student, result in grade(
            grader, folder / "class", folder / "out", "--exercise", "sigmoid"
        ).items()
    }


def add_cell(path, source):
    notebook = json.loads(path.read_text())
    notebook["cells"].append({"cell_type": "code", "source": source, "id": "mine"})
    path.write_text(json.dumps(notebook))


def test_an_untouched_notebook_says_in_which_cell_to_write(sigmoids):
    _, exercise = sigmoids["untouched"]
    assert {check.message for check in exercise.checks} == {"Not written yet in line 17 of cell 3."}


@pytest.mark.parametrize("student", ["alone", "magic"])
def test_a_notebook_alone_in_the_students_folder_is_graded(sigmoids, student):
    result, exercise = sigmoids[student]
    assert (exercise.score, exercise.message, result.problems) == (7, "", ())


def test_a_cell_that_doesnt_run_through_is_named(sigmoids):
    _, exercise = sigmoids["broken"]
    assert exercise.status == "graded"
    [note] = exercise.notes
    assert note == "Not run through, line 2 of cell 5: NameError: name 'oops' is not defined"


def test_where_both_have_been_worked_on_student_and_instructor_are_told(sigmoids):
    result, exercise = sigmoids["both"]
    text = "sigmoid.py and sigmoid.ipynb have been worked on and differ; sigmoid.py counts."
    assert (exercise.score, exercise.notes) == (7, (text,))
    assert result.problems == (f"sigmoid: {text}",)
