"""How a class was graded is written down; a student's files are found again by it."""

import os
import stat

import pytest
from conftest import source_of

from grader.errors import GraderError
from grader.record import RunRecord, read_again, read_record, write_record

STUBS = {"sigmoid": "the stub"}


def record(tmp_path, **more):
    return RunRecord(submissions=str(tmp_path / "class"), course="/c", seed=5, **more)


def test_what_was_written_is_read_and_only_its_owner_can(tmp_path):
    whole = record(tmp_path, layout="canvas", assignment="ps1", exercises=("a", "b"))
    write_record(tmp_path, whole)
    assert read_record(tmp_path) == whole
    assert stat.S_IMODE((tmp_path / "run.json").stat().st_mode) == 0o600


def test_a_path_of_any_bytes_survives(tmp_path):
    odd = RunRecord(submissions=os.fsdecode(b"/\xff\xfe"), course="/\u00e9")
    write_record(tmp_path, odd)
    assert read_record(tmp_path) == odd


def test_places_that_are_named_win_and_both_need_no_record(tmp_path):
    write_record(tmp_path, record(tmp_path))
    (tmp_path / "none").mkdir()
    assert read_record(tmp_path, course=tmp_path).course == str(tmp_path)
    assert read_record(tmp_path, course=tmp_path).seed == 5
    alone = read_record(tmp_path / "none", tmp_path, tmp_path)
    assert (alone.submissions, alone.seed) == (str(tmp_path), None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param(None, "run.json: it can't be read: No such file", id="none"),
        pytest.param("{", "run.json: this isn't how a class was graded", id="no JSON"),
        pytest.param('{"course": 1}', "this isn't how a class was graded", id="another form"),
        pytest.param("[" * 100_000, "this isn't how a class was graded", id="far too deep"),
        pytest.param("\udcff", "this isn't how a class was graded", id="no text"),
    ],
)
def test_what_is_no_record_is_named_and_what_to_do(tmp_path, text, words):
    if text is not None:
        (tmp_path / "run.json").write_text(text, errors="surrogateescape")
    with pytest.raises(GraderError, match=words) as caught:
        read_record(tmp_path, submissions=tmp_path)
    assert str(caught.value).endswith("name --submissions and --course")


def test_the_files_of_a_group_are_found_for_each_of_its_members(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "sigmoid.py").write_text(source_of("s01", "sigmoid"))
    (tmp_path / "roster.csv").write_text("student,group\nada,t\nemmy,t\nother,\n")
    with_roster = record(tmp_path, roster=str(tmp_path / "roster.csv"))
    for student in ("ada", "emmy"):
        assert read_again(with_roster, STUBS, student, tmp_path).codes["sigmoid"].sha256
    assert read_again(with_roster, STUBS, "other", tmp_path).codes == {}


def test_a_student_of_whom_nothing_is_there_is_named(tmp_path):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    with pytest.raises(GraderError, match="nothing of emmy is there; .* with --submissions"):
        read_again(record(tmp_path), STUBS, "emmy", tmp_path)


def test_a_place_that_is_gone_is_named_with_what_to_do(tmp_path):
    with pytest.raises(GraderError, match="class: there is no such place .* --submissions"):
        read_again(record(tmp_path), STUBS, "ada", tmp_path)
