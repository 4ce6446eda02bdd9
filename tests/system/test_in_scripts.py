"""The command where no person reads along: quiet, without colour, with an exit status to go by."""

import os
import pty
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT
from feedback.results import class_of
from system.test_class import grader

from grader.cli import main
from grader.results_file import ResultsFile


def grade(submissions, out, course, *arguments):
    return grader("grade", submissions, "--out", out, "--course", course, *arguments)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """One who gets all points in sigmoid, and one who gets none."""
    folder = tmp_path_factory.mktemp("two")
    for student in ("s01", "s02"):
        shutil.copytree(ROOT / "examples" / "class" / student, folder / student)
    return folder


@pytest.mark.parametrize(("points", "status"), [(7, 1), (0, 0), (0.5, 1)])
def test_it_can_fail_where_somebody_has_too_few_points(
    two, course_folder, tmp_path, points, status
):
    out = tmp_path / "out"
    found, _, errors = grade(
        two, out, course_folder, "--exercise", "sigmoid", "--fail-under", points
    )
    assert found == status
    assert (f"fewer than {points:g} points: s02" in errors) == bool(status)
    assert (out / "results.jsonl").exists()


def test_quiet_says_what_somebody_has_to_look_into_and_nothing_else(course_folder, tmp_path, two):
    folder = shutil.copytree(two, tmp_path / "class")
    (folder / "s01" / "sigmoid.py").write_text("import os\nos._exit(0)\n")
    status, out, errors = grade(folder, tmp_path / "out", course_folder, "--quiet")
    assert (status, out) == (0, "")
    assert errors.count("\n") == errors.count("s01: ") + errors.count("s02: ")
    (folder / "note.txt").write_text("what is this?")
    _, out, errors = grade(folder, tmp_path / "out", course_folder, "--quiet")
    assert out == ""
    assert "left out: note.txt" in errors


def on_a_terminal(command, folder, **variables):
    """What the command prints where it thinks that somebody sees it."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", **variables}
    with subprocess.Popen(
        command, stdout=theirs, stderr=theirs, env=environment, cwd=folder
    ) as run:
        os.close(theirs)
        text = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
        run.wait()
    os.close(ours)
    return text


def test_nothing_is_coloured_where_nobody_wants_it(tmp_path):
    folder = shutil.copytree(ROOT / "assignments", tmp_path / "bundle")
    command = [sys.executable, "-m", "grader", "check", "sigmoid"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder)
    assert b"\x1b" not in done.stdout
    assert b"sigmoid: 0 of 2.5 points" in done.stdout
    shown = on_a_terminal(command, folder)
    assert b"\x1b[" in shown
    plain = on_a_terminal(command, folder, NO_COLOR="1")
    assert b"\x1b[3" not in plain
    assert b"sigmoid: 0 of 2.5 points" in plain


def test_a_pipe_that_closes_early_is_no_traceback(tmp_path):
    file = ResultsFile(tmp_path / "results.jsonl")
    for result in class_of(300, 3, 10):
        file.append(result)
    file.close()
    command = f"{sys.executable} -m grader export {tmp_path} --to csv | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == ("s", "")


def test_only_what_grades_says_on_ctrl_c_that_something_was_graded(monkeypatch, tmp_path, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("grader.course_folder.read_course", interrupted)
    assert main(["release", "--out", str(tmp_path)]) == 130
    assert capsys.readouterr().err == "grader: stopped\n"
    assert main(["grade", str(tmp_path), "--out", str(tmp_path), "--unconfined"]) == 130
    assert capsys.readouterr().err == "grader: stopped; what was graded is written down\n"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        pytest.param("grade . --out file", "file: this is no folder; name one with --out",
                     id="a file for the results"),
        pytest.param("grade . --out o --course empty",
                     "empty: there is no course.toml; name the course with", id="no course"),
        pytest.param("grade . --out o --jobs 0", "argument --jobs: must be at least 1; see `grader "
                     "grade --help`", id="no jobs"),
        pytest.param("grade . --out o --before tomorrow", "'tomorrow' is no time with an offset",
                     id="a time"),
        pytest.param("report file", "file: this is no folder; name what `grader grade --out` wrote",
                     id="a file to report"),
        pytest.param("report empty", "empty/results.jsonl: it can't be read", id="no results"),
        pytest.param("export . --to canvas --assignment a --sheet bad",
                     "bad: it is no text; download the sheet anew", id="a sheet that is no text"),
        pytest.param("export . --to csv --student a", "no result is that of 'a'; the nearest is "
                     "student00000", id="a student"),
        pytest.param("release --out file", "file: this is no folder; name one with --out",
                     id="a file for the release"),
        pytest.param("release --out file/below", "file/below/.release.sha256: it can't be read or "
                     "written: Not a directory; see to it", id="a folder below a file"),
        pytest.param("release --nbgrader file", "file: this is no folder; name one with --nbgrader",
                     id="a file for nbgrader's course"),
        pytest.param("chek", "invalid choice: 'chek'", id="no command"),
    ],
)  # fmt: skip
def test_wrong_input_is_one_line(command, told, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").touch()
    (tmp_path / "bad").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty").mkdir()
    file = ResultsFile(tmp_path / "results.jsonl")
    file.append(class_of(1, 1, 1)[0])
    file.close()
    words = command.split()
    if words[0] in ("grade", "release") and "--course" not in words:
        words += ["--course", str(ROOT / "solutions")]
    monkeypatch.chdir(tmp_path)
    try:
        status = main(words)
    except SystemExit as left:  # argparse's
        status = left.code
    errors = capsys.readouterr().err
    assert (status, errors.count("\n")) == (2, 1), errors
    assert told in errors
