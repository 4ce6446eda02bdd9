"""What was graded before isn't graded again, and only that."""

import json
import shutil
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT, copy_course

from grader import cache as caching
from grader.batch import grade_class
from grader.cache import Cache
from grader.course_folder import read_course
from grader.examiner.examiner import Graded
from grader.examiner.marking import GRADER_FAILED
from grader.intake import Submission
from grader.intake.code import Code
from grader.intake.handed import in_folder
from grader.results import CheckResult, ExerciseResult
from grader.slot import Grading, Task
from grader.venue import Local

RIGHT = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()


@pytest.fixture
def room(tmp_path, confinement):
    return Room(tmp_path, confinement)


class Room:
    """A class of four in a course of two exercises."""

    def __init__(self, folder, confinement):
        self.course = copy_course(folder)
        self.students = folder / "class"
        self.out = folder / "out"
        self.out.mkdir()
        self._confinement = confinement
        for student in ("s01", "s02", "s03", "s07"):
            shutil.copytree(ROOT / "examples" / "class" / student, self.students / student)

    def grade(self, jobs=1, **options):
        """Grade the class; how many exercises were known, and the bytes of the results."""
        course = read_course(self.course)
        venue = Local(Task(course, self._confinement), jobs)
        handed = [in_folder(folder) for folder in sorted(self.students.iterdir())]
        path = self.out / "results.jsonl"
        results, known = grade_class(course, venue, handed, path, lambda _: None, **options)
        assert len(results) == len(handed)
        return known, path.read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_hasnt_changed_is_graded_once(room, jobs, monkeypatch):
    known, first = room.grade(jobs)
    assert known == 0
    monkeypatch.setattr("grader.batch.grade", None)  # nobody can grade any more
    known, again = room.grade(jobs)
    assert known == 4 * 2
    assert again == first
    assert [path.name for path in room.out.iterdir() if path.suffix == ".part"] == []


def test_fresh_grades_everything_again(room):
    _, first = room.grade()
    known, again = room.grade(is_fresh=True)
    assert (known, again) == (0, first)


@pytest.mark.parametrize(
    ("file", "known"),
    [("sigmoid/test_hidden.py", 4), ("training/given.py", 4), ("sigmoid/sigmoid.py", 4),
     ("sigmoid/misconceptions.py", 4), ("sigmoid/exercise.toml", 4)],
)  # fmt: skip
def test_after_an_edit_of_an_exercise_only_that_is_graded_again(room, file, known):
    room.grade()
    with (room.course / file).open("a") as stream:
        stream.write("\n# edited\n")
    assert room.grade()[0] == known
    assert room.grade()[0] == 8


def test_a_changed_check_changes_the_scores(room):
    _, before = room.grade()
    path = room.course / "sigmoid" / "test_public.py"
    path.write_text(path.read_text().replace("(3, 2), 0.5", "(3, 2), 0.25"))
    _, after = room.grade()
    scores = [
        {each["student"]: each["score"] for each in map(json.loads, text.splitlines())}
        for text in (before, after)
    ]
    assert scores[0]["s01"] - scores[1]["s01"] == 0.5
    assert after == room.grade(is_fresh=True)[1]


def test_after_a_student_handed_in_anew_only_theirs_is_graded_again(room):
    room.grade()
    (room.students / "s02" / "sigmoid.py").write_text(RIGHT)
    known, results = room.grade()
    assert known == 6  # the student's other exercise could import it
    assert results == room.grade(is_fresh=True)[1]


def test_another_module_of_the_students_own_counts_too(room):
    (room.students / "s01" / "helper.py").write_text("value = 1\n")
    (room.students / "s01" / "sigmoid.py").write_text(f"import helper\n{RIGHT}")
    room.grade()
    (room.students / "s01" / "helper.py").write_text("value = 1 / 0\n")
    known, results = room.grade()
    assert known in (6, 7)  # of the exercise that imports it at least
    assert results == room.grade(is_fresh=True)[1]


def test_a_file_whose_name_is_no_text_is_kept_like_any_other(room):
    (room.students / "s01" / "caf\udce9.py").write_text("value = 1\n")
    _, first = room.grade()
    assert room.grade() == (8, first)


@pytest.mark.parametrize("what", ["seed", "grader", "confinement"])
def test_nothing_is_taken_over_from_another_seed_grader_or_confinement(room, monkeypatch, what):
    room.grade()
    if what == "seed":
        path = room.course / "course.toml"
        path.write_text(path.read_text().replace("20260901", "7"))
    elif what == "grader":
        monkeypatch.setattr(caching, "package_digest", lambda: "another")
    else:
        layers = room._confinement.names()
        other = room._confinement.without("rlimits" if "rlimits" in layers else layers[-1])
        monkeypatch.setattr(room, "_confinement", other)
    assert room.grade()[0] == 0


def test_lines_that_are_torn_or_no_results_are_graded_again(room):
    _, first = room.grade()
    path = room.out / caching.FILE
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 8
    lines[0] = b"no line of ours\n"
    lines[1] = lines[1][:70] + b"\xff}\n"
    lines[2] = lines[2][:65] + lines[3][65:]  # another student's result or exercise
    path.write_bytes(b"".join(lines[:-1]) + lines[-1][:-20])
    assert room.grade()[0] in (4, 5)
    assert room.grade(is_fresh=True)[1] == first


def test_what_the_grader_failed_at_is_not_kept(tmp_path, course, confinement):
    check = CheckResult(id="test_x", title="", outcome="error", score=0, max_score=1, hidden=False)
    one = ExerciseResult(exercise="sigmoid", status="graded", score=0, max_score=1, checks=(check,))
    submission = Submission("s", {"sigmoid": Code.script("sigmoid.py", b"")})
    broken = CheckResult(**{**{f: getattr(check, f) for f in check.__struct_fields__},
                            "message": GRADER_FAILED})  # fmt: skip
    failed = ExerciseResult(exercise="sigmoid", status="graded", score=0, max_score=1,
                            checks=(broken,))  # fmt: skip
    told = Graded(one, ("sigmoid: something outside ended its worker",))
    for kept, is_kept in ((Graded(failed), False), (told, False), (Graded(one), True)):
        cache = Cache(tmp_path, course)
        cache.keep(submission, Grading({"sigmoid": kept}, confinement))
        assert ("sigmoid" in cache.find(submission, [confinement]).parts) is is_kept
        cache.close()


def test_what_nobody_needs_any_more_is_dropped(room):
    room.grade()
    size = (room.out / caching.FILE).stat().st_size
    for number in range(2 * (1 + caching.MOST_UNUSED)):
        for folder in room.students.iterdir():
            (folder / "sigmoid.py").write_text(f"{RIGHT}# {number}\n")
            (folder / "training.py").write_text(f"# {number}\n")
        room.grade()
    assert (room.out / caching.FILE).stat().st_size < (2 + caching.MOST_UNUSED) * size
    assert room.grade()[0] == 8


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path, course_folder, confinement):
    """At most what was under way is graded twice; nobody is lost, nobody doubled."""
    students = tmp_path / "class"
    for number in range(40):
        (students / f"s{number:02}").mkdir(parents=True)
        (students / f"s{number:02}" / "sigmoid.py").write_text(f"{RIGHT}# {number}\n")
    command = [
        *(sys.executable, "-m", "grader", "grade", students, "--course", course_folder),
        *("--exercise", "sigmoid", "--jobs", "2", "--no-report", "--out"),
    ]
    out = tmp_path / "out"
    with subprocess.Popen([*command, out], stdout=-3, stderr=-3, cwd=ROOT) as run:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            path = out / "results.jsonl"
            done = path.read_bytes().count(b"\n") if path.exists() else 0
            if done >= 10:
                break
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
    graded = (out / caching.FILE).read_bytes().count(b"\n")
    assert 10 <= graded < 40
    done = subprocess.run([*command, out], capture_output=True, text=True, check=True, cwd=ROOT)
    assert f"Unchanged since they were graded: {graded} exercises" in done.stdout
    whole = tmp_path / "whole"
    subprocess.run([*command, whole], capture_output=True, check=True, cwd=ROOT)
    assert (out / "results.jsonl").read_bytes() == (whole / "results.jsonl").read_bytes()
