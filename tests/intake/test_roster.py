"""Who is in the class, whose submission it is, and what being late costs."""

import csv
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from conftest import copy_course
from intake.deliveries import CLASS, RIGHT, SLIP, grade, joined, write

from grader.course_folder import read_course
from grader.deadline import DAY, Deadline
from grader.errors import CourseError, GraderError
from grader.intake import Handed, Listing, Member
from grader.intake.places import MadeFolder
from grader.intake.roster import Entry, enrolled, read_roster


def roster(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode(encoding))
    return read_roster(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("between", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_roster_is_read_however_a_table_was_saved(encoding, between, end, tmp_path):
    first = "s1,김민수,k@x.org,team 1,2026-10-08T23:59:00+09:00"
    rows = ["Student,NAME,Email,Group,Extension", first, "", "s2,,,,"]
    text = end.join(rows).replace(",", between)
    due = datetime(2026, 10, 8, 23, 59, tzinfo=timezone(timedelta(hours=9)))
    assert roster(tmp_path, text, encoding) == [
        Entry("s1", "김민수", "k@x.org", "team 1", due), Entry("s2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1: the column 'student' is missing"]),
        ("student\n", ["1: it lists nobody"]),
        ("student,colour,name,name\n", ["1: there is no column 'colour'", "1: there are 2 "]),
        ("name\nx\n", ["1: the column 'student' is missing"]),
        ("student,name\n,x\n", ["2: nobody's name"]),
        ("student\ns1\nS1\n", ["3: S1 is listed twice"]),
        ("student,name\ns1,a,b\n", ["2: 3 cells, and there are 2 columns"]),
        ("student,extension\ns1,tomorrow\ns2,2026-10-08T23:59:00\n",
         ["2: the extension is 'tomorrow'", "3: the extension is '2026-10-08T23:59:00'"]),
        ('student,name\ns1,"a\n', ["2: unexpected end of data"]),
    ],
)  # fmt: skip
def test_each_mistake_in_a_roster_is_named_with_its_line(text, problems, tmp_path):
    with pytest.raises(GraderError) as caught:
        roster(tmp_path, text)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert f"roster.csv:{problem}" in line


def test_a_roster_that_is_not_utf_8_is_refused_with_the_line(tmp_path):
    with pytest.raises(GraderError, match=r"roster\.csv:2: it is not UTF-8"):
        roster(tmp_path, "student,name\ns1,é\n", "latin-1")
    with pytest.raises(GraderError, match="none: it can't be read: No such file"):
        read_roster(tmp_path / "none")


def handed(student, **facts):
    return Handed(student, MadeFolder(student), **facts)


def lines(listed, entries):
    """Who gets whose result."""
    listing = Listing(listed)
    found = {
        member.student: one.student
        for one in enrolled(listing, entries)
        for member in one.everybody()
    }
    return found, listing.left_out


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"student": "S1"}, id="by the student's name here"),
        pytest.param({"student": "lovelaceada_7", "ids": ("7", "S1")}, id="by a number"),
        pytest.param({"student": "x", "ids": ("Ada@Example.org",)}, id="by an address"),
        pytest.param({"student": "Ada Lovelace_7", "name": "ada lovelace"}, id="by name"),
    ],
)
def test_a_submission_is_found_to_be_somebodys(facts):
    entries = [Entry("s1", "Ada Lovelace", "ada@example.org"), Entry("s2", "Emmy", "e@example.org")]
    assert lines([handed(**facts)], entries) == ({"s1": "s1", "s2": "s2"}, [])


def test_two_of_the_same_name_are_not_told_apart_by_it():
    entries = [Entry("s1", "Ada"), Entry("s2", "Ada")]
    found, left_out = lines([handed("Ada_7", name="Ada")], entries)
    assert found == {"Ada_7": "Ada_7", "s1": "s1", "s2": "s2"}
    assert left_out == ["Ada_7: not on the roster; it was graded all the same"]


def test_whose_name_here_it_is_comes_before_anybodys_other_name():
    entries = [Entry("s1"), Entry("s2", name="s1")]
    assert lines([handed("s1")], entries) == ({"s1": "s1", "s2": "s2"}, [])


def test_a_group_shares_what_one_of_it_handed_in():
    entries = [Entry("a", group="g"), Entry("b", group="g"), Entry("c")]
    assert lines([handed("b")], entries)[0] == {"a": "b", "b": "b", "c": "c"}
    for name in ("g", "g_55"):  # handed in by the group as such
        assert lines([handed(name)], entries)[0] == {"a": name, "b": name, "c": "c"}


def test_where_two_of_a_group_handed_in_each_keeps_their_own_and_the_third_has_nothing():
    entries = [Entry(student, group="g") for student in "abc"]
    found = enrolled(Listing([handed("a"), handed("b")]), entries)
    problems = {one.student: one.problems for one in found}
    assert problems == {
        "a": (), "b": (), "c": ("of g, a and b handed in, and nothing says whose counts",),
    }  # fmt: skip


def test_two_submissions_of_one_student_are_a_problem_and_none_counts():
    listed = [handed("s1"), handed("x", ids=("s1",))]
    [one] = enrolled(Listing(listed), [Entry("s1")])
    assert one.problems == ("s1 and x are both theirs, and neither was graded",)


def test_submitters_who_are_named_together_each_get_a_line():
    both = (Member("a@x.org", "A"), Member("b@x.org", "B"))
    found, _ = lines([handed("a@x.org", members=both)], [Entry("s1", email="a@x.org")])
    assert found == {"s1": "a@x.org", "b@x.org": "a@x.org"}


# --- lateness ------------------------------------------------------------------------------------

DUE = datetime(2026, 10, 1, 12, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("moment", "extension", "late"),
    [
        (DUE, None, 0),
        (DUE - timedelta(days=1), None, 0),
        (DUE + timedelta(seconds=1), None, 1),
        (DUE + timedelta(microseconds=1), None, 1),
        (datetime(2026, 10, 1, 10, 0, 5, tzinfo=UTC), None, 5),
        (datetime(2026, 10, 1, 12, 0, 5), None, 5),
        (DUE + timedelta(days=2), DUE + timedelta(days=1), DAY),
        (DUE + timedelta(seconds=9), DUE - timedelta(days=1), 9),
    ],
)
def test_seconds_late(moment, extension, late):
    assert Deadline(DUE).late(moment, extension) == late


@pytest.mark.parametrize(
    ("late", "points"), [(0, 0), (1, 0.7), (DAY, 0.7), (DAY + 1, 1.4), (9 * DAY, 3.5)]
)
def test_each_day_that_has_begun_costs_a_part_of_the_score_up_to_the_most(late, points):
    assert Deadline(DUE, 10, 50).penalty(7.0, late) == points


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("due = 2026-10-01T12:00:00", ":6: due is 2026-10-01 12:00:00; say of which zone"),
        ('due = "soon"', ":6: due is 'soon'"),
        ("penalty = {per_day = 10}", ":6: a penalty without a time that it is due"),
        ("due = 2026-10-01T12:00:00Z\npenalty = {most = 10}", ":7: the key 'per_day' is missing"),
        ("due = 2026-10-01T12:00:00Z\npenalty = {per_day = -1}", ":7: per_day is -1"),
        ("due = 2026-10-01T12:00:00Z\npenalty = {per_day = 1, a = 1}", ":7: unknown key 'a'"),
    ],
)
def test_mistakes_of_a_deadline_are_named_with_their_lines(text, problem, tmp_path):
    course = copy_course(tmp_path)
    with (course / "course.toml").open("a") as file:
        file.write(f'[assignments.ps1]\nexercises = ["sigmoid"]\n{text}\n')
    with pytest.raises(CourseError) as caught:
        read_course(course)
    assert problem in str(caught.value)


@pytest.fixture(scope="module")
def late_course(tmp_path_factory):
    """Two exercises, due at noon, ten percent a day."""
    course = copy_course(tmp_path_factory.mktemp("late"))
    with (course / "course.toml").open("a") as file:
        file.write(
            '[assignments.ps1]\nexercises = ["sigmoid", "training"]\n'
            "due = 2026-10-01T12:00:00+02:00\npenalty = {per_day = 10, most = 50}\n"
        )
    return course


ROSTER = """student,name,e-mail,group,extension
ada,Ada Lovelace,,pair,
emmy,Emmy Noether,,,2026-10-02T12:00:00+02:00
grace,Grace Hopper,,pair,2026-10-02T12:00:00+02:00
zoe,Zoe,,,
"""


def test_a_class_with_a_roster_and_a_deadline(late_course, confinement, tmp_path):
    """One handed in a day late, for two; one has an extension; one nothing; one is a stranger."""
    files = {f"submitted/{path}": data for path, data in joined(
        {"ada/ps1": CLASS["ada"], "emmy/ps1": CLASS["emmy"], "who/ps1": {"sigmoid.py": RIGHT}}
    ).items()}  # fmt: skip
    files |= {
        "submitted/ada/ps1/timestamp.txt": b"2026-10-02 12:00:01 Europe/Berlin",
        "submitted/emmy/ps1/timestamp.txt": b"2026-10-02 12:00:01.5 Europe/Berlin",
        "submitted/who/ps1/timestamp.txt": b"2026-09-01 12:00:00 UTC",
    }
    write(tmp_path / "course", files)
    (tmp_path / "roster.csv").write_text(ROSTER)
    stderr, results = grade(tmp_path / "course", tmp_path / "out", late_course,
                            "--roster", tmp_path / "roster.csv", "--assignment", "ps1")  # fmt: skip
    found = {
        r.student: (r.name, r.shared_from, r.score, r.late, r.penalty, r.submitted, r.problems)
        for r in results
    }
    monday, tuesday = "2026-10-02T12:00:01+02:00", "2026-10-02T12:00:01.500000+02:00"
    assert found == {
        "ada": ("Ada Lovelace", "ada", 15.0, DAY + 1, 3.0, monday, ()),
        "emmy": ("Emmy Noether", "", 6.0, 2, 0.6, tuesday, ()),
        "grace": ("Grace Hopper", "ada", 15.0, 1, 1.5, monday, ()),
        "who": ("", "", 7.0, 0, 0.0, "2026-09-01T12:00:00+00:00", ("not on the roster",)),
        "zoe": ("Zoe", "", 0.0, None, 0.0, None, ()),
    }
    assert [e.status for e in results[-1].exercises] == ["missing", "missing"]
    assert "left out: who: not on the roster; it was graded all the same" in stderr
    with (tmp_path / "out" / "scores.csv").open(newline="") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert rows["ada"] == {
        "student": "ada", "sigmoid": "7", "training": "8", "total": "15", "submitted": monday,
        "late": "86401", "penalty": "3.00", "after_penalty": "12.00",
    }  # fmt: skip
    assert (rows["zoe"]["late"], rows["zoe"]["after_penalty"]) == ("", "0.00")


def test_without_a_deadline_a_files_time_is_not_in_the_results(course_folder, tmp_path):
    """Or a copy of the class would give other results."""
    write(tmp_path / "class", {"ada/sigmoid.py": SLIP})
    _, [result] = grade(tmp_path / "class", tmp_path / "out", course_folder)
    assert (result.submitted, result.submitted_from, result.late) == (None, "", None)
    header = (tmp_path / "out" / "scores.csv").read_text().splitlines()[0]
    assert header == "student,sigmoid,training,total"
    assert msgspec.json.encode(result).count(b'"penalty":0.0') == 1


def test_with_a_deadline_the_files_time_is_the_last_resort(late_course, confinement, tmp_path):
    import os

    path = write(tmp_path / "class", {"ada/sigmoid.py": SLIP}) / "ada" / "sigmoid.py"
    os.utime(path, (DUE.timestamp() + 90, DUE.timestamp() + 90))
    arguments = ("--assignment", "ps1")
    _, [result] = grade(tmp_path / "class", tmp_path / "out", late_course, *arguments)
    assert (result.submitted_from, result.late, result.penalty) == ("the file's time", 90, 0.6)
