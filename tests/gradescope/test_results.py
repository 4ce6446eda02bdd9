"""A result as Gradescope's results.json has it."""

import json

import msgspec
import pytest
from conftest import source_of
from gradescope.schema import check_schema

from grader.exports.gradescope import (
    FAILED,
    VISIBILITIES,
    as_json,
    failed_results,
    gradescope_results,
)
from grader.results import CheckResult, Diagnosis, ExerciseResult, Override, Result, Run


def check(id_="test_forward", **fields):
    given = {"title": "forward", "outcome": "passed", "score": 1.0, "max_score": 1.0}
    return CheckResult(**{"id": id_, "hidden": False, **given, **fields})


def exercise(*checks, **fields):
    given = {"exercise": "sigmoid", "title": "The sigmoid", "status": "graded"}
    given["score"] = sum(each.score for each in checks)
    given["max_score"] = sum(each.max_score for each in checks)
    return ExerciseResult(**{**given, "checks": checks, **fields})


def result(*exercises, **fields):
    score = sum(each.score for each in exercises)
    most = sum(each.max_score for each in exercises)
    run = Run(id="abc", course="", contact="", seed=1, grader="1", python="3", numpy="2")
    given = {"student": "ada", "score": score, "max_score": most, "run": run}
    return Result(**{**given, "exercises": exercises, **fields})


def made(*exercises, **options):
    results = gradescope_results(result(*exercises), **options)
    check_schema(json.loads(as_json(results)))
    return results


WRONG = {"outcome": "failed", "score": 0.0, "message": "Yours is zero everywhere."}


def test_a_check_is_a_test_with_title_points_status_number_and_message():
    results = made(exercise(check(), check("test_backward[1]", title="backward [1]", **WRONG)))
    assert results["tests"] == [
        {"score": 1.0, "max_score": 1.0, "status": "passed", "name": "forward", "number": "1.1",
         "output": "", "visibility": "visible"},
        {"score": 0.0, "max_score": 1.0, "status": "failed", "name": "backward [1]",
         "number": "1.2", "output": "Yours is zero everywhere.", "visibility": "visible"},
    ]  # fmt: skip
    assert results["score"] == 1.0
    assert results["extra_data"] == {"run": "abc"}


def test_seconds_are_a_number():
    assert made(exercise(check()), seconds=1.5)["execution_time"] == 1.5


def test_of_several_exercises_a_test_says_which_it_is_of():
    results = made(exercise(check()), exercise(check(), title="Training", exercise="training"))
    names = [(test["number"], test["name"]) for test in results["tests"]]
    assert names == [("1.1", "The sigmoid: forward"), ("2.1", "Training: forward")]


@pytest.mark.parametrize("visibility", VISIBILITIES)
def test_hidden_checks_are_shown_when_the_instructor_wants(visibility):
    checks = exercise(check(), check("test_hidden", hidden=True, **WRONG))
    results = made(checks, hidden_visibility=visibility)
    assert [test["visibility"] for test in results["tests"]] == ["visible", visibility]


def test_hidden_checks_are_shown_after_publishing_if_nobody_says_otherwise():
    [test] = made(exercise(check(hidden=True)))["tests"]
    assert test["visibility"] == "after_published"


def test_a_hint_stands_with_the_check_that_it_explains_and_nowhere_else():
    hint = Diagnosis(site="Sigmoid.backward", misconception="forgets", hint="Where is dout?")
    wrong = check("test_hidden", hidden=True, diagnosis="forgets", **WRONG)
    results = made(exercise(check(), wrong, diagnoses=(hint,)))
    assert results["tests"][1]["output"] == "Yours is zero everywhere.\n\nWhere is dout?"
    assert "dout" not in results["output"]


def test_an_exercise_that_was_not_graded_says_why_above_the_tests():
    gone = exercise(check(**WRONG), status="missing", message="There is no sigmoid.py.")
    left = exercise(check(), title="Training", notes=("Left out, line 3: print",))
    assert made(gone, left)["output"] == (
        "The sigmoid:\nThere is no sigmoid.py.\n\nTraining:\nLeft out, line 3: print"
    )


def test_an_exercise_without_checks_is_a_test_that_failed():
    nothing = exercise(status="failed", score=0.0, max_score=7.0, message="The grader failed.")
    [test] = made(nothing)["tests"]
    assert (test["score"], test["max_score"], test["status"]) == (0.0, 7.0, "failed")


def test_an_override_counts_and_says_by_whom():
    decided = Override(score=0.0, reason="right, in float32", by="Ada")
    marked = msgspec.structs.replace(check(outcome="failed", message="No."), override=decided)
    [test] = made(exercise(marked))["tests"]
    assert (test["score"], test["status"]) == (1.0, "passed")
    assert test["output"] == "Changed by Ada: right, in float32\n\nNo."
    whole = exercise(check(**WRONG), score=0.5, override=decided)
    assert made(whole)["score"] == 0.5


def test_what_lateness_costs_is_not_taken_off():
    late = result(exercise(check()), late=90_000, penalty=0.5)
    assert gradescope_results(late)["score"] == 1.0


def test_nothing_of_a_student_s_is_markup_and_no_character_is_odd():
    text = "<img src=x onerror=alert(1)> \x00 \x1b[31m \ud800 `**a**`"
    results = made(exercise(check(**{**WRONG, "message": text})))
    for key in ("output_format", "test_output_format", "test_name_format"):
        assert results[key] == "text"
    [test] = results["tests"]
    assert test["output"] == "<img src=x onerror=alert(1)> ? ?[31m ? `**a**`"
    assert not {"output_format", "name_format"} & set(test)


def test_a_text_without_end_is_cut():
    results = made(exercise(check(**{**WRONG, "message": "x" * 10**6})))
    assert len(results["tests"][0]["output"]) < 20_000


def test_where_the_grader_failed_there_are_no_points_and_the_student_knows_whom_to_tell():
    results = failed_results()
    check_schema(results)
    assert results["score"] == 0.0
    assert results["output"] == FAILED
    assert "tell your instructor" in FAILED


def test_what_the_examiner_finds_fits_as_it_is(graded):
    found = graded(sigmoid=source_of("s03", "sigmoid"), training=source_of("s04", "training"))
    results = gradescope_results(found, seconds=0.1)
    check_schema(json.loads(as_json(results)))
    assert results["score"] == found.score
    assert sum(test["score"] for test in results["tests"]) == found.score
    assert sum(test["max_score"] for test in results["tests"]) == found.max_score == 15
