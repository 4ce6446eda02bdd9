"""One check again: it comes to the same, everything is shown, and what isn't the same is said."""

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, source_of
from system.test_class import grade, grader

from grader.course_folder import read_course
from grader.errors import GraderError
from grader.examiner.replay import find_case, replay
from grader.examiner.replay_text import replay_text
from grader.record import read_again, read_record
from grader.results_file import read_results

RIGHT = source_of("s01", "sigmoid")
HALF = f"""{RIGHT}
Right = Sigmoid
class Sigmoid(Right):
    def forward(self, x):
        print("forward of", x.shape, "\\x1b[2J")
        return super().forward(x) / 2
"""
TIRED = f"""{RIGHT}
Right, calls = Sigmoid, []
class Sigmoid(Right):
    def forward(self, x):
        calls.append(1)
        return super().forward(x) * (len(calls) < 2)
"""
HOSTILE = """
print("loaded \\x1b[2J\\x9b2J\\u202e")
class Sigmoid:
    def forward(self, x):
        raise ValueError("\\x1b]0;title\\x07 secret")
"""
STUDENTS = {
    "half": HALF,
    "tired": TIRED,
    "hostile": HOSTILE,
    "broken": "def f(:\n",
    "two_faces": (ROOT / "tests/hostile/class/lies_the_second_time/sigmoid.py").read_text(),
}
BATCH = "sigmoid/test_forward_on_a_random_batch"


@pytest.fixture(scope="module")
def class_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay") / "class"
    for student, source in STUDENTS.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "sigmoid.py").write_text(source)
    return folder


@pytest.fixture(scope="module")
def graded_folder(class_folder, course_folder, confinement):
    out = class_folder.parent / "out"
    grade(class_folder, out, course_folder)
    return out


@pytest.fixture
def again(graded_folder, confinement):
    """Replays a check of a student."""

    def run(student, check, out=graded_folder, **places):
        case = find_case(read_results(out / "results.jsonl"), student, check)
        record = read_record(out, **places)
        course = read_course(Path(record.course)).only(case.exercises)
        stubs = {exercise.name: exercise.stub for exercise in course.exercises}
        submission = read_again(record, stubs, student, out)
        return replay(course, case, submission, confinement, record.seed)

    return run


def test_the_command_shows_all_of_a_failed_hidden_check(graded_folder):
    status, text, errors = grader("replay", graded_folder, "half", BATCH)
    assert (status, errors) == (0, "")
    assert text.startswith("student     half\nexercise    sigmoid\nfile        sigmoid.py\n")
    assert "check       test_forward_on_a_random_batch, hidden\n" in text
    assert "graded      failed, 0 of 1\n" in text
    assert "NOT AS IT WAS GRADED" not in text
    assert "sigmoid/test_hidden.py" in text
    assert "assert_close(student.Sigmoid().forward(x), reference.Sigmoid()" in text
    assert "  2. <Sigmoid 1>.forward(\n" in text
    assert "the output has the right shape and wrong values\n  [0, 0] should be " in text
    assert "24 of 24 entries are wrong." in text
    assert "Printed in the check\n  forward of (6, 4) ?[2J\n" in text
    assert text.endswith(
        "What the student was told\n  The output has the right shape and wrong values.\n"
    )
    assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("student", ["half", "hostile", "broken", "two_faces"])
def test_a_check_comes_to_what_it_came_to_in_the_class(again, graded_folder, student):
    [result] = [
        result
        for result in read_results(graded_folder / "results.jsonl")
        if result.student == student
    ]
    for check in result.exercises[0].checks:
        replayed = again(student, f"sigmoid/{check.id}")
        assert replayed.differences == ()
        found = replayed.check
        assert (found.outcome, found.score, found.message) == (
            check.outcome, check.score, check.message,
        )  # fmt: skip


def test_nothing_that_a_terminal_obeys_comes_through(again):
    text = replay_text(again("hostile", BATCH))
    assert "Printed while it was loaded\n  loaded ?[2J?2J?" in text
    assert "Your code raised ValueError in line 5 of your file: ?]0;title? secret" in text
    assert text.endswith("told\n  Your code raised ValueError in line 5 of your file.")
    assert text.replace("\n", "").isprintable()


def test_what_hangs_on_the_checks_before_it_is_said_to_differ(again):
    replayed = again("tired", BATCH)
    assert (replayed.check.outcome, replayed.case.check.outcome) == ("passed", "failed")
    [difference] = replayed.differences
    assert difference.startswith("It was failed, 0 points, when the class was graded.")
    assert "\n\nNOT AS IT WAS GRADED\n  It was failed" in replay_text(replayed)


def test_a_file_that_was_changed_since_is_said(again, class_folder, tmp_path):
    shutil.copytree(class_folder, tmp_path / "class")
    (tmp_path / "class" / "half" / "sigmoid.py").write_text(RIGHT)
    replayed = again("half", BATCH, submissions=tmp_path / "class")
    assert replayed.differences[0] == (
        "sigmoid.py isn't the file that was graded: it has been changed since."
    )
    assert replayed.differences[1].startswith("It was failed")
    assert replayed.check.outcome == "passed"


def test_the_seed_of_that_time_counts(again, course_folder, tmp_path):
    shutil.copytree(course_folder, tmp_path / "solutions")
    toml = tmp_path / "solutions" / "course.toml"
    toml.write_text(toml.read_text().replace("seed = 20260901", "seed = 7"))
    before, after = again("half", BATCH), again("half", BATCH, course=tmp_path / "solutions")
    assert after.differences == (
        "The course has another seed now (7); this is with the old one (20260901).",
    )
    assert after.finding == before.finding


def test_a_check_that_is_gone_is_named(again, course_folder, tmp_path):
    shutil.copytree(course_folder, tmp_path / "solutions")
    hidden = tmp_path / "solutions" / "sigmoid" / "test_hidden.py"
    hidden.write_text(hidden.read_text().replace("on_a_random_batch", "on_random_batches"))
    with pytest.raises(GraderError, match="any more; the nearest is .* with --course"):
        again("half", BATCH, course=tmp_path / "solutions")


def test_what_was_not_handed_in_cannot_be_replayed(graded_folder):
    check = "training/test_the_order_comes_from_rng"
    status, stdout, stderr = grader("replay", graded_folder, "half", check)
    assert (status, stdout) == (2, "")
    assert stderr == (
        "grader: half: training.py: there is no such file; so there is nothing to replay\n"
    )


def test_nothing_is_written_into_the_results(graded_folder):
    before = {path: path.read_bytes() for path in graded_folder.rglob("*") if path.is_file()}
    (graded_folder / "overrides.csv").write_text(
        f"student,check,points,reason,by\nhalf,{BATCH},0.5,half of it,Ada\n"
    )
    status, text, _ = grader("replay", graded_folder, "half", BATCH)
    (graded_folder / "overrides.csv").unlink()
    assert status == 0
    assert "overridden  0.5 points by Ada: half of it\n" in text
    assert "NOT AS IT WAS GRADED" not in text
    after = {path: path.read_bytes() for path in graded_folder.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize(
    ("name", "check"),
    [
        pytest.param(BATCH, "test_forward_on_a_random_batch", id="exercise and check"),
        pytest.param("test_forward_on_a_random_batch", "test_forward_on_a_random_batch", id="id"),
        pytest.param("test_any_shape[one axis]", "test_any_shape[one axis]", id="a case"),
        pytest.param("test_forward_on", "test_forward_on_a_random_batch", id="its beginning"),
        pytest.param("sigmoid/test_any_shape[o", "test_any_shape[one axis]", id="of a case"),
    ],
)
def test_a_check_is_named_by_as_much_as_tells_it_from_others(graded_folder, name, check):
    results = read_results(graded_folder / "results.jsonl")
    assert find_case(results, "half", name).check.id == check


@pytest.mark.parametrize(
    ("student", "name", "words"),
    [
        pytest.param("haf", BATCH, "no result is that of 'haf'; the nearest is half", id="student"),
        pytest.param("half", "test_forwards_on", "no check of half is called 'test_forwards_on'; "
                     "the nearest is sigmoid/test_forward_on_a_random_batch", id="check"),
        pytest.param("half", "test_forward", "'test_forward' may be sigmoid/test_forward_.*, "
                     "sigmoid/test_forward_on_a_random_batch.*; name one of them", id="beginning"),
        pytest.param("half", "test_any_shape", "'test_any_shape' may be "
                     r"sigmoid/test_any_shape\[one axis\], sigmoid/test_any_shape\[three axes\]; "
                     "name one of them", id="cases"),
    ],
)  # fmt: skip
def test_who_or_what_cannot_be_found_is_named(graded_folder, student, name, words):
    results = read_results(graded_folder / "results.jsonl")
    with pytest.raises(GraderError, match=words):
        find_case(results, student, name)
