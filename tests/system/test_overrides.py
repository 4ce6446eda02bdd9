"""Overrides and the real command: they count, they outlive a re-grading, a mistake stops early."""

import shutil

import pytest
from conftest import ROOT
from system.test_class import grade, grader

LINE = "student,check,points,reason,by\ns04,training,{points},handed in on paper,Ada\n"


@pytest.fixture
def submissions(tmp_path):
    shutil.copytree(ROOT / "examples" / "class" / "s04", tmp_path / "class" / "s04")
    return tmp_path / "class"


def test_overrides_count_in_scores_and_table_and_outlive_a_re_grading(
    submissions, course_folder, tmp_path
):
    out = tmp_path / "out"
    stdout, _ = grade(submissions, out, course_folder)
    assert "Overrides" not in stdout
    results = (out / "results.jsonl").read_bytes()
    (out / "overrides.csv").write_text(LINE.format(points="7.5"))
    for _ in range(2):
        stdout, _ = grade(submissions, out, course_folder)
        assert stdout.splitlines()[2].split() == ["s04", "2.5", "7.5", "10"]
        assert stdout.splitlines()[-2:] == [
            f"Overrides counted: 1, of {out / 'overrides.csv'}",
            "  s04: training 0 -> 7.5",
        ]
        assert (out / "scores.csv").read_text().splitlines()[1] == "s04,2.5,7.5,10"
        assert (out / "overrides.csv").read_text() == LINE.format(points="7.5")
        assert (out / "results.jsonl").read_bytes() == results


def test_a_mistake_that_shows_without_results_stops_before_anything_is_graded(
    submissions, course_folder, tmp_path
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "overrides.csv").write_text(LINE.format(points="7.3"))
    status, stdout, stderr = grader("grade", submissions, "--out", out, "--course", course_folder)
    assert (status, stdout) == (2, "")
    assert stderr.startswith(f"grader: {out / 'overrides.csv'}:2: points is '7.3'")
    assert [path.name for path in out.iterdir()] == ["overrides.csv"]


def test_a_mistake_that_the_results_show_leaves_no_wrong_scores(
    submissions, course_folder, tmp_path
):
    out = tmp_path / "out"
    out.mkdir()
    (out / "overrides.csv").write_text(LINE.format(points="9"))
    status, _, stderr = grader("grade", submissions, "--out", out, "--course", course_folder)
    assert status == 2
    assert f"{out / 'overrides.csv'}:2: 9 points, and training has 8" in stderr
    names = {path.name for path in out.iterdir()}
    assert names == {"graded.jsonl", "overrides.csv", "results.jsonl"}
