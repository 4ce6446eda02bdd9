"""Reading what was handed in: anything may lie there, and none of it is followed or run."""

import os

import pytest

from grader.errors import GraderError
from grader.intake import read_submission
from grader.intake.code import Part
from grader.intake.files import SOURCE_LIMIT
from grader.intake.layouts import list_submissions


def test_files_are_read_as_bytes(tmp_path):
    folder = tmp_path / "s1"
    folder.mkdir()
    (folder / "a.py").write_bytes(b"\xff\x00 not text")
    submission = read_submission(folder, ["a", "b"])
    assert submission.codes["a"].parts == (Part(b"\xff\x00 not text"),)
    assert submission.unreadable == {}


def test_what_is_no_regular_file_is_refused_with_a_reason(tmp_path):
    folder = tmp_path / "s1"
    folder.mkdir()
    secret = tmp_path / "secret.py"
    secret.write_text("the reference")
    (folder / "link.py").symlink_to(secret)
    (folder / "dangling.py").symlink_to(tmp_path / "nowhere")
    (folder / "folder.py").mkdir()
    os.mkfifo(folder / "fifo.py")
    with (folder / "huge.py").open("wb") as file:
        file.truncate(2**30)
    (folder / "full.py").write_bytes(b"#" * SOURCE_LIMIT)
    names = ["link", "dangling", "folder", "fifo", "huge", "full"]
    submission = read_submission(folder, names)
    assert list(submission.codes) == ["full"]
    assert {name: reason for name, (_, reason) in submission.unreadable.items()} == {
        "link": "it is a symbolic link, and links are not followed",
        "dangling": "it is a symbolic link, and links are not followed",
        "folder": "it is not a regular file",
        "fifo": "it is not a regular file",
        "huge": "it is larger than 1 MiB",
    }


def test_a_folder_that_is_gone_is_not_taken_for_one_without_files(tmp_path):
    """The disk may be gone, and then nobody has handed in nothing."""
    submission = read_submission(tmp_path / "s1", ["a", "b"])
    gone = "its folder is gone"
    assert submission.unreadable == {"a": ("a.py", gone), "b": ("b.py", gone)}


def test_only_folders_are_students_and_the_rest_is_said(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "a").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    (tmp_path / "notes.txt").write_text("")
    with list_submissions(tmp_path) as listing:
        assert [handed.student for handed in listing.students] == ["a", "b"]
    assert len(listing.left_out) == 3


def test_a_name_is_printable_whatever_bytes_it_holds(tmp_path):
    names = [b"new\nline", b"\xff\xfe", b"\x1b[31mred", "김".encode(), b"=1+1", b"-rf"]
    for name in names:
        os.mkdir(os.path.join(os.fsencode(tmp_path), name))
    with list_submissions(tmp_path) as listing:
        students = {read_submission(handed, []).student for handed in listing.students}
    assert students == {"new\\nline", "\\xff\\xfe", "\\x1b[31mred", "김", "=1+1", "-rf"}


@pytest.mark.parametrize("name", ["missing", "file", "empty"])
def test_a_folder_without_submissions_is_an_error_that_says_what_to_do(tmp_path, name):
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    with (
        pytest.raises(GraderError, match=r"folder|file must be"),
        list_submissions(tmp_path / name),
    ):
        pass
