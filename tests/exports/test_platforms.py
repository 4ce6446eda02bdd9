"""Canvas's and Moodle's own sheets come back with the points in them, and nothing else changed."""

import csv
import io

import msgspec
import pytest
from feedback.results import class_of

from grader.cli import main
from grader.errors import GraderError
from grader.exports.formats import filled_in
from grader.results import Override
from grader.results_file import ResultsFile

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,ps1 (101),essay (102),Final Score\r\n"
    "    Points Possible,,,,,9.0,10,(read only)\r\n"
    '"Doe, Jane",11,s-1,jane@uni.example,"A, and B",,7,70\r\n'
    '"Roe, Richard",12,s-2,richard,"A, and B",EX,,\r\n'
    '"Poe, Ann",13,s-3,ann,B,1.00,,\r\n'
    '"Noe, Bob",14,s-4,bob,B,,,\r\n'
    '"Student, Test",99,,abcdef,B,,,\r\n'
)
MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,"
    "Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments\n"
    'Participant 501,Jane Doe,s-1,jane@uni.example,"Submitted, late",-,9.00,Yes,"Monday, 1",-,\n'
    'Participant 502,Ann Poe,s-3,ann@uni.example,Submitted,2.00,9.00,No,-,-,"well, ""fine"""\n'
    "Participant 503,Bob Noe,s-4,bob@uni.example,Submitted,,9.00,Yes,-,-,\n"
)


def result(student, score, penalty=0.0, name="", message=""):
    [one] = class_of(1, 1, 2)
    [exercise] = one.exercises
    checks = tuple(
        msgspec.structs.replace(check, outcome="failed", score=0.0, message=message)
        for check in exercise.checks
    )
    exercise = msgspec.structs.replace(exercise, score=score, max_score=9.0, checks=checks)
    return msgspec.structs.replace(
        one, student=student, name=name, score=score, max_score=9.0, penalty=penalty,
        exercises=(exercise,),
    )  # fmt: skip


def filled(tmp_path, to, text, results, assignment="ps1"):
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.encode())
    data, notes = filled_in(to, results, path, assignment)
    return data.decode(), notes


def test_canvas_gets_the_points_of_its_students_and_keeps_all_else(tmp_path):
    results = [
        result("11", 7.5, penalty=0.75),  # by Canvas's number
        result("s-2", 4),  # excused there
        result("poeann_13", 6.5),  # as Canvas's own download calls the folder
        result("BOB", 0),  # by login, in other capitals
        result("stranger", 3),
    ]
    text, notes = filled(tmp_path, "canvas", CANVAS, results)
    expected = CANVAS.replace('"A, and B",,7,70', '"A, and B",6.75,7,70')
    expected = expected.replace("ann,B,1.00,,", "ann,B,6.5,,").replace("bob,B,,,", "bob,B,0,,")
    assert text == expected
    assert notes == [
        "stranger is in no row",
        "row 4, Roe, Richard: not changed: is excused",
        "row 7, Student, Test: not changed: no result",
        "3 students filled in; 1 of the results has no row",
    ]


def test_a_name_counts_only_where_it_is_one_persons(tmp_path):
    twins = CANVAS + '"Doe, Jane",15,s-5,jane2,B,,,\r\n'
    results = [result("folder 1", 1, name="Jane Doe"), result("Ann  Poe", 2)]
    text, notes = filled(tmp_path, "canvas", twins, results)
    assert text == twins.replace("ann,B,1.00", "ann,B,2")
    assert "folder 1 fits several rows" in notes
    same = [result("a", 1, name="Ann Poe"), result("b", 2, name="Poe, Ann")]
    text, notes = filled(tmp_path, "canvas", CANVAS, same)
    assert text == CANVAS
    assert {"a is in no row", "b is in no row"} <= set(notes)


def test_a_number_that_two_students_have_in_different_columns_is_nobodys(tmp_path):
    clash = CANVAS.replace("s-2", "11")
    text, notes = filled(tmp_path, "canvas", clash, [result("11", 5)])
    assert text == clash
    assert "11 fits several rows" in notes


def test_two_results_for_one_row_are_nobodys(tmp_path):
    text, notes = filled(tmp_path, "canvas", CANVAS, [result("11", 5), result("s-1", 6)])
    assert text == CANVAS
    assert "11, s-1 fit one row, 3" in notes


def test_moodle_gets_points_and_messages_as_text_and_keeps_all_else(tmp_path):
    evil = 'line 1: `<b>` & "quoted"\nline 2'
    results = [result("Jane Doe_501", 7.5, message=evil), result("s-3", 1), result("nobody", 1)]
    text, notes = filled(tmp_path, "moodle", MOODLE, results)
    before = list(csv.reader(io.StringIO(MOODLE)))
    after = list(csv.reader(io.StringIO(text)))
    comment = after[1].pop(10)
    before[1].pop(10)
    assert (before[1][5], after[1][5]) == ("-", "7.5")
    before[1][5] = "7.5"
    assert after == before
    assert "exercise_0: 7.5 of 9" in comment
    assert '`&lt;b&gt;` &amp; "quoted"<br>line 2' in comment
    assert "<b>" not in comment
    assert text.splitlines()[2:] == MOODLE.splitlines()[2:]
    assert notes == [
        "nobody is in no row",
        "row 3, Ann Poe: not changed: has a grade that can't be changed",
        "row 4, Bob Noe: not changed: no result",
        "1 student filled in; 1 of the results has no row",
    ]


def test_a_sheet_with_semicolons_has_commas_in_its_numbers(tmp_path):
    text = "Identifier;Full name;Grade;Last modified (grade)\nParticipant 7;Jane Doe;;-\n"
    filled_text, _ = filled(tmp_path, "moodle", text, [result("Participant 7", 7.5)])
    assert filled_text == text.replace("Jane Doe;;", "Jane Doe;7,5;")


def test_the_sheets_points_are_compared(tmp_path):
    _, notes = filled(tmp_path, "canvas", CANVAS.replace("9.0", "20"), [result("11", 5)])
    assert "the sheet says that 20 points can be had, the results 9" in notes


@pytest.mark.parametrize(
    ("to", "text", "assignment", "words"),
    [
        ("canvas", CANVAS, "ps2", "no column is called ps2.*there are ps1 \\(101\\), essay"),
        ("canvas", MOODLE, "ps1", "not a gradebook exported from Canvas"),
        ("canvas", "Name,ps1\nx,1\n", "ps1", "not a gradebook exported from Canvas"),
        ("moodle", CANVAS, None, "not a grading worksheet downloaded from Moodle"),
    ],
)
def test_another_sheet_is_refused_with_what_is_there(tmp_path, to, text, assignment, words):
    with pytest.raises(GraderError, match=words):
        filled(tmp_path, to, text, [result("11", 5)], assignment)


def test_the_command_writes_the_sheet_and_says_whom_it_doesnt_know(tmp_path, capfdbinary):
    file = ResultsFile(tmp_path / "results.jsonl")
    for each in (result("11", 7.5), result("stranger", 3)):
        file.append(each)
    file.close()
    (tmp_path / "gradebook.csv").write_bytes(CANVAS.encode())
    command = ["export", str(tmp_path), "--to", "canvas"]
    assert main(command) == 2
    assert main([*command, "--assignment", "ps1"]) == 2
    assert b"name the file with --sheet" in capfdbinary.readouterr().err
    command += ["--assignment", "ps1", "--sheet", str(tmp_path / "gradebook.csv")]
    assert main(command) == 0
    out, err = capfdbinary.readouterr()
    assert out == CANVAS.replace('"A, and B",,7', '"A, and B",7.5,7').encode()
    assert b"stranger is in no row" in err
    assert main([*command, "--out", str(tmp_path / "new.csv")]) == 0
    assert (tmp_path / "new.csv").read_bytes() == out
    told = capfdbinary.readouterr().err.decode().splitlines()
    assert told[-2:] == [
        "1 student filled in; 1 of the results has no row",
        f"wrote {tmp_path / 'new.csv'}",
    ]


def test_a_key_that_fits_somebody_of_another_name_is_nobodys(tmp_path):
    """A number of the university's may be Canvas's number of somebody else."""
    results = [result("11", 5, name="Ann Miller"), result("12", 6, name="richard roe")]
    text, notes = filled(tmp_path, "canvas", CANVAS.replace("EX", ""), results)
    assert text == CANVAS.replace('"A, and B",EX,', '"A, and B",6,')
    assert "11 (Ann Miller) fits row 3, which is Doe, Jane's" in notes


def test_what_stands_before_the_at_counts_only_where_all_addresses_are_of_one_place(tmp_path):
    text, _ = filled(tmp_path, "moodle", MOODLE, [result("bob", 5)])
    assert "Submitted,5,9.00" in text
    mixed = MOODLE.replace("jane@uni.example", "jane@mail.example")
    text, notes = filled(tmp_path, "moodle", mixed, [result("bob", 5)])
    assert text == mixed
    assert "bob is in no row" in notes


@pytest.mark.parametrize(("student", "name"), [(",", ""), ("x", " "), ("", ",")])
def test_a_name_that_is_none_stops_nothing(tmp_path, student, name):
    text, notes = filled(tmp_path, "canvas", CANVAS, [result(student, 5, name=name)])
    assert text == CANVAS
    assert f"{student} is in no row" in notes


def test_students_without_a_name_are_found_in_moodle_by_their_number(tmp_path):
    blind = (
        "Identifier,Status,Grade,Maximum Grade,Last modified (grade)\n"
        "Participant 123,Submitted,,9.00,-\nParticipant 124,Submitted,,9.00,-\n"
    )
    results = [
        result("Participant_123", 4, name="Participant"),
        result("Participant_124", 5, name="Participant"),
    ]
    text, _ = filled(tmp_path, "moodle", blind, results)
    assert text == blind.replace("d,,9.00", "d,4,9.00", 1).replace("d,,9.00", "d,5,9.00", 1)


@pytest.mark.parametrize("column", ["Student", "ID", "SIS User ID", "Section"])
def test_what_isnt_an_assignments_is_never_filled_in(tmp_path, column):
    with pytest.raises(GraderError, match=f"no column is called {column}"):
        filled(tmp_path, "canvas", CANVAS, [result("11", 5)], column)


def test_the_sheets_own_decimal_sign_is_kept(tmp_path):
    text = CANVAS.replace(",", ";").replace("1.00", "1,00").replace("9.0", "20,0")
    text = text.replace("Doe; Jane", "Doe, Jane").replace("A; and", "A, and")
    after, notes = filled(tmp_path, "canvas", text, [result("11", 7.5)])
    assert after == text.replace('"A, and B";;7;70', '"A, and B";7,5;7;70')
    assert "the sheet says that 20.0 points can be had, the results 9" in notes


def test_what_somebody_decided_and_what_lateness_costs_is_said(tmp_path):
    one = result("s-1", 2, penalty=0.25, message="wrong")
    [exercise] = one.exercises
    decided = Override(score=0.0, reason="agreed", by="Ada")
    first, *others = exercise.checks
    first = msgspec.structs.replace(first, score=first.max_score, override=decided)
    exercise = msgspec.structs.replace(exercise, checks=(first, *others))
    text, _ = filled(
        tmp_path, "moodle", MOODLE, [msgspec.structs.replace(one, exercises=(exercise,))]
    )
    comment = list(csv.reader(io.StringIO(text)))[1][10]
    assert "Changed by Ada: agreed" in comment
    assert first.title not in comment.split("<br>")
    assert comment.endswith("Handed in late: 0.25 points less.")


def test_the_command_fills_in_one_student_only_if_asked(tmp_path):
    file = ResultsFile(tmp_path / "results.jsonl")
    for each in (result("11", 7.5), result("s-3", 3)):
        file.append(each)
    file.close()
    (tmp_path / "gradebook.csv").write_bytes(CANVAS.encode())
    command = ["export", str(tmp_path), "--to", "canvas", "--assignment", "ps1", "--student", "s-3"]
    command += ["--sheet", str(tmp_path / "gradebook.csv"), "--out", str(tmp_path / "new.csv")]
    assert main(command) == 0
    assert (tmp_path / "new.csv").read_bytes() == CANVAS.replace("ann,B,1.00", "ann,B,3").encode()
