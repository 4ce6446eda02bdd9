"""The pages say what the results say, to those whom it concerns, and as text."""

import re
import shutil
import stat
from html.parser import HTMLParser

import msgspec
import pytest
from feedback.results import HOSTILE, class_of, hostile, run

from grader.cli import main
from grader.errors import GraderError
from grader.feedback import rendering
from grader.feedback.rendering import NAME_LIMIT, page_name
from grader.feedback.site import class_page, student_page, write_report
from grader.feedback.statistics import ClassStatistics
from grader.results import CheckResult, Diagnosis, ExerciseResult, Gradient, Override, Result
from grader.results_file import ResultsFile


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.attributes = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self):
        return "".join(self.texts)


def result(student, *scores, **more):
    """Of one exercise, whose checks have half a point each."""
    checks = tuple(
        CheckResult(id=f"test_{n}", title=f"title {n}", hidden=bool(n), score=score, max_score=0.5,
                    outcome="passed" if score else "failed")
        for n, score in enumerate(scores)
    )  # fmt: skip
    exercise = ExerciseResult(
        exercise="sigmoid", status="graded", score=sum(scores), max_score=0.5 * len(scores),
        checks=checks, **more,
    )  # fmt: skip
    return Result(
        student=student, score=exercise.score, max_score=exercise.max_score, exercises=(exercise,)
    )


TAGS = set(
    "html head meta title style body main header h1 h2 p strong nav table caption thead tbody tr "
    "th td a ul section code pre span details summary ol li figure img figcaption div footer label "
    "input output dl dt dd script".split()
)
"""Those of the templates; none of them is in the texts above but as a whole."""


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_whatever_a_submission_says_is_text(number):
    text = HOSTILE[number]
    for page in (student_page(hostile(text, number)), class_page([hostile(text, number)])):
        parsed = Page(page)
        assert set(parsed.tags) <= TAGS
        assert parsed.tags.count("script") == page.count("<script>") <= 1
        assert not [name for name, _ in parsed.attributes if name.startswith("on")]
        addresses = [value for name, value in parsed.attributes if name in ("src", "href")]
        assert all(re.match(r"data:image/|#|feedback/[\w%@.-]+\.html$", one) for one in addresses)
        assert text.replace("`", "").split("\x1b")[0] in parsed.text.replace("`", "")
        assert ">49" not in page


def test_a_page_lets_nothing_in_but_its_own_style_and_script():
    for page in (student_page(class_of(1)[0]), class_page(class_of(2))):
        [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="(.*?)"', page)
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == "&#39;none&#39;" or rules["default-src"] == "'none'"
        assert "unsafe" not in policy
        assert rules["img-src"] == "data:"


def test_a_students_page_holds_what_the_result_says():
    one = class_of(40)[3]
    text = Page(student_page(one)).text
    for exercise in one.exercises:
        assert exercise.title in text
    assert f"{one.score:g}" in text
    assert text.count("hidden check ") == sum(
        check.hidden and check.outcome != "passed" for e in one.exercises for check in e.checks
    )
    assert one.run.id in text
    assert str(one.run.seed) not in text


def test_nobody_elses_name_is_on_a_page(tmp_path):
    results = class_of(30, 2, 4)
    write_report(tmp_path, results)
    names = {one.student for one in results}
    for path in (tmp_path / "feedback").iterdir():
        found = {name for name in names if name in path.read_text()}
        assert found == {path.stem}
        assert "/tmp" not in path.read_text()  # noqa: S108


def test_pages_are_for_their_owner_only(tmp_path):
    write_report(tmp_path, class_of(2, 1, 2))
    for path in (tmp_path / "report.html", *(tmp_path / "feedback").iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "feedback").stat().st_mode) == 0o700


def test_with_pseudonyms_the_classs_page_names_nobody():
    results = class_of(12)
    page = class_page(results, is_pseudonymous=True)
    assert not [one for one in results if one.student in page or one.name in page]
    assert "student 01" in page
    assert "feedback/" not in page


def test_who_left_the_class_loses_the_page_and_nothing_else_is_touched(tmp_path):
    write_report(tmp_path, class_of(3, 1, 1))
    (tmp_path / "feedback" / "notes.txt").write_text("mine")
    write_report(tmp_path, class_of(3, 1, 1)[1:])
    assert sorted(path.name for path in (tmp_path / "feedback").iterdir()) == [
        "notes.txt", "student00001.html", "student00002.html",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "student",
    ["../../etc/passwd", "a/b", "a\\b", ".hidden", "..", "x" * 300, "김철수", "a b@c.org", "%2F",
     "é" * 100, "CON?", "a:b", "nul\\n", "<x>"],
)  # fmt: skip
def test_a_page_has_a_name_that_every_file_system_takes(student):
    name = page_name(student)
    assert re.fullmatch(r"[\w%@ .~-]+\.html", name, re.ASCII)
    assert not name.startswith(".")
    assert len(name) <= NAME_LIMIT + len(".html")


def test_no_two_students_share_a_page():
    students = ["x" * 200, "x" * 201, "a/b", "a%2Fb", "a b", ".a", "a"]
    assert len({page_name(student) for student in students}) == len(students)


def test_the_report_is_made_of_the_results_alone(tmp_path, capsys):
    file = ResultsFile(tmp_path / "results.jsonl")
    for one in class_of(4, 2, 3):
        file.append(one)
    file.close()
    assert main(["report", str(tmp_path)]) == 0
    first = (tmp_path / "report.html").read_bytes()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(tmp_path / "results.jsonl", elsewhere)
    assert main(["report", str(elsewhere)]) == 0
    assert (elsewhere / "report.html").read_bytes() == first
    assert "4 pages" in capsys.readouterr().out


def test_without_results_it_says_where_it_looked(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert f"{tmp_path}" in capsys.readouterr().err
    (tmp_path / "results.jsonl").write_text("")
    assert main(["report", str(tmp_path)]) == 2
    assert "grade a class first" in capsys.readouterr().err


def test_pages_that_cant_be_written_are_an_error(tmp_path):
    (tmp_path / "feedback").write_text("in the way")
    with pytest.raises(GraderError, match="can't be written"):
        write_report(tmp_path, class_of(1, 1, 1))


# --- numbers -------------------------------------------------------------------------------------


def test_pass_rate_and_discrimination_are_those_worked_out_by_hand():
    results = [
        result("a", 0.5, 0.5, 0.5),
        result("b", 0.5, 0.5, 0.0),
        result("c", 0.5, 0.0, 0.5),
        result("d", 0.5, 0.0, 0.0),
    ]
    first, second, third = ClassStatistics(results).checks()
    assert [each.rate for each in (first, second, third)] == [1.0, 0.5, 0.5]
    assert first.discrimination is None  # all have it
    assert second.discrimination == 0.0  # 1 1 0 0 against 1 0.5 1 0.5
    reversed_ = [result("a", 0.5, 0.0), result("b", 0.0, 0.5)]
    assert [each.discrimination for each in ClassStatistics(reversed_).checks()] == pytest.approx(
        [-1, -1]
    )
    same = [result("a", 0.5, 0.5), result("b", 0.0, 0.0)]
    assert [each.discrimination for each in ClassStatistics(same).checks()] == pytest.approx([1, 1])


def test_misconceptions_are_counted_by_student_the_most_frequent_first():
    def has(*names):
        return tuple(Diagnosis(site=f"at {n}", misconception=n, hint=f"hint {n}") for n in names)

    results = [
        result("a", 0.0, diagnoses=has("Rare", "Often", "Often")),
        result("b", 0.0, diagnoses=has("Often")),
        result("c", 0.5),
    ]
    found = ClassStatistics(results).misconceptions()
    assert [(talk.misconception, talk.students) for talk in found] == [
        ("Often", ("a", "b")),
        ("Rare", ("a",)),
    ]
    assert "hint Often" in class_page(results)


def test_those_with_less_than_half_of_the_points_may_need_help():
    results = [result("half", 0.5, 0.0), result("less", 0.0, 0.0), result("all", 0.5, 0.5)]
    assert [student for student, _ in ClassStatistics(results).needing_help()] == ["less"]


def test_a_hint_that_shows_in_several_places_is_given_once():
    sites = tuple(Diagnosis(site=s, misconception="M", hint="Look again.") for s in ("f", "g"))
    text = Page(student_page(result("a", 0.0, diagnoses=sites))).text
    assert text.count("Look again.") == 1
    assert "f, g" in text


def test_the_course_says_whom_to_ask():
    assert "Ask: the forum" in student_page(
        Result(student="a", score=0, max_score=0, run=run("the forum"))
    )


# --- odd results ---------------------------------------------------------------------------------


def with_gradient(theirs):
    gradient = Gradient(name="dx", shape=(1, 2), theirs=[theirs], numerical=[[0.5, -1e308]])
    one = result("a", 0.0)
    check = msgspec.structs.replace(one.exercises[0].checks[0], gradient=gradient)
    exercise = msgspec.structs.replace(one.exercises[0], checks=(check,))
    return msgspec.structs.replace(one, exercises=(exercise,))


@pytest.mark.parametrize("theirs", [[1e308, 1e308], [None, None], [0.0, 0.0], [-1e308, 1e-308]])
def test_numbers_of_any_size_can_be_drawn(theirs):
    assert "data:image/svg" in student_page(with_gradient(theirs))


def test_one_page_that_cant_be_made_stops_no_other(tmp_path, monkeypatch):
    def broken(gradient):
        raise ValueError("no picture")

    results = [with_gradient([1.0, 2.0]), result("b", 0.5)]
    rendering._environment().globals["picture"] = broken
    try:
        with pytest.raises(GraderError, match="a: ValueError: no picture"):
            write_report(tmp_path, results)
    finally:
        rendering._environment.cache_clear()
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == ["b.html"]
    assert (tmp_path / "report.html").exists()


def test_with_pseudonyms_notes_and_changes_by_hand_are_left_out():
    decided = Override(score=0.0, reason="Lovelace was sick", by="Ada")
    one = msgspec.structs.replace(
        result("x", 0.0, override=decided), problems=("lovelace_hw/sigmoid (1).py isn't looked at",)
    )
    page = class_page([one], is_pseudonymous=True)
    assert "ovelace" not in page
    assert "1 submission; its notes may hold names." in page


def test_with_pseudonyms_the_numbers_follow_the_totals_and_not_the_list_of_names():
    results = [result("a", 0.0), result("b", 0.5), result("c", 0.0)]
    text = Page(class_page(results, is_pseudonymous=True)).text
    assert re.search(r"student 1\s*0\.5", text)


def test_students_with_other_exercises_have_them_in_their_own_columns():
    other = result("b", 0.5)
    other = msgspec.structs.replace(
        other, exercises=(msgspec.structs.replace(other.exercises[0], exercise="affine"),)
    )
    nothing = Result(student="c", score=0, max_score=0)
    page = class_page([nothing, result("a", 0.5), other])
    rows = re.findall(r"<tr><th scope=\"row\"><a href=\"feedback/\w.html\">.*?</tr>", page)
    assert [len(re.findall("<td", row)) for row in rows] == [6, 6, 6]
    assert page.index("sigmoid</th>") < page.index("affine</th>")


@pytest.mark.parametrize(("points", "shown"), [(0.5, "0.5"), (0.0, "0")])
def test_what_somebody_decided_of_an_exercise_that_couldnt_be_graded_is_in_the_classs_table(
    points, shown
):
    checks = (CheckResult(id="t", title="t", outcome="error", score=0, max_score=1, hidden=False),)
    failed = ExerciseResult(
        exercise="sigmoid", status="failed", score=0.0, max_score=1.0, checks=checks
    )
    decided = msgspec.structs.replace(
        failed, score=points, override=Override(score=0.0, reason="on paper", by="Ada")
    )
    one, other = (
        Result(student=name, score=each.score, max_score=1.0, exercises=(each,))
        for name, each in (("a", decided), ("b", failed))
    )
    text = Page(class_page([one, other])).text
    assert f"\na{shown}{shown}\n" in text
    assert "\nb0failed\n" in text
    assert "that couldn't be graded: 1." in text
