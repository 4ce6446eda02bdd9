"""Files that change while a class is graded: the course doesn't, and a student's are their own."""

import os
import shutil
import signal
import time

import pytest
from faults.runs import RIGHT, Run, with_mounts

from grader.results_file import read_results


def break_syntax(course):
    for path in course.rglob("*.*"):
        path.write_text("def (")


def change_marks(course):
    """What a different course would say, where a file were read again."""
    for path in course.rglob("*.py"):
        text = path.read_text().replace("np.", "0 * np.").replace('"""', '"""Changed. ')
        path.write_text(text)


def started(arguments, temporary):
    """A run that has just finished its first student."""
    run = Run(temporary, *arguments)
    while not run.finished and run.process.poll() is None:
        time.sleep(0.01)
    return run


@pytest.mark.parametrize(
    "change",
    [
        break_syntax,
        pytest.param(change_marks, marks=pytest.mark.long),
        pytest.param(shutil.rmtree, marks=pytest.mark.long),
    ],
)
def test_a_course_that_is_edited_during_a_run_changes_nothing(change, undisturbed, tmp_path):
    course, out = tmp_path / "course", tmp_path / "out"
    shutil.copytree(undisturbed.course, course, ignore=shutil.ignore_patterns("__pycache__"))
    run = started(undisturbed.arguments(out, 2, course), tmp_path / "tmp")
    change(course)
    # the process that takes its place knows nothing of the course yet
    next(process for process in run.processes() if process.role == "pool").send(signal.SIGKILL)
    assert run.wait() == 0, run.errors
    undisturbed.check(out)


def test_a_problem_names_the_instructors_own_file(undisturbed, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(undisturbed.course, course)
    hidden = course / "sigmoid" / "test_hidden.py"
    hidden.write_text(hidden.read_text() + "\nimport nowhere\n")
    run = Run(tmp_path / "tmp", *undisturbed.arguments(tmp_path / "out", 1, course))
    assert run.wait() == 2
    assert "sigmoid/test_hidden.py:" in run.errors
    assert str(run.temporary) not in run.errors
    text = hidden.read_text().replace("import nowhere", "")
    hidden.write_text(text.replace("student.Sigmoid()", "open(__file__ + 'x')"))
    one = undisturbed.of(["s01"], tmp_path / "class")
    run = Run(tmp_path / "tmp", *one.arguments(tmp_path / "out", 1, course))
    assert run.wait() == 0, run.errors
    [result] = read_results(tmp_path / "out" / "results.jsonl")
    assert f"{hidden}x" in "".join(result.problems)


def test_submissions_that_change_during_a_run_are_their_students_trouble(undisturbed, tmp_path):
    submissions, out = tmp_path / "class", tmp_path / "out"
    shutil.copytree(undisturbed.submissions, submissions)
    arguments = undisturbed.arguments(out, 1)
    run = started([submissions if word == undisturbed.submissions else word for word in arguments],
                  tmp_path / "tmp")  # fmt: skip
    shutil.rmtree(submissions / "s08")
    (submissions / "s09" / "sigmoid.py").write_text(RIGHT)
    (submissions / "s10" / "sigmoid.py").unlink()
    assert run.wait() == 0, run.errors
    found = {result.student: result for result in read_results(out / "results.jsonl")}
    changed = [found.pop(student) for student in ("s08", "s09", "s10")]
    assert list(found.items()) == [
        pair for pair in undisturbed.by_student.items() if pair[0] in found
    ]
    assert [result.score for result in changed] == [0, 7, 0]
    gone, _, removed = changed
    assert "not graded: its folder is gone" in gone.exercises[0].message
    assert gone.problems == ("sigmoid.py: its folder is gone", "training.py: its folder is gone")
    assert removed.exercises[0].status == "missing"


UNREADABLE = {
    "closed": "it can't be read (Permission denied)",
    "dangling": "it is a symbolic link, and links are not followed",
    "broken": "it can't be read (Input/output error)",
    "fifo": "it is not a regular file",
    "folder": "it is not a regular file",
    "inside": "it can't be read (Permission denied)",
}


def test_what_cannot_be_read_costs_its_own_student_only_and_is_told(quick, tmp_path):
    submissions, out = quick.submissions, tmp_path / "out"
    for name in UNREADABLE:
        shutil.copytree(submissions / "s07", submissions / name)
    sigmoid = {name: submissions / name / "sigmoid.py" for name in UNREADABLE}
    sigmoid["closed"].chmod(0)
    for name in ("dangling", "fifo", "folder"):
        sigmoid[name].unlink()
    sigmoid["dangling"].symlink_to("nowhere")
    os.mkfifo(sigmoid["fifo"])
    sigmoid["folder"].mkdir()
    (submissions / "inside").chmod(0)
    script = f"""
        mount --bind /proc/$$/mem {sigmoid["broken"]} || exit 9
        setpriv --bounding-set=-dac_override,-dac_read_search "$@"
        exit $?  # reading this shell's memory is what fails
    """
    run = Run(tmp_path / "tmp", *quick.arguments(out, 2), prefix=with_mounts(script))
    assert run.wait() == 0, run.errors
    found = {result.student: result for result in read_results(out / "results.jsonl")}
    (submissions / "inside").chmod(0o700)
    for name, reason in UNREADABLE.items():
        result = found.pop(name)
        assert result.score == 0
        assert result.exercises[0].status == "failed"
        assert result.exercises[0].message == f"sigmoid.py was not graded: {reason}."
        assert f"sigmoid.py: {reason}" in result.problems
        assert f"{name}: sigmoid.py: {reason}" in run.errors
    assert found == quick.by_student
