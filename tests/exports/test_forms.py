"""Each form is read back by somebody else's parser, or held against the schema of who takes it."""

import base64
import csv
import html
import io
import json
import re

import jsonschema
import junitparser
import msgspec
import pytest
from feedback.results import HOSTILE, class_of, hostile
from markdown_it import MarkdownIt

from grader.cli import main
from grader.errors import GraderError
from grader.exports.formats import formatted
from grader.exports.github import annotation, as_text, classroom_output
from grader.results import Override
from grader.results_file import ResultsFile

RESULTS = class_of(5, 3, 6)
EVIL = [hostile(f"{text} {number}", number) for number, text in enumerate(HOSTILE)]
SHOWN = set("table thead tbody tr th td strong h3 p br code".split())
CLASSROOM = {
    "type": "object",
    "required": ["version", "status", "max_score", "tests"],
    "properties": {
        "version": {"enum": [1, 3]},
        "status": {"enum": ["pass", "fail", "error"]},
        "max_score": {"type": "number", "exclusiveMinimum": 0},
        "tests": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "status", "score"],
                "properties": {
                    "name": {"type": "string"},
                    "status": {"enum": ["pass", "fail", "error"]},
                    "score": {"type": "number", "minimum": 0},
                    "message": {"type": "string"},
                    "line_no": {"type": "integer"},
                },
            },
        },
    },
}
"""What GitHub Classroom's reporter makes use of; see its ``src/``."""


def test_csv_has_every_exercise_and_check_and_adds_up():
    rows = list(csv.DictReader(io.StringIO(formatted("csv", RESULTS, None).decode(), newline="")))
    assert [row["student"] for row in rows] == [result.student for result in RESULTS]
    for row, result in zip(rows, RESULTS, strict=True):
        assert float(row["total"]) == result.score
        assert float(row["of"]) == result.max_score
        for exercise in result.exercises:
            assert float(row[exercise.exercise]) == exercise.score
            for check in exercise.checks:
                assert float(row[f"{exercise.exercise}/{check.id}"]) == check.score


def test_no_name_in_csv_is_a_formula():
    rows = list(csv.reader(io.StringIO(formatted("csv", EVIL, None).decode(), newline="")))
    assert len(rows) == len(EVIL) + 1
    assert not [cell for row in rows for cell in row[:2] if re.match(r"[\s']*[=+@-]", cell)
                and not cell.startswith("'")]  # fmt: skip


@pytest.mark.parametrize("results", [RESULTS, EVIL])
def test_junit_is_read_by_junitparser_and_every_case_has_its_own_name(results):
    data = formatted("junit", results, None)
    xml = junitparser.JUnitXml.fromstring(data)
    suites = list(xml)
    assert len(suites) == len(results)
    names = [(case.classname, case.name) for suite in suites for case in suite]
    assert len(names) == len(set(names))  # GitLab leaves out what comes twice
    for suite, result in zip(suites, results, strict=True):
        checks = [check for exercise in result.exercises for check in exercise.checks]
        cases = list(suite)
        assert suite.tests == len(cases)
        assert suite.failures + suite.errors == sum(bool(case.result) for case in cases)
        if all(exercise.checks for exercise in result.exercises):
            assert len(cases) == len(checks)
            for case, check in zip(cases, checks, strict=True):
                assert bool(case.result) == (check.outcome != "passed")
                if case.result:  # GitLab shows the text, and not the attribute
                    assert case.result[0].text.strip()


def test_an_exercise_without_checks_is_an_error_in_junit():
    [result] = class_of(1, 1, 1)
    [exercise] = result.exercises
    exercise = msgspec.structs.replace(exercise, checks=(), status="failed", message="no file")
    result = msgspec.structs.replace(result, exercises=(exercise,))
    [suite] = junitparser.JUnitXml.fromstring(formatted("junit", [result], None))
    [case] = suite
    assert (suite.errors, case.result[0].text) == (1, "no file")


@pytest.mark.parametrize("result", [*RESULTS, *EVIL])
def test_github_classrooms_reporter_gets_what_it_needs_and_the_right_sum(result):
    data = json.loads(formatted("github", [result], None))
    jsonschema.validate(data, CLASSROOM)
    assert sum(test["score"] for test in data["tests"]) == pytest.approx(
        sum(
            exercise.score
            if exercise.override or not exercise.checks
            else sum(check.score for check in exercise.checks)
            for exercise in result.exercises
        )
    )
    line = classroom_output(result.exercises)
    assert line.startswith("result=")
    assert line.count("\n") == 1
    assert json.loads(base64.b64decode(line.removeprefix("result="))) == data


def test_what_is_of_one_student_needs_a_name():
    with pytest.raises(GraderError, match="takes one student; name them with --student"):
        formatted("github", RESULTS, None)
    assert json.loads(formatted("github", RESULTS, RESULTS[1].student))
    with pytest.raises(GraderError, match="no result is that of 'nobody'; the nearest is "):
        formatted("github", RESULTS, "nobody")


def rendered(markdown):
    """As GitHub renders it, but that it takes tags out which this one leaves in."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)


def rows_of(markdown):
    """The cells of a text's tables, as text."""
    found = re.findall(r"<tr>(.*?)</tr>", rendered(markdown), re.DOTALL)
    cells = [re.findall(r"<t[dh]>(.*?)</t[dh]>", row, re.DOTALL) for row in found]
    return [[html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in row] for row in cells]


def test_markdown_of_a_class_is_a_table_with_everybodys_scores():
    rows = rows_of(formatted("markdown", RESULTS, None).decode())
    assert len(rows) == 1 + len(RESULTS)
    assert rows[0] == ["student", *(one.exercise for one in RESULTS[0].exercises), "total"]
    assert [row[0] for row in rows[1:]] == [result.student for result in RESULTS]


@pytest.mark.parametrize("result", EVIL)
def test_nothing_of_a_students_is_markup_in_markdown(result):
    """No link, picture, emphasis or tag, and no row or column more than there are."""
    for text, columns in (
        (formatted("markdown", [result], None), len(result.exercises) + 2),
        (formatted("markdown", [result], result.student), 4),
    ):
        assert {len(row) for row in rows_of(text.decode())} == {columns}
        tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", rendered(text.decode())))
        assert tags <= SHOWN


@pytest.mark.parametrize(
    "text",
    ["<img src=x>", "`<b>`", "``<b>``", "\\`<b>`", "a | b", "`a | b`", "`a\n<b>`", "[x](http://y)",
     "*x* _y_ ~~z~~", "@someone #12", "&lt;", "# no heading", "1. no list", "- no list", "$x$"],
)  # fmt: skip
def test_a_cell_is_shown_as_it_is_written(text):
    page = rendered(f"| a | b |\n| --- | --- |\n| x | {as_text(text)} |\n")
    [_, cell] = re.findall(r"<td>(.*?)</td>", page, re.DOTALL)
    assert set(re.findall(r"<(\w+)", cell)) <= {"br", "code"}
    plain = re.sub(r"</?code>", "`", cell.replace("<br>", "\n"))
    assert html.unescape(plain) == text


def test_an_annotation_is_one_line_whatever_is_in_it():
    line = annotation("a,b:c.py", 3, "t: 1,\n2", "50 % of\nit")
    assert line == "::error file=a%2Cb%3Ac.py,line=3,title=t%3A 1%2C%0A2::50 %25 of%0Ait"
    assert annotation("x.py", 0, "t", "m") == "::error file=x.py,title=t::m"


def test_the_command_prints_or_writes_a_file(tmp_path, capfdbinary):
    file = ResultsFile(tmp_path / "results.jsonl")
    for result in RESULTS:
        file.append(result)
    file.close()
    assert main(["export", str(tmp_path), "--to", "junit"]) == 0
    out = capfdbinary.readouterr().out
    assert main(["export", str(tmp_path), "--to", "junit", "--out", str(tmp_path / "j.xml")]) == 0
    assert (tmp_path / "j.xml").read_bytes() == out == formatted("junit", RESULTS, None)


def test_a_decision_on_a_whole_exercise_counts_for_classroom():
    [result] = class_of(1, 2, 3)
    one, two = result.exercises
    decided = Override(score=one.score, reason="by hand", by="Ada")
    one = msgspec.structs.replace(one, score=one.max_score, override=decided)
    data = json.loads(
        formatted("github", [msgspec.structs.replace(result, exercises=(one, two))], None)
    )
    assert data["tests"][0]["score"] == one.max_score
    assert data["tests"][0]["message"] == "Changed by Ada: by hand"
    assert data["max_score"] == one.max_score + two.max_score


def test_a_semicolon_in_a_name_makes_no_cell_of_its_own():
    [result] = class_of(1, 1, 1)
    result = msgspec.structs.replace(result, student="a;=1+1;b")
    text = formatted("csv", [result], None).decode()
    assert '"a;=1+1;b"' in text


def test_an_address_is_no_link():
    page = rendered(as_text("see https://evil.example and www.evil.example"))
    assert html.unescape(page) == "<p>see https://evil.example and www.evil.example</p>\n"
    assert "://" not in as_text("https://evil.example")
    assert "www." not in as_text("www.evil.example")
