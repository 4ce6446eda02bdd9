"""The results file: appended at once, the last line of a student counts, a torn one doesn't."""

import csv
import io

import msgspec
import pytest

from grader import results_file
from grader.errors import GraderError
from grader.exports import scores_csv
from grader.results import ExerciseResult, Result
from grader.results_file import ResultsFile, read_results
from grader.writing import write_in_one_step


def result(student, score=1.0):
    exercise = ExerciseResult(exercise="e", status="graded", score=score, max_score=2.0)
    return Result(student=student, score=score, max_score=2.0, exercises=(exercise,))


def test_a_result_is_there_as_soon_as_it_was_appended(tmp_path):
    path = tmp_path / "results.jsonl"
    file = ResultsFile(path)
    file.append(result("b"))
    assert read_results(path) == [result("b")]
    file.append(result("a"))
    assert list(file.finish(["a", "b"])) == [result("a"), result("b")]
    assert read_results(path) == [result("a"), result("b")]


def test_the_last_line_of_a_student_counts(tmp_path):
    path = tmp_path / "results.jsonl"
    file = ResultsFile(path)
    file.append(result("a", 0.5))
    file.append(result("a", 1.5))
    assert list(file.finish(["a"])) == [result("a", 1.5)]


def test_results_are_read_from_the_file_again_though_it_was_replaced(tmp_path, monkeypatch):
    monkeypatch.setattr(results_file, "KEPT", 1)
    path = tmp_path / "results.jsonl"
    file = ResultsFile(path)
    for student in "cab":
        file.append(result(student))
    stored = file.finish(["a", "b", "c"])
    path.unlink()
    path.write_text("another run's")
    assert [each.student for each in stored] == ["a", "b", "c"]
    assert [each.student for each in stored[1:]] == ["b", "c"]
    assert stored[-1] == result("c")
    with pytest.raises(IndexError):
        stored[3]
    stored.close()


def test_a_torn_last_line_is_dropped_and_the_next_one_is_whole(tmp_path):
    path = tmp_path / "results.jsonl"
    line = msgspec.json.encode(result("a")) + b"\n"
    path.write_bytes(line + line[:30])
    assert read_results(path) == [result("a")]
    file = ResultsFile(path)
    file.append(result("b"))
    file.close()
    assert read_results(path) == [result("a"), result("b")]


def test_results_of_students_who_are_gone_are_left_out_at_the_end(tmp_path):
    path = tmp_path / "results.jsonl"
    file = ResultsFile(path)
    file.append(result("gone"))
    file.append(result("here"))
    file.finish(["here"])
    assert read_results(path) == [result("here")]


def test_a_run_that_stops_loses_neither_its_own_nor_the_older_results(tmp_path):
    path = tmp_path / "results.jsonl"
    file = ResultsFile(path)
    file.append(result("a", 0.5))
    file.append(result("b", 0.5))
    file.finish(["a", "b"])
    file = ResultsFile(path)
    file.append(result("b", 2.0))
    file.close()  # stopped: no finish
    assert {r.student: r.score for r in read_results(path)} == {"a": 0.5, "b": 2.0}


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(GraderError, match="file: it can't be written: No space .* is kept"):
        write_in_one_step(path, b"new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_scores_are_the_same_in_every_output():
    results = [result("a", 1.5), result('b,"c', 2.0), result("d", 0.0)]
    assert scores_csv(["e"], results).decode().splitlines() == [
        "student,e,total",
        "a,1.5,1.5",
        '"b,""c",2,2',
        "d,0,0",
    ]


@pytest.mark.parametrize(
    ("student", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-rf", "'-rf"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("'=1", "''=1"),
        ("'t Hooft", "'t Hooft"),
        ("O'Brien-Smith", "O'Brien-Smith"),
        ("1=1", "1=1"),
    ],
)
def test_a_name_is_no_formula_in_the_scores(student, cell):
    [_, row] = csv.reader(io.StringIO(scores_csv(["e"], [result(student)]).decode(), newline=""))
    assert row == [cell, "1", "1"]


def test_a_name_is_no_formula_either_where_semicolons_separate_cells():
    text = scores_csv(["e"], [result("a;=1+1")]).decode()
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == ["a;=1+1", "1", "1"]
    cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1]
    assert [cell for cell in cells if cell.startswith("=")] == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"garbage", id="no JSON"),
        pytest.param(b'{"version": 1, "student": "\xff"}', id="text that is not UTF-8"),
        pytest.param(b'{"more": ' + b"[" * 10**5 + b"]" * 10**5 + b"}", id="far too deep"),
        pytest.param(b'{"version": 1, "student": "a"}', id="no score"),
    ],
)
def test_a_line_that_is_no_result_is_named(tmp_path, line):
    path = tmp_path / "results.jsonl"
    path.write_bytes(msgspec.json.encode(result("a")) + b"\n" + line + b"\n")
    with pytest.raises(GraderError, match="results.jsonl:2: this is no result"):
        read_results(path)


def test_a_result_of_another_version_is_refused_by_name(tmp_path):
    path = tmp_path / "results.jsonl"
    line = msgspec.json.encode(result("a"))
    assert b'"version":1' in line
    path.write_bytes(line.replace(b'"version":1', b'"version":2') + b"\n")
    with pytest.raises(GraderError, match="it has version 2, and this grader reads 1"):
        read_results(path)


@pytest.mark.parametrize("line", [b"\xff\xfe", b"\0" * 40, b"[" * 10**6, b"9" * 10**6, b'""', b""])
def test_whatever_the_line_holds_it_is_named(tmp_path, line):
    path = tmp_path / "results.jsonl"
    path.write_bytes(line + b"\n")
    with pytest.raises(GraderError, match="results.jsonl:1: this is no result"):
        read_results(path)


def test_two_runs_do_not_write_into_one_folder(tmp_path):
    first = ResultsFile(tmp_path / "results.jsonl")
    with pytest.raises(GraderError, match="another run is writing"):
        ResultsFile(tmp_path / "results.jsonl")
    first.close()
    ResultsFile(tmp_path / "results.jsonl").close()


def test_a_short_write_is_continued(tmp_path):
    file = ResultsFile(tmp_path / "results.jsonl")
    stream = file._stream

    class Slow:
        def write(self, data):
            return stream.write(data[:7])

        def close(self):
            stream.close()

    file._stream = Slow()
    file.append(result("a"))
    file.close()
    assert read_results(tmp_path / "results.jsonl") == [result("a")]
