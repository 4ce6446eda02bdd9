"""run_autograder in a container like Gradescope's: what it writes, whatever comes and happens."""

import json
import stat

import pytest
from conftest import ROOT, source_of
from gradescope.conftest import RIGHT
from gradescope.schema import check_schema

from grader.course_folder import read_course
from grader.examiner.run_id import run_of
from grader.exports.gradescope import FAILED

THIEF = """
import os
PLACES = ["/autograder/source/course/sigmoid/test_hidden.py", "/autograder/source/failed.json",
          "/autograder/submission_metadata.json", "/autograder/submission/sigmoid.py",
          "/autograder/results/results.json", "/autograder/run_autograder", "/etc/passwd"]
FULL = '{"score": 100, "output": "LOOT"}'
got = [str(os.getuid())] if os.getuid() == 0 else []
for place in PLACES:
    for mode in ("r", "w", "a"):
        try:
            with open(place, mode) as file:
                got.append(place + mode)
                if mode == "w":
                    file.write(FULL)
        except OSError:
            pass
for place in ("/autograder", "/autograder/source", "/autograder/results", "/tmp"):
    try:
        got += os.listdir(place)
    except OSError:
        pass
if got:
    raise SystemError("LOOT " + " ".join(got))
"""
FORGER = """
import os
for number in range(1, 64):
    try:
        os.write(number, b'{"score": 100, "output": "LOOT"}')
    except OSError:
        pass
"""


def titles(results, status):
    return [test["name"] for test in results["tests"] if test["status"] == status]


def test_right_work_has_all_points_and_the_walls_stand(run):
    results, said = run(RIGHT)
    check_schema(results)
    assert results["score"] == 15
    assert not titles(results, "failed")
    assert {test["visibility"] for test in results["tests"]} == {"visible", "after_published"}
    assert 0 < results["execution_time"] < 120
    assert "15 of 15 points" in said
    assert "Confined by: landlock, seccomp, uid, capabilities, rlimits." in said


def test_it_is_the_run_that_grade_would_be(run):
    results, _ = run(RIGHT)
    course = read_course(ROOT / "solutions").assignment("example")
    assert results["extra_data"] == {"run": run_of(course).id}


def test_wrong_work_has_the_points_and_messages_of_grade(run):
    wrong = {f"{name}.py": source_of("s03", name) for name in ("sigmoid", "training")}
    results, _ = run(wrong)
    check_schema(results)
    assert results["score"] == 11
    assert sum(test["score"] for test in results["tests"]) == 11
    failed = [test for test in results["tests"] if test["status"] == "failed"]
    assert failed
    assert all(test["output"] for test in failed)


def test_a_file_that_is_not_there_costs_its_points_and_is_named(run):
    results, _ = run({"sigmoid.py": RIGHT["sigmoid.py"]})
    check_schema(results)
    assert results["score"] == 7
    assert sum(test["max_score"] for test in results["tests"]) == 15
    assert "training.py" in results["output"]


def test_nothing_handed_in_is_graded_too(run):
    results, _ = run({})
    check_schema(results)
    assert results["score"] == 0
    assert "sigmoid.py" in results["output"]


def test_a_thief_finds_nothing_and_changes_nothing(run):
    results, said = run({**RIGHT, "sigmoid.py": THIEF + RIGHT["sigmoid.py"]})
    check_schema(results)
    text = json.dumps(results)
    assert "LOOT" not in text + said
    assert "secret@example.org" not in text + said
    assert results["score"] == 15  # it found nothing to raise, and the rest of it is right


def test_a_result_written_wherever_it_goes_costs_its_own_exercise(run):
    results, said = run({**RIGHT, "sigmoid.py": FORGER + RIGHT["sigmoid.py"]})
    check_schema(results)
    assert results["score"] == 8
    assert "LOOT" not in json.dumps(results) + said


def test_gradescope_s_files_are_root_s_alone_while_student_code_runs(run, tmp_path):
    run(RIGHT)
    place = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o700
    for name in ("submission_metadata.json", "results/results.json"):
        assert stat.S_IMODE((place / name).stat().st_mode) == 0o600


def broken_course(place):
    (place / "source" / "course" / "sigmoid" / "exercise.toml").write_text("points =")


def broken_check(place):
    path = place / "source" / "course" / "sigmoid" / "test_hidden.py"
    path.write_text(
        path.read_text().replace("import numpy", "import nothing_of_the_kind\nimport numpy")
    )


def no_course(place):
    (place / "source" / "course" / "course.toml").unlink()


def killed(place):
    path = place / "source" / "course" / "sigmoid" / "sigmoid.py"
    path.write_text(path.read_text() + "\nimport os\nos.kill(os.getpid(), 9)\n")


def leaves(place):
    path = place / "source" / "course" / "sigmoid" / "sigmoid.py"
    path.write_text(path.read_text() + "\nimport os\nos._exit(0)\n")


def older_results(place):
    broken_course(place)
    (place / "results" / "results.json").write_text('{"score": 15}')


def no_seccomp(place):
    """Has the grader find that nothing confines: no libseccomp."""
    program = place / "run_autograder"
    text = program.read_text()
    changed = text.replace(
        "-m grader.packaging.grading",
        '-c \'import sys; sys.modules["pyseccomp"] = None\n'
        "from grader.packaging.grading import main; sys.exit(main(sys.argv[1:]))'",
    )
    assert changed != text
    program.write_text(changed)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        pytest.param(broken_course, "exercise.toml", id="the course can't be read"),
        pytest.param(broken_check, "nothing_of_the_kind", id="a check can't be loaded"),
        pytest.param(no_course, "course.toml", id="there is no course"),
        pytest.param(killed, "Killed", id="the grader is killed"),
        pytest.param(leaves, "", id="the grader ends as if all were well"),
        pytest.param(no_seccomp, "can't confine student code", id="nothing confines"),
        pytest.param(older_results, "exercise.toml", id="results lie there already"),
    ],
)
def test_where_the_grader_fails_there_are_no_points_and_the_student_is_told(run, spoil, said):
    results, output = run(RIGHT, spoil)
    check_schema(results)
    assert results["score"] == 0
    assert results["tests"] == []
    assert results["output"] == FAILED
    assert said in output
