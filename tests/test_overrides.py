"""What an instructor decides counts wherever results are shown; the grader's word stays."""

import pytest

from grader.errors import GraderError
from grader.exports import scores_csv
from grader.overrides import OVERRIDES, check_overrides, decided, read_final_results
from grader.results import CheckResult, ExerciseResult, Override, Result
from grader.results_file import ResultsFile, read_results

HEADER = "student,check,points,reason,by\n"


def check(name, score, most=1.0):
    outcome = "passed" if score else "failed"
    return CheckResult(
        id=name, title=name, outcome=outcome, score=score, max_score=most, hidden=True
    )


def result(student, *, penalty=0.0):
    first = (check("test_a[one axis]", 0.5), check("test_b", 0.0, 2.0))
    exercises = (
        ExerciseResult(exercise="sigmoid", status="graded", score=0.5, max_score=3.0, checks=first),
        ExerciseResult(
            exercise="affine",
            status="graded",
            score=4.0,
            max_score=4.0,
            checks=(check("test_b", 4.0, 4.0),),
        ),
        ExerciseResult(exercise="training", status="missing", score=0.0, max_score=8.0),
    )
    return Result(student=student, score=4.5, max_score=15.0, exercises=exercises, penalty=penalty)


@pytest.fixture
def folder(tmp_path):
    """A folder with the results of s01 and s02."""
    file = ResultsFile(tmp_path / "results.jsonl")
    for student in ("s01", "s02"):
        file.append(result(student, penalty=1.0))
    file.finish(["s01", "s02"])
    return tmp_path


def override(folder, *lines, header=HEADER):
    (folder / OVERRIDES).write_text(header + "".join(f"{line}\n" for line in lines))


def test_without_the_file_results_are_what_the_grader_gave(folder):
    assert list(read_final_results(folder)) == read_results(folder / "results.jsonl")


def test_a_check_has_the_points_of_its_override_and_says_why(folder):
    override(folder, "s02,sigmoid/test_b,1.5,right in float32,Ada")
    first, second = read_final_results(folder)
    assert first == result("s01", penalty=1.0)
    sigmoid = second.exercises[0]
    assert sigmoid.checks[1].score == 1.5
    assert sigmoid.checks[1].override == Override(score=0.0, reason="right in float32", by="Ada")
    assert sigmoid.checks[0] == first.exercises[0].checks[0]
    assert (sigmoid.score, second.score) == (2.0, 6.0)
    assert second.penalty == 1.0


def test_a_check_may_lose_points_too(folder):
    override(folder, "s01,affine/test_b,0,copied from s02,Ada")
    first, _ = read_final_results(folder)
    assert (first.exercises[1].score, first.score) == (0.0, 0.5)
    assert first.exercises[1].checks[0].override.score == 4.0


def test_a_case_is_named_with_its_brackets(folder):
    override(folder, "s01,sigmoid/test_a[one axis],1,typing error,Ada")
    assert read_final_results(folder)[0].exercises[0].score == 1.0


def test_a_whole_exercise_can_be_overridden_even_one_that_is_missing(folder):
    override(folder, "s01,training,7.5,handed in on paper,Ada")
    first, _ = read_final_results(folder)
    assert first.exercises[2].score == 7.5
    assert first.exercises[2].override == Override(score=0.0, reason="handed in on paper", by="Ada")
    assert first.score == 12.0


def test_results_stay_what_the_grader_gave(folder):
    before = (folder / "results.jsonl").read_bytes()
    override(folder, "s01,training,7.5,handed in on paper,Ada")
    read_final_results(folder)
    assert (folder / "results.jsonl").read_bytes() == before


def test_scores_are_the_overridden_ones_and_no_penalty_makes_them_negative(folder):
    override(folder, "s01,affine,0,copied,Ada", "s01,sigmoid,0,copied,Ada", "s02,training,1,x,Ada")
    results = read_final_results(folder)
    names = ["sigmoid", "affine", "training"]
    assert scores_csv(names, results, is_timed=True).decode().splitlines()[1:] == [
        "s01,0,0,0,0,,,1.00,0.00",
        "s02,0.5,4,1,5.5,,,1.00,4.50",
    ]
    assert len(list(decided(results))) == 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("by,reason,points,check,student\nAda,x,2,sigmoid/test_b,s01\n", id="order"),
        pytest.param("\ufeff" + HEADER + "s01,sigmoid/test_b,2,x,Ada\n", id="byte order mark"),
        pytest.param(
            "Student;Check;Points;Reason;By\r\ns01;sigmoid/test_b;2;x;Ada\r\n;;;;\r\n",
            id="a spreadsheet with semicolons",
        ),
    ],
)
def test_the_file_may_come_from_any_spreadsheet(folder, text):
    (folder / OVERRIDES).write_text(text, newline="")
    assert read_final_results(folder)[0].exercises[0].score == 2.5


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("s01,sigmoid/test_b,0.3,x,Ada", "points is '0.3', which is no multiple of a "
                     "half, such as 1.5", id="a third"),
        pytest.param("s01,sigmoid/test_b,-1,x,Ada", "points is '-1'", id="negative"),
        pytest.param("s01,sigmoid/test_b,nan,x,Ada", "points is 'nan'", id="no number"),
        pytest.param('s01,sigmoid/test_b,"1,5",x,Ada', "points is '1,5'", id="decimal comma"),
        pytest.param("s01,sigmoid/test_b,,x,Ada", "points is ''", id="no points"),
        pytest.param("s01,sigmoid/test_b,2.5,x,Ada", "2.5 points, and sigmoid/test_b has 2",
                     id="more than there are"),
        pytest.param("s01,sigmoid,3.5,x,Ada", "3.5 points, and sigmoid has 3", id="of an exercise"),
        pytest.param("s01,sigmoid/test_b,1,,Ada", "the column 'reason' is empty", id="no reason"),
        pytest.param("s01,sigmoid/test_b,1,x,", "the column 'by' is empty", id="nobody"),
        pytest.param(",sigmoid/test_b,1,x,Ada", "the column 'student' is empty", id="no student"),
        pytest.param("s01,,1,x,Ada", "the column 'check' is empty", id="no check"),
        pytest.param("s1,sigmoid,1,x,Ada", "no result is that of 's1'; the nearest is s01",
                     id="an unknown student"),
        pytest.param("s01,sigmoid/test_a,1,x,Ada", "no check of s01 is called 'sigmoid/test_a'; "
                     "the nearest is sigmoid/test_a[one axis]", id="a check without its case"),
        pytest.param("s01,sigmiod,1,x,Ada", "no check of s01 is called 'sigmiod'; the nearest is "
                     "sigmoid", id="an unknown exercise"),
        pytest.param("s01,sigmoid/test_b,1,x,Ada,more", "6 cells, and there are 5 columns",
                     id="too many cells"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_and_line(folder, line, words):
    override(folder, "s02,affine,1,x,Ada", line)
    with pytest.raises(GraderError) as caught:
        read_final_results(folder)
    [text] = str(caught.value).splitlines()
    assert text.startswith(f"{folder / OVERRIDES}:3: {words}")


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        pytest.param(["s01,sigmoid/test_b,1,x,Ada"] * 2,
                     "3: sigmoid/test_b of s01 is in line 2 already", id="a check"),
        pytest.param(["s01,sigmoid,1,x,Ada"] * 2, "3: sigmoid of s01 is in line 2 already",
                     id="an exercise"),
        pytest.param(["s01,sigmoid/test_b,1,x,Ada", "s01,sigmoid,1,x,Ada"],
                     "2: sigmoid of s01 is in line 3 as a whole; keep one of them", id="both"),
    ],
)  # fmt: skip
def test_nothing_is_overridden_twice(folder, lines, problem):
    override(folder, *lines)
    with pytest.raises(GraderError) as caught:
        read_final_results(folder)
    assert str(caught.value) == f"{folder / OVERRIDES}:{problem}"


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(folder):
    override(folder, "s09,sigmoid,1,x,Ada", "s01,sigmoid,0.2,,Ada", "s01,affine,9,x,Ada")
    with pytest.raises(GraderError) as caught:
        read_final_results(folder)
    lines = [line.split(":")[1] for line in str(caught.value).splitlines()]
    assert lines == ["2", "3", "3", "4"]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        pytest.param("student,check,points,reason\n", "1: the column 'by' is missing",
                     id="missing"),
        pytest.param("student,check,points,reason,by,why\n", "1: there is no column 'why'",
                     id="unknown"),
        pytest.param("student,check,points,reason,by,by\n", "1: there are 2 columns 'by'",
                     id="twice"),
        pytest.param("", "1: the column 'student' is missing", id="empty"),
    ],
)  # fmt: skip
def test_a_wrong_header_is_named(folder, header, words):
    override(folder, header=header)
    with pytest.raises(GraderError, match=f"overrides.csv:{words}"):
        read_final_results(folder)


def test_what_shows_without_results_is_told_before_there_are_any(folder):
    override(folder, "somebody,something,1,x,Ada")
    check_overrides(folder / OVERRIDES)
    override(folder, "somebody,something,1,,Ada")
    with pytest.raises(GraderError, match="the column 'reason' is empty"):
        check_overrides(folder / OVERRIDES)


def test_a_file_that_is_a_link_to_nowhere_is_not_taken_for_none(folder):
    (folder / OVERRIDES).symlink_to(folder / "gone")
    with pytest.raises(GraderError, match=r"overrides.csv: it can't be read: No such file"):
        read_final_results(folder)


def test_a_folder_without_results_is_named(tmp_path):
    with pytest.raises(GraderError, match=r"results.jsonl: it can't be read: No such .* wrote"):
        read_final_results(tmp_path)
