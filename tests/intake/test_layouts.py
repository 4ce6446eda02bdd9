"""Every way to hand in gives the same result, but for what the way itself says."""

import msgspec
import pytest
from intake.deliveries import (
    CLASS,
    RIGHT,
    SLIP,
    STUB,
    TRAINING,
    grade,
    joined,
    notebook,
    tarred,
    write,
    zipped,
)
from intake.golden import assert_golden

from grader.errors import GraderError
from grader.intake import read_submission
from grader.intake.layouts import list_submissions
from grader.results import Result

EXERCISES = ["sigmoid", "training"]

NBGRADER = {
    "submitted/ada/ps1/sigmoid.py": RIGHT,
    "submitted/ada/ps1/training.py": TRAINING,
    "submitted/ada/ps1/timestamp.txt": b"2026-10-01 14:58:23.948203 Europe/Berlin\n",
    "submitted/emmy/ps1/sigmoid.py": SLIP,
    "submitted/emmy/ps1/timestamp.txt": b"2026-10-02 14:58:23 UTC",
    "source/ps1/sigmoid.py": RIGHT,
}
CANVAS = {
    "ada_11_101_sigmoid-1.py": RIGHT,
    "ada_11_90_sigmoid.py": SLIP,
    "ada_11_91_training.py": TRAINING,
    "emmy_LATE_22_102_sigmoid.py": SLIP,
    "emmy_22_text.html": b"see the file",
}
MOODLE = {
    "Ada Lovelace_31_assignsubmission_file_/sigmoid.py": RIGHT,
    "Ada Lovelace_31_assignsubmission_file_/training.py": TRAINING,
    "Emmy Noether_32_assignsubmission_file_sigmoid.py": SLIP,
    "Emmy Noether_32_assignsubmission_onlinetext_onlinetext.html": b"hello",
}
METADATA = b"""---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '0011'
    :email: ada@example.org
  :created_at: 2026-10-01 19:37:17.000000000 Z
  :score: 3.0
submission_8:
  :submitters:
  - :name: Emmy Noether
    :sid: '0012'
    :email: emmy@example.org
  :created_at: 2026-10-02 19:37:17.000000000 Z
"""
GRADESCOPE = {
    "submission_metadata.yml": METADATA,
    "submission_7/sigmoid.py": RIGHT,
    "submission_7/training.py": TRAINING,
    "submission_8/sigmoid.py": SLIP,
}
EACH_AN_ARCHIVE = {
    "ada.zip": zipped(joined({"homework": CLASS["ada"], "__MACOSX/homework": {"._x.py": b"x"}})),
    "emmy.tar.gz": tarred(joined({".": CLASS["emmy"]})),
}

LAYOUTS = {
    # files, layout that is found, and what is different for ada and emmy
    "folders": (joined(CLASS), "folders", {}, {}),
    "an archive for each": (EACH_AN_ARCHIVE, "folders", {"in": "ada.zip/homework/"},
                            {"in": "emmy.tar.gz/"}),
    "nbgrader": (
        NBGRADER, "nbgrader",
        {"submitted": "2026-10-01T14:58:23.948203+02:00", "submitted_from": "timestamp.txt"},
        {"submitted": "2026-10-02T14:58:23+00:00", "submitted_from": "timestamp.txt"},
    ),
    "canvas": (
        CANVAS, "canvas",
        {"student": "ada_11", "name": "ada", "attempt": 2,
         "note": "sigmoid-1.py is the newest attempt; sigmoid.py doesn't count."},
        {"student": "emmy_22", "name": "emmy", "attempt": 1,
         "problems": ("Canvas marks it as late",)},
    ),
    "moodle": (
        MOODLE, "moodle",
        {"student": "Ada Lovelace_31", "name": "Ada Lovelace"},
        {"student": "Emmy Noether_32", "name": "Emmy Noether"},
    ),
    "gradescope": (
        GRADESCOPE, "gradescope",
        {"student": "ada@example.org", "name": "Ada Lovelace",
         "submitted": "2026-10-01T19:37:17+00:00", "submitted_from": "submission_metadata.yml"},
        {"student": "emmy@example.org", "name": "Emmy Noether",
         "submitted": "2026-10-02T19:37:17+00:00", "submitted_from": "submission_metadata.yml"},
    ),
}  # fmt: skip
LEFT_OUT = {
    "canvas": ["emmy_22_text.html: not a file as Canvas names them"],
    "moodle": ["Emmy Noether_32_assignsubmission_onlinetext_onlinetext.html: typed into Moodle, "
               "not a file"],
}  # fmt: skip


@pytest.fixture(scope="module")
def plain(course_folder, confinement, tmp_path_factory):
    """The class graded from a folder a student."""
    folder = tmp_path_factory.mktemp("plain")
    _, results = grade(write(folder / "class", joined(CLASS)), folder / "out", course_folder)
    assert [result.score for result in results] == [15.0, 6.0]
    return {result.student: result for result in results}


def expected(result: Result, different: dict) -> Result:
    """`result` with what a layout says besides."""
    changes = dict(different)
    place, note = changes.pop("in", ""), changes.pop("note", "")
    exercises = []
    for exercise in result.exercises:
        notes = (
            (note, *exercise.notes) if note and exercise.exercise == "sigmoid" else exercise.notes
        )
        file = f"{place}{exercise.file}" if exercise.file else ""
        exercises.append(msgspec.structs.replace(exercise, file=file, notes=notes))
    problems = (*changes.pop("problems", ()), *([f"sigmoid: {note}"] if note else []))
    return msgspec.structs.replace(result, exercises=tuple(exercises), problems=problems, **changes)


@pytest.mark.parametrize(
    "form",
    [
        "folder",
        pytest.param("zip", marks=pytest.mark.long),
        pytest.param("tar.gz", marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_the_results_of_plain_folders(
    layout, form, plain, course_folder, tmp_path
):
    files, _, ada, emmy = LAYOUTS[layout]
    place = tmp_path / f"class.{form}"
    if form == "folder":
        write(place, files)
    else:
        place.write_bytes({"zip": zipped, "tar.gz": tarred}[form](files))
    stderr, results = grade(place, tmp_path / "out", course_folder)
    assert results == [expected(plain["ada"], ada), expected(plain["emmy"], emmy)]
    left_out = [line for line in stderr.splitlines() if line.startswith("left out: ")]
    assert left_out == [f"left out: {text}" for text in LEFT_OUT.get(layout, [])]
    if form == "folder":
        assert_golden(layout.replace(" ", "_"), tmp_path, stderr, results)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("wrapped", [False, True], ids=["as it is", "in a folder"])
def test_layouts_are_recognised_and_can_be_named(layout, wrapped, tmp_path):
    files, name, _, _ = LAYOUTS[layout]
    path = tmp_path / "homework.zip"
    path.write_bytes(zipped(joined({"homework": files}) if wrapped else files))
    for named in (None, name):
        with list_submissions(path, EXERCISES, layout=named) as listing:
            assert listing.layout == name
            found = {
                s.student: sorted(read_submission(s, EXERCISES).codes) for s in listing.students
            }
        assert sorted(found.values(), key=len) == [["sigmoid"], EXERCISES]


def test_the_wrong_layout_finds_nobody_and_says_so(tmp_path):
    write(tmp_path, joined(CLASS))
    for layout in ("canvas", "moodle", "gradescope"):
        with (
            pytest.raises(GraderError, match=r"no submission found|submission_metadata\.yml"),
            list_submissions(tmp_path, EXERCISES, layout=layout),
        ):
            pass


def test_nbgraders_folder_of_submissions_can_be_named_itself(tmp_path):
    write(tmp_path, NBGRADER)
    with list_submissions(tmp_path / "submitted", EXERCISES) as listing:
        assert listing.layout == "nbgrader"
        assert [handed.student for handed in listing.students] == ["ada", "emmy"]


def test_of_several_assignments_one_must_be_named(tmp_path):
    write(tmp_path, {**NBGRADER, "submitted/ada/ps2/sigmoid.py": SLIP,
                     "submitted/zoe/note.txt": b""})  # fmt: skip
    with (
        pytest.raises(GraderError, match="--assignment, as nbgrader has it; there are ps1, ps2"),
        list_submissions(tmp_path, EXERCISES),
    ):
        pass
    with list_submissions(tmp_path, EXERCISES, assignment="ps2") as listing:
        assert [handed.student for handed in listing.students] == ["ada"]
        assert listing.left_out == [
            "emmy: handed in nothing of ps2",
            "zoe/note.txt: not in the folder of an assignment",
            "zoe: handed in nothing of ps2",
        ]


@pytest.mark.parametrize(
    "text", [b"yesterday", b"2026-13-01 00:00:00 UTC", b"2026-10-01 00:00:00 No/Where",
             b"2026-10-01 00:00:00 ../../etc/passwd", b"\xff", b"", b"x" * 5000],
)  # fmt: skip
def test_a_timestamp_that_is_none_is_said_and_the_files_time_counts(text, tmp_path):
    write(tmp_path, {**NBGRADER, "submitted/ada/ps1/timestamp.txt": text})
    with list_submissions(tmp_path, EXERCISES) as listing:
        found = read_submission(listing.students[0], EXERCISES)
    assert found.problems == ("timestamp.txt can't be read as a time",)
    assert found.moment.source == "the file's time"
    assert len(found.codes) == 2


def test_what_gradescopes_list_and_folders_disagree_on_is_left_out(tmp_path):
    more = METADATA + b"submission_9:\n  :submitters: []\nsubmission_10: {}\n"
    write(tmp_path, {**GRADESCOPE, "submission_metadata.yml": more, "submission_6/sigmoid.py": SLIP,
                     "submission_9/sigmoid.py": SLIP, "readme.txt": b"x"})  # fmt: skip
    with list_submissions(tmp_path, EXERCISES) as listing:
        assert len(listing.students) == 2
        assert listing.left_out == [
            "readme.txt: not a submission's folder",
            "submission_6: not in submission_metadata.yml",
            "submission_9: submission_metadata.yml doesn't say whose it is",
            "submission_10: in submission_metadata.yml, and there is no such folder",
        ]


@pytest.mark.parametrize("text", [b"[", b"- 1", b"", b"\xff\xfe", b"a: 2026-99-99", b"&a [*a]"])
def test_a_list_of_gradescopes_that_cant_be_read_is_an_error(text, tmp_path):
    write(tmp_path, {**GRADESCOPE, "submission_metadata.yml": text})
    with (
        pytest.raises(GraderError, match=r"submission_metadata\.yml|no submission found"),
        list_submissions(tmp_path, EXERCISES),
    ):
        pass


def test_the_folder_of_the_results_is_no_part_of_the_class(tmp_path):
    out = write(tmp_path, CANVAS) / "grades"
    out.mkdir()
    with list_submissions(tmp_path, EXERCISES, leave=out) as listing:
        assert (listing.layout, len(listing.students)) == ("canvas", 2)
        assert not any("grades" in text for text in listing.left_out)


def test_a_single_file_is_its_folders_student(course_folder, tmp_path, plain):
    write(tmp_path / "ada", CLASS["ada"])
    stderr, [result] = grade(tmp_path / "ada" / "sigmoid.py", tmp_path / "out", course_folder)
    assert_golden("a_single_file", tmp_path, stderr, [result])
    sigmoid, training = result.exercises
    assert (result.student, sigmoid) == ("ada", plain["ada"].exercises[0])
    assert training.status == "missing"
    write(tmp_path, {"other.py": b""})
    message = "must be an archive or be called like an exercise; there are sigmoid, training"
    with (
        pytest.raises(GraderError, match=message),
        list_submissions(tmp_path / "other.py", EXERCISES),
    ):
        pass


# --- two files for one exercise ------------------------------------------------------------------


def read_one(tmp_path, files, **options):
    with list_submissions(write(tmp_path, files), EXERCISES, **options) as listing:
        [handed] = listing.students
        return read_submission(handed, EXERCISES)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"ada/sigmoid.py": RIGHT, "ada/work.zip": zipped({"sigmoid.py": SLIP})},
                     id="a file and an archive"),
        pytest.param({"ada/sigmoid.py": RIGHT, "ada.zip": zipped({"sigmoid.py": SLIP})},
                     id="a folder and an archive"),
        pytest.param({"ada/a.zip": zipped({"x/sigmoid.py": RIGHT}),
                      "ada/b.zip": zipped({"sigmoid.py": SLIP})}, id="two archives"),
        pytest.param({"ada_1_2_sigmoid.py": RIGHT,
                      "ada_1_3_work.zip": zipped({"sigmoid.py": SLIP})},
                     id="one attempt on Canvas"),
    ],
)  # fmt: skip
def test_where_nothing_says_which_is_newer_both_are_named(files, tmp_path):
    found = read_one(tmp_path, files)
    assert found.codes == {}
    file, reason = found.unreadable["sigmoid"]
    assert file.endswith(("sigmoid.py",))
    assert "sigmoid.py, too, and nothing says which of them is newer" in reason
    assert file not in reason.split(", too")[0].removeprefix("there is ").split(" and ")


def test_the_same_code_twice_is_no_question(tmp_path):
    found = read_one(
        tmp_path, {"ada/sigmoid.py": RIGHT, "ada/w.zip": zipped({"sigmoid.py": RIGHT})}
    )
    assert found.codes["sigmoid"].file == "sigmoid.py"
    assert found.notes == {}


def test_the_newest_attempt_counts_also_in_an_archive(tmp_path):
    found = read_one(
        tmp_path,
        {"ada_1_2_sigmoid.py": RIGHT, "ada_1_3_work-1.zip": zipped({"sigmoid.py": SLIP}),
         "ada_1_4_work-2.zip": zipped({"sigmoid.py": RIGHT + b"#"})},
    )  # fmt: skip
    assert found.attempt == 3
    assert found.codes["sigmoid"].file == "work.zip/sigmoid.py"
    assert found.notes["sigmoid"] == (
        "work-2.zip is the newest attempt; work-1.zip doesn't count. "
        "work.zip/sigmoid.py is the later attempt; sigmoid.py doesn't count."
    )


def test_helper_packages_come_with_the_folder_or_the_archive(tmp_path):
    inside = {"hw/sigmoid.py": RIGHT, "hw/common/layers.py": b"x = 1", "hw/common/__init__.py": b""}
    for files in (joined({"ada": inside}), {"ada.zip": zipped(inside)}):
        found = read_one(tmp_path / str(len(files)), files)
        assert found.codes["sigmoid"].modules == {
            "common/layers.py": b"x = 1", "common/__init__.py": b"",
        }  # fmt: skip


# --- files that are nearly called like an exercise -----------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "sigmoid (1).py", "Sigmoid.py", "sigmoid.PY", "sigmoid - Copy.py", "sigmoid - Copy (2).py",
        "Copy of sigmoid.py", "sigmoid-Copy1.py", "sigmoid_copy.py", "sigmoid-2.py",
        "sigmoid/SIGMOID.py",
    ],
)  # fmt: skip
def test_a_file_that_is_nearly_called_like_the_exercise_counts_if_there_is_no_other(name, tmp_path):
    found = read_one(tmp_path, {f"ada/{name}": RIGHT, "ada/notes.txt": b""})
    assert found.codes["sigmoid"].file == name
    assert found.notes["sigmoid"] == (
        f"{name} was taken for sigmoid; call it sigmoid.py or sigmoid.ipynb."
    )


@pytest.mark.parametrize("name", ["sigmoid_test.py", "my sigmoid.py", "sigmoid2.py", "sigmoid.txt"])
def test_a_file_of_another_name_is_none_of_the_exercise(name, tmp_path):
    found = read_one(tmp_path, {f"ada/{name}": RIGHT, "ada/notes.txt": b""})
    assert (found.codes, found.notes) == ({}, {})


def test_beside_the_file_itself_such_a_file_is_only_named(tmp_path):
    found = read_one(tmp_path, {"ada/sigmoid.py": RIGHT, "ada/sigmoid (1).py": SLIP})
    assert found.codes["sigmoid"].parts[0].source == RIGHT
    assert found.notes["sigmoid"] == "Not looked at: sigmoid (1).py; sigmoid.py counts."


def test_of_two_such_files_that_differ_none_counts_and_both_are_named(tmp_path):
    found = read_one(tmp_path, {"ada/sigmoid (1).py": RIGHT, "ada/sigmoid (2).py": SLIP})
    assert found.codes == {}
    file, reason = found.unreadable["sigmoid"]
    assert {file, reason.split(", too")[0].removeprefix("there is ")} == {
        "sigmoid (1).py",
        "sigmoid (2).py",
    }


def test_a_notebook_whose_ending_is_in_capitals_is_a_notebook(tmp_path):
    work = notebook("import numpy as np", RIGHT.decode())
    found = read_one(tmp_path, {"ada/Sigmoid.IPYNB": work, "ada/notes.txt": b""})
    assert [part.cell for part in found.codes["sigmoid"].parts] == [1, 2]


def test_work_beside_the_untouched_stub_counts_whatever_its_copy_is_called(tmp_path):
    files = {"ada/sigmoid.py": STUB, "ada/sigmoid (1).py": RIGHT}
    stubs = {"sigmoid": STUB.decode(), "training": ""}
    with list_submissions(write(tmp_path, files), EXERCISES) as listing:
        found = read_submission(listing.students[0], EXERCISES, stubs)
    assert found.codes["sigmoid"].file == "sigmoid (1).py"
