"""nbgrader's gradebook holds what the results say, whatever database it is in."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
from conftest import ROOT
from feedback.results import class_of
from nbconvert.filters.markdown import markdown2html
from nbgrader.api import Gradebook

from grader.cli import main
from grader.errors import GraderError
from grader.exports.cells import as_markdown, cell_names
from grader.exports.gradebook import write_gradebook
from grader.results import Override
from grader.results_file import ResultsFile

RESULTS = class_of(5, 3, 6)


@pytest.fixture(autouse=True)
def _alembic(monkeypatch):
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")


def grades(db, assignment="ps1"):
    """Every grade with its comment: (student, notebook, check): (score, most, comment, manual)."""
    with Gradebook(db) as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions(assignment):
            for notebook in submission.notebooks:
                comments = {comment.name: comment.auto_comment for comment in notebook.comments}
                for grade in notebook.grades:
                    found[submission.student.id, notebook.name, grade.name] = (
                        grade.auto_score, grade.cell.max_score, comments[grade.name],
                        grade.needs_manual_grade,
                    )  # fmt: skip
        return found


def test_every_check_is_a_cell_with_its_score_and_message(db):
    written = write_gradebook(RESULTS, db, "ps1")
    assert (written.students, written.cells, written.copy) == (5, 18, None)
    found = grades(db)
    assert len(found) == 5 * 18
    for result in RESULTS:
        for exercise in result.exercises:
            names = cell_names({c.id.split("[")[0]: c.hidden for c in exercise.checks})
            for check in exercise.checks:
                place = result.student, exercise.exercise, names[check.id.split("[")[0]]
                score, most, comment, manual = found[place]
                assert (score, most, manual) == (check.score, check.max_score, False)
                assert check.message in comment
                assert bool(comment) == bool(check.message)
    with Gradebook(db) as gradebook:
        for result in RESULTS:
            submission = gradebook.find_submission("ps1", result.student)
            assert (submission.score, submission.max_score) == (result.score, result.max_score)


def test_no_comment_is_markup():
    """nbgrader's feedback shows comments as Markdown, and a message may quote the student."""
    evil = "line 3: <img src=x onerror=alert(1)>\n```\n<script>alert(1)</script>\n~~~~ `````"
    html = markdown2html(as_markdown(evil))
    assert "<img" not in html
    assert "<script" not in html
    assert "alert(1)" in html


def test_writing_again_changes_nothing(db):
    write_gradebook(RESULTS, db, "ps1")
    first = grades(db)
    write_gradebook(RESULTS, db, "ps1")
    assert grades(db) == first


def test_what_was_given_by_hand_stays_and_is_to_be_looked_at_where_the_score_is_another(db):
    write_gradebook(RESULTS, db, "ps1")
    student, exercise = RESULTS[0].student, RESULTS[0].exercises[0]
    passed, other = exercise.checks[0], exercise.checks[1]
    with Gradebook(db) as gradebook:
        for check in (passed, other):
            grade = gradebook.find_grade(check.id.split("[")[0], exercise.exercise, "ps1", student)
            grade.manual_score, grade.needs_manual_grade = 0.25, False
        gradebook.db.commit()
    changed = msgspec.structs.replace(other, score=other.max_score - other.score)
    checks = (passed, changed, *exercise.checks[2:])
    again = msgspec.structs.replace(exercise, checks=checks)
    result = msgspec.structs.replace(RESULTS[0], exercises=(again, *RESULTS[0].exercises[1:]))
    write_gradebook([result, *RESULTS[1:]], db, "ps1")
    with Gradebook(db) as gradebook:
        found = [
            gradebook.find_grade(check.id.split("[")[0], exercise.exercise, "ps1", student)
            for check in (passed, other)
        ]
        assert [grade.score for grade in found] == [0.25, 0.25]
        assert [grade.needs_manual_grade for grade in found] == [False, True]


def test_cases_of_a_check_are_one_cell(db):
    [result] = class_of(1, 1, 1)
    [exercise] = result.exercises
    [check] = exercise.checks
    cases = [
        msgspec.structs.replace(check, id=f"test_it[{n}]", score=score, max_score=0.5)
        for n, score in enumerate((0.5, 0.0, 0.5))
    ]
    exercise = msgspec.structs.replace(exercise, checks=tuple(cases), max_score=1.5, score=1.0)
    write_gradebook([msgspec.structs.replace(result, exercises=(exercise,))], db, "ps1")
    [(score, most, _, _)] = grades(db).values()
    assert (score, most) == (1.0, 1.5)


def test_an_override_counts_and_says_whose_it_is(tmp_path):
    db = f"sqlite:///{tmp_path / 'gradebook.db'}"
    [result] = class_of(1, 2, 4)
    one, two = result.exercises
    decided = Override(score=one.score, reason="by hand", by="Ada")
    one = msgspec.structs.replace(one, score=3.0, override=decided)
    check = msgspec.structs.replace(two.checks[0], score=0.5, override=decided)
    two = msgspec.structs.replace(two, checks=(check, *two.checks[1:]))
    write_gradebook([msgspec.structs.replace(result, exercises=(one, two))], db, "ps1")
    found = grades(db)
    of_one = [value for (_, notebook, _), value in found.items() if notebook == one.exercise]
    assert sum(score for score, *_ in of_one) == 3.0
    assert all("Changed by Ada: by hand" in comment for _, _, comment, _ in of_one)
    score, _, comment, _ = found[result.student, two.exercise, check.id.split("[")[0]]
    assert score == 0.5
    assert "Changed by Ada: by hand" in comment


def test_what_came_to_a_course_or_left_it_since_comes_and_goes(db):
    [before] = class_of(1, 1, 2)
    [after] = class_of(1, 2, 3)
    write_gradebook([before], db, "ps1")
    write_gradebook([after], db, "ps1")
    with Gradebook(db) as gradebook:
        submission = gradebook.find_submission("ps1", after.student)
        assert (submission.score, submission.max_score) == (after.score, after.max_score)
    one = after.exercises[0]
    fewer = msgspec.structs.replace(one, checks=one.checks[1:])
    write_gradebook(
        [msgspec.structs.replace(after, exercises=(fewer, after.exercises[1]))], db, "ps1"
    )
    assert (after.student, one.exercise, "test_number_0") not in grades(db)
    assert len(grades(db)) == 5


def test_a_check_that_is_gone_and_was_graded_by_hand_is_not_thrown_away(db):
    [result] = class_of(1, 1, 2)
    [exercise] = result.exercises
    write_gradebook([result], db, "ps1")
    with Gradebook(db) as gradebook:
        grade = gradebook.find_grade("test_number_0", exercise.exercise, "ps1", result.student)
        grade.manual_score = 1.0
        gradebook.db.commit()
    fewer = msgspec.structs.replace(exercise, checks=exercise.checks[1:])
    with pytest.raises(GraderError, match="was graded by hand, and there is no such check"):
        write_gradebook([msgspec.structs.replace(result, exercises=(fewer,))], db, "ps1")
    assert len(grades(db)) == 2


def test_an_exercise_that_could_not_be_graded_has_its_override(tmp_path):
    db = f"sqlite:///{tmp_path / 'gradebook.db'}"
    results = class_of(2, 1, 4)
    [exercise] = results[0].exercises
    decided = Override(score=0.0, reason="by hand", by="Ada")
    failed = msgspec.structs.replace(exercise, checks=(), score=3.0, override=decided)
    results[0] = msgspec.structs.replace(results[0], exercises=(failed,), score=3.0)
    write_gradebook(results, db, "ps1")
    with Gradebook(db) as gradebook:
        assert gradebook.find_submission("ps1", results[0].student).score == 3.0


def test_a_file_is_copied_before_it_is_written(tmp_path):
    db = f"sqlite:///{tmp_path / 'gradebook.db'}"
    write_gradebook(RESULTS, db, "ps1")
    written = write_gradebook(RESULTS[:1], db, "ps2")
    assert written.copy is not None
    assert len(grades(f"sqlite:///{written.copy}")) == 90
    with Gradebook(f"sqlite:///{written.copy}") as before:
        assert [assignment.name for assignment in before.assignments] == ["ps1"]


def test_results_of_another_course_are_refused(db):
    write_gradebook(RESULTS, db, "ps1")
    before = grades(db)
    [other] = class_of(1, 1, 6)
    [exercise] = other.exercises
    exercise = msgspec.structs.replace(exercise, exercise="convolution")
    with pytest.raises(GraderError, match="assignment ps1 holds exercise_0, exercise_1"):
        write_gradebook([msgspec.structs.replace(other, exercises=(exercise,))], db, "ps1")
    run = msgspec.structs.replace(RESULTS[0].run, course="another")
    mixed = [msgspec.structs.replace(RESULTS[0], run=run), *RESULTS[1:]]
    with pytest.raises(GraderError, match="of several courses"):
        write_gradebook(mixed, db, "ps1")
    assert grades(db) == before


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("gradebook.db", "this is no database's address"),
        ("sqlite:////nowhere/at/all/gradebook.db", "can't be written: unable to open"),
        ("postgresql+psycopg://grader:secret@127.0.0.1:1/none", "grader:***@127.0.0.1:1/none"),
    ],
)
def test_what_is_no_gradebook_is_an_error_without_the_password(address, words):
    with pytest.raises(GraderError) as caught:
        write_gradebook(RESULTS, address, "ps1")
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_two_graders_at_once_lose_nothing(postgresql, request, tmp_path):
    import psycopg

    plain = postgresql.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE two_graders")
    db, results = f"{postgresql}/two_graders", class_of(24, 2, 6)
    halves = (results[::2], results[1::2])
    folders = []
    for number, half in enumerate(halves):
        folders.append(tmp_path / str(number))
        folders[-1].mkdir()
        file = ResultsFile(folders[-1] / "results.jsonl")
        for result in half:
            file.append(result)
        file.close()

    def export(folder):
        command = ["export", str(folder), "--to", "nbgrader", "--db", db, "--assignment", "ps1"]
        return subprocess.run(
            [sys.executable, "-m", "grader", *command], capture_output=True, text=True, check=False,
            cwd=ROOT,
        )  # fmt: skip

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(export, folders))
    assert [one.returncode for one in done] == [0, 0], [one.stderr for one in done]
    alone = f"sqlite:///{tmp_path / 'alone.db'}"
    write_gradebook(results, alone, "ps1")
    assert grades(db) == grades(alone)


def test_the_command_says_what_it_did_and_needs_a_name(tmp_path, capsys):
    file = ResultsFile(tmp_path / "results.jsonl")
    for result in RESULTS:
        file.append(result)
    file.close()
    db = f"sqlite:///{tmp_path / 'gradebook.db'}"
    command = ["export", str(tmp_path), "--to", "nbgrader", "--db", db]
    assert main(command) == 2
    assert "name it with --assignment" in capsys.readouterr().err
    assert main([*command, "--assignment", "ps1"]) == 0
    assert "5 students, 18 checks each" in capsys.readouterr().out
    assert main([*command, "--assignment", "ps1"]) == 0
    assert "what was there before: " in capsys.readouterr().out
