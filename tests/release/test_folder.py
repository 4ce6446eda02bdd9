"""Releasing into a folder that holds something: nobody's work is overwritten or removed."""

import shutil
import subprocess

import pytest
from conftest import copy_course

from grader.cli import main


@pytest.fixture
def course(tmp_path):
    """Two exercises, to be changed."""
    return copy_course(tmp_path)


@pytest.fixture
def release(course, tmp_path, capsys):
    """Releases the two exercises into a folder; gives status and what was said, line by line."""

    def release(*arguments, out=tmp_path / "out"):
        words = ["release", "--course", course, "--out", out, *arguments]
        status = main([str(word) for word in words])
        said = capsys.readouterr()
        return status, (said.out + said.err).splitlines()

    return release


def contents(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_changed_course_changes_its_own_files_only(release, course, tmp_path):
    release()
    path = course / "sigmoid" / "test_public.py"
    path.write_text(path.read_text() + "\n# a note\n")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    assert release("--check") == (
        1,
        ["changed: .release.sha256", "superfluous: notes.txt", "changed: sigmoid/test_public.py"],
    )
    status, lines = release()
    assert (status, lines[:2]) == (0, ["wrote sigmoid/test_public.py", "wrote .release.sha256"])
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


def test_many_files_are_counted_and_not_named(release, course, tmp_path):
    (course / "course.toml").write_text(
        'title = "All"\nseed = 1\nexercises = ["sigmoid", "training", "affine", "network"]\n'
    )
    status, lines = release()
    files = len(contents(tmp_path / "out"))
    assert (status, lines) == (
        0,
        [f"wrote {files} files", f'{tmp_path / "out"}: {files - 1} files for students of "All"'],
    )


@pytest.mark.parametrize("name", ["sigmoid.py", "sigmoid.ipynb", "test_public.py"])
def test_a_file_that_was_edited_is_never_overwritten(release, course, tmp_path, name):
    release()
    edited = tmp_path / "out" / "sigmoid" / name
    edited.write_text("my work")
    reference = course / "sigmoid" / "sigmoid.py"
    reference.write_text(reference.read_text().replace("# # The", "# # A"))
    before = contents(tmp_path / "out")
    status, lines = release()
    assert status == 2
    assert lines == [
        f"grader: {edited}: was changed after it was released",
        "move them away, or release into another folder with --out; nothing was written",
    ]
    assert contents(tmp_path / "out") == before


def test_a_file_that_no_release_wrote_is_never_overwritten(release, tmp_path):
    mine = tmp_path / "out" / "README.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    status, lines = release()
    assert (status, lines[0]) == (2, f"grader: {mine}: was not written by a release")
    assert contents(tmp_path / "out") == {mine: b"mine"}


def test_an_exercise_that_left_the_course_is_removed_as_far_as_it_is_ours(
    release, course, tmp_path
):
    release()
    (tmp_path / "out" / "sigmoid" / "notes.txt").write_text("mine")
    (course / "course.toml").write_text('title = "One"\nseed = 1\nexercises = ["training"]\n')
    status, lines = release()
    assert status == 0
    assert lines[:5] == [
        "removed sigmoid/graph.json",
        "removed sigmoid/graph.py",
        "removed sigmoid/sigmoid.ipynb",
        "removed sigmoid/sigmoid.py",
        "removed sigmoid/test_public.py",
    ]
    left = tmp_path / "out" / "sigmoid"
    assert contents(left) == {left / "notes.txt": b"mine"}
    (left / "notes.txt").unlink()
    left.rmdir()
    assert release("--check")[0] == 0


def test_an_exercise_that_left_the_course_stays_if_somebody_worked_on_it(release, course, tmp_path):
    release()
    edited = tmp_path / "out" / "sigmoid" / "sigmoid.py"
    edited.write_text("my work")
    (course / "course.toml").write_text('title = "One"\nseed = 1\nexercises = ["training"]\n')
    before = contents(tmp_path / "out")
    status, lines = release()
    assert (status, lines[0]) == (2, f"grader: {edited}: was changed after it was released")
    assert contents(tmp_path / "out") == before


def test_folders_that_lose_their_last_file_go_with_it(release, course, tmp_path):
    release()
    (course / "course.toml").write_text('title = "One"\nseed = 1\nexercises = ["training"]\n')
    release()
    assert not (tmp_path / "out" / "sigmoid").exists()


@pytest.mark.parametrize("target", ["file", "folder"])
def test_links_are_not_written_through(release, tmp_path, target):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    if target == "folder":
        (out / "sigmoid").symlink_to(elsewhere)
    else:
        (elsewhere / "README.md").write_text("mine")
        (out / "README.md").symlink_to(elsewhere / "README.md")
    before = contents(elsewhere)
    status, lines = release()
    assert status == 2
    assert "is a link, or in a folder that is one" in lines[0]
    assert contents(elsewhere) == before


@pytest.mark.parametrize("line", ["../precious", "/precious", "a/../../precious", ""])
def test_a_list_of_files_that_no_release_wrote_is_refused(release, tmp_path, line):
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("mine")
    digest = subprocess.run(
        ["sha256sum", tmp_path / "precious"], capture_output=True, text=True, check=True
    ).stdout.split()[0]
    (tmp_path / "out" / ".release.sha256").write_text(f"{digest}  {line}\n")
    status, lines = release()
    assert (status, len(lines)) == (2, 1)
    assert "not as a release wrote it; delete the file" in lines[0]
    assert (tmp_path / "precious").read_text() == "mine"


def test_check_says_what_is_missing_changed_and_superfluous_and_writes_nothing(release, tmp_path):
    out = tmp_path / "out"
    told = f"{out}: there is no such folder; release makes it, or name it with --out"
    assert release("--check") == (1, [told])
    assert not out.exists()
    release()
    assert release("--check") == (0, [f"{out} is what release writes."])
    (out / "sigmoid" / "sigmoid.py").unlink()
    (out / "README.md").write_text("mine")
    (out / "sigmoid" / "test_hidden.py").write_text("")
    (out / "sigmoid" / "__pycache__").mkdir()
    (out / "sigmoid" / "__pycache__" / "sigmoid.cpython-311.pyc").write_bytes(b"")
    before = contents(out)
    assert release("--check") == (
        1,
        [
            "changed: README.md",
            "missing: sigmoid/sigmoid.py",
            "superfluous: sigmoid/test_hidden.py",
        ],
    )
    assert contents(out) == before


def test_the_list_of_files_is_one_that_sha256sum_reads(release, tmp_path):
    release()
    command = ["sha256sum", "--check", "--strict", "--quiet", ".release.sha256"]
    subprocess.run(command, cwd=tmp_path / "out", check=True)


def test_a_release_that_was_interrupted_is_finished_by_the_next(release, tmp_path):
    release()
    shutil.rmtree(tmp_path / "out" / "training")
    (tmp_path / "out" / ".release.sha256").unlink()
    assert release()[0] == 0
    assert release("--check")[0] == 0


@pytest.mark.parametrize("out", ["file", "file/below"])
def test_a_place_where_nothing_can_be_written_is_one_sentence(release, tmp_path, out):
    (tmp_path / "file").write_text("mine")
    status, lines = release(out=tmp_path / out)
    assert (status, len(lines)) == (2, 1), lines
    assert (tmp_path / "file").read_text() == "mine"


def test_an_archive_where_nothing_can_be_written_is_one_sentence(release, tmp_path):
    status, lines = release("--zip", tmp_path / "nowhere" / "bundle.zip")
    assert status == 2
    assert lines[-1].startswith("grader: ")


# --- a course that no stub can be made of --------------------------------------------------------

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BROKEN = {
    "a misspelt beginning": (BEGIN, "### BEGIN SOLUTON", 53, BEGIN),
    "a misspelt end": (END, "### END SOLUTIONS", 57, f"{END}, for line 53"),
    "another number of signs": (BEGIN, "## BEGIN SOLUTION", 53, BEGIN),
    "no end": (f"        {END}\n\n", "\n", 71, f"{END}, for line 53"),
}


@pytest.mark.parametrize(("mark", "wrong", "line", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_mark_that_is_wrong_leaves_no_answer_behind(
    release, course, tmp_path, mark, wrong, line, expected
):
    path = course / "sigmoid" / "sigmoid.py"
    path.write_text(path.read_text().replace(mark, wrong, 1))
    status, lines = release()
    assert status == 2
    assert any(each.split(f"{path}:")[-1].startswith(f"{line}: ") for each in lines), lines
    assert expected in lines[0]
    assert not (tmp_path / "out").exists()


def test_a_mark_with_something_behind_it_is_refused(release, course, tmp_path):
    path = course / "sigmoid" / "sigmoid.py"
    path.write_text(path.read_text().replace(f"{BEGIN}\n", f"{BEGIN} \n", 1))
    status, lines = release()
    assert status == 2
    assert "let each mark stand alone in its line" in lines[0]
    assert not (tmp_path / "out").exists()


def test_an_exercise_with_nothing_to_write_is_refused(release, course):
    path = course / "sigmoid" / "sigmoid.py"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "SOLUTION" not in line))
    status, lines = release()
    assert status == 2
    assert f"{path}:1: nothing is left for students to write" in lines[0]


def test_two_cells_of_one_name_are_refused_by_nbgraders_own_check(release, course):
    path = course / "sigmoid" / "sigmoid.py"
    again = path.read_text().split("# %%\n\n\n")[1]
    path.write_text(f"{path.read_text()}\n\n# %%\n\n\n{again}")
    status, lines = release()
    assert status == 2
    assert any("no notebook can be made of it" in line for line in lines)
