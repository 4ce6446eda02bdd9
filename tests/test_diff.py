"""Two gradings compared: who gained, who lost, by which check, and what is in one of them only."""

import msgspec
import pytest

from grader.cli import main
from grader.diff import compare, diff_text
from grader.results import CheckResult, ExerciseResult, Override, Result


def check(name, score, most=1.0, *, message="", override=None):
    return CheckResult(
        id=name,
        title=f"title of {name}",
        outcome="passed" if score else "failed",
        score=score,
        max_score=most,
        hidden=True,
        message=message,
        override=override,
    )


def exercise(name, *checks, score=None, override=None):
    total = sum(check.score for check in checks) if score is None else score
    return ExerciseResult(
        exercise=name,
        status="graded",
        score=total,
        max_score=8.0,
        checks=checks,
        override=override,
    )


def result(student, *exercises):
    score = sum(exercise.score for exercise in exercises)
    return Result(student=student, score=score, max_score=8.0, exercises=exercises)


def sigmoid(student, a, b, **more):
    return result(student, exercise("sigmoid", check("test_a", a), check("test_b", b, **more)))


def text(before, after):
    return diff_text(compare(before, after))


def test_nothing_differs_between_a_grading_and_itself():
    same = [sigmoid("s01", 1.0, 0.5)]
    assert not compare(same, same)
    assert text(same, same) == "No score differs."


def test_who_gained_and_who_lost_is_told_by_check_with_the_new_message():
    before = [sigmoid("s01", 1.0, 0.0), sigmoid("s02", 1.0, 0.0), sigmoid("s03", 1.0, 1.0)]
    after = [
        sigmoid("s01", 1.0, 0.5),
        sigmoid("s02", 0.0, 1.0, message="first\nsecond"),
        sigmoid("s03", 1.0, 1.0),
    ]
    assert text(before, after).splitlines() == [
        "s01: 1 -> 1.5",
        "  sigmoid/test_b  0 -> 0.5  title of test_b",
        "",
        "s02: 1 -> 1",
        "  sigmoid/test_a  1 -> 0  title of test_a",
        "  sigmoid/test_b  0 -> 1  title of test_b",
        "      first",
        "      second",
        "",
        "check           gained  lost  points",
        "sigmoid/test_a       0     1      -1",
        "sigmoid/test_b       2     0    +1.5",
    ]


def test_another_message_alone_is_no_difference():
    assert not compare([sigmoid("s01", 1.0, 0.0)], [sigmoid("s01", 1.0, 0.0, message="new")])


def test_what_is_in_one_of_the_two_only_is_told():
    before = [
        result("s01", exercise("sigmoid", check("test_a", 1.0), check("test_old", 0.5))),
        result("s02", exercise("sigmoid", check("test_a", 1.0)), exercise("affine")),
    ]
    after = [
        result("s01", exercise("sigmoid", check("test_a", 1.0), check("test_new", 1.0))),
        result("s03", exercise("sigmoid", check("test_a", 1.0)), exercise("training")),
    ]
    assert text(before, after).splitlines() == [
        "s01: 1.5 -> 2",
        "  sigmoid  0.5 -> 1  by checks of one only",
        "",
        "check    gained  lost  points",
        "sigmoid       1     0    +0.5",
        "",
        "Only before: student s02: 1 of 8",
        "Only before: exercise affine",
        "Only before: check sigmoid/test_old",
        "",
        "Only after: student s03: 1 of 8",
        "Only after: exercise training",
        "Only after: check sigmoid/test_new",
    ]


def test_a_check_that_is_gone_is_a_difference_even_if_nobody_had_points_for_it():
    before = [result("s01", exercise("sigmoid", check("test_a", 1.0), check("test_old", 0.0)))]
    after = [result("s01", exercise("sigmoid", check("test_a", 1.0)))]
    assert text(before, after) == "Only before: check sigmoid/test_old"


def test_overrides_are_marked():
    override = Override(score=0.0, reason="right in float32", by="Ada")
    before = [sigmoid("s01", 1.0, 0.0)]
    after = [sigmoid("s01", 1.0, 1.0, override=override)]
    mark = "      {}: changed by Ada: right in float32"
    assert text(before, after).splitlines()[2] == mark.format("NEW")
    assert text(after, before).splitlines()[2] == mark.format("OLD")


def test_what_somebody_changed_comes_without_the_trouble_that_the_grader_had():
    override = Override(score=0.0, reason="right in float32", by="Ada")
    before = [sigmoid("s01", 1.0, 0.0, message="trouble")]
    after = [sigmoid("s01", 1.0, 1.0, message="trouble", override=override)]
    assert "trouble" not in text(before, after)
    assert "trouble" in text(after, before)


def test_of_an_exercise_that_is_overridden_the_checks_do_not_count():
    override = Override(score=0.0, reason="on paper", by="Ada")
    before = [sigmoid("s01", 1.0, 0.0)]
    checks = check("test_a", 0.0), check("test_b", 0.0)
    after = [result("s01", exercise("sigmoid", *checks, score=7.0, override=override))]
    assert text(before, after).splitlines()[:3] == [
        "s01: 1 -> 7",
        "  sigmoid  1 -> 7  as a whole",
        "      NEW: changed by Ada: on paper",
    ]


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x9b2J", "a\rb", "\u202egnp", "\u2028"])
def test_nothing_that_a_terminal_obeys_comes_through(hostile):
    before = [sigmoid(hostile, 1.0, 0.0), sigmoid(f"only{hostile}", 1.0, 0.0)]
    after = [sigmoid(hostile, 1.0, 1.0, message=hostile)]
    said = text(before, after).replace("\n", "")
    assert said.isprintable()
    assert "?" in said


def test_the_command_exits_with_0_1_or_2(tmp_path, capsys):
    for name, score in (("old", 0.0), ("new", 1.0)):
        (tmp_path / name).mkdir()
        line = msgspec.json.encode(sigmoid("s01", 1.0, score)) + b"\n"
        (tmp_path / name / "results.jsonl").write_bytes(line)
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    assert main(["diff", old, old]) == 0
    assert capsys.readouterr().out == "No score differs.\n"
    assert main(["diff", old, f"{new}/results.jsonl"]) == 1
    assert capsys.readouterr().out.startswith("s01: 1 -> 2\n")
    assert main(["diff", old, str(tmp_path)]) == 2
    assert "results.jsonl: it can't be read" in capsys.readouterr().err


def test_an_override_undoes_a_difference(tmp_path, capsys):
    test_the_command_exits_with_0_1_or_2(tmp_path, capsys)
    (tmp_path / "new" / "overrides.csv").write_text(
        "student,check,points,reason,by\ns01,sigmoid/test_b,0,copied,Ada\n"
    )
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new")]) == 0
