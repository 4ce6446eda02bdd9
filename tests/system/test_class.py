"""A class graded by the real command: results whole, the same in any order, nobody hurt."""

import contextlib
import csv
import fcntl
import json
import os
import random
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT

from grader.results_file import read_results

EXPECTED = {
    # student: sigmoid, training: what each of the example class deserves
    "s01": ("graded", 7.0, "graded", 8.0),
    "s02": ("graded", 0.0, "graded", 0.0),
    "s03": ("graded", 6.0, "graded", 5.0),
    "s04": ("graded", 2.5, "failed", 0.0),
    "s05": ("graded", 2.5, "graded", 5.0),
    "s06": ("graded", 0.0, "graded", 0.0),
    "s07": ("graded", 7.0, "missing", 0.0),
}


def grader(*arguments, cwd=ROOT, **options):
    """Run the command as a user would; its exit status, output and errors."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=300,
        check=False,
        **options,
    )
    return done.returncode, done.stdout, done.stderr


def grade(submissions, out, course, *arguments):
    status, stdout, stderr = grader(
        "grade", submissions, "--out", out, "--course", course, *arguments
    )
    assert status == 0, stderr
    return stdout, stderr


@pytest.fixture(scope="module")
def example(course_folder, confinement, tmp_path_factory):
    """The example class, graded with two jobs."""
    out = tmp_path_factory.mktemp("example")
    stdout, stderr = grade(ROOT / "examples" / "class", out, course_folder, "--jobs", "2")
    return out, stdout, stderr


def test_everyone_gets_the_score_they_deserve(example):
    found = {
        result.student: tuple(x for e in result.exercises for x in (e.status, e.score))
        for result in read_results(example[0] / "results.jsonl")
    }
    assert found == EXPECTED


def test_every_line_has_the_form_that_the_schema_says(example):
    schema = json.loads((ROOT / "docs" / "result.schema.json").read_text())
    check = jsonschema.Draft202012Validator(schema).validate
    lines = (example[0] / "results.jsonl").read_text().splitlines()
    assert len(lines) == len(EXPECTED)
    for line in lines:
        check(json.loads(line))
        with pytest.raises(jsonschema.ValidationError):
            check(json.loads(line) | {"score": "7"})


def test_scores_agree_in_every_output(example):
    out, stdout, stderr = example
    results = read_results(out / "results.jsonl")
    with (out / "scores.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    for result, row in zip(results, rows, strict=True):
        assert result.score == sum(e.score for e in result.exercises) == float(row["total"])
        for exercise in result.exercises:
            assert exercise.score == sum(check.score for check in exercise.checks)
            assert exercise.max_score == sum(check.max_score for check in exercise.checks)
            assert float(row[exercise.exercise]) == exercise.score
        assert f"{result.student}: {float(row['total']):g} of 15" in stderr
        [line] = [line for line in stdout.splitlines() if line.startswith(result.student)]
        assert line.split()[-1] == row["total"]


def test_each_line_has_the_form_that_is_documented(example):
    lines = (example[0] / "results.jsonl").read_text().splitlines()
    assert len(lines) == len(EXPECTED)
    for line in lines:
        result = json.loads(line)
        assert result["version"] == 1
        assert set(result) >= {"student", "score", "max_score", "exercises", "confinement"}
        for exercise in result["exercises"]:
            assert set(exercise) >= {
                "exercise", "status", "score", "max_score", "message", "checks",
            }  # fmt: skip
            for check in exercise["checks"]:
                assert set(check) >= {
                    "id", "title", "outcome", "score", "max_score", "hidden", "message",
                    "diagnosis",
                }  # fmt: skip


def test_the_looping_student_times_out_on_the_checks_that_loop_only(example):
    result = read_results(example[0] / "results.jsonl")[4]
    by_outcome = {}
    for check in result.exercises[0].checks:
        by_outcome.setdefault(check.outcome, []).append(check.id)
    assert set(by_outcome) == {"passed", "timeout"}
    assert "test_forward_on_a_random_batch" in by_outcome["passed"]
    assert "test_backward_multiplies_the_upstream_gradient" in by_outcome["timeout"]


def test_what_held_is_in_every_result_and_printed(example, confinement):
    out, stdout, _ = example
    assert confinement.names()
    for result in read_results(out / "results.jsonl"):
        assert result.confinement == confinement.names()
    assert f"Confined by: {', '.join(confinement.names())}." in stdout


@pytest.mark.parametrize(
    ("order", "jobs"), [("sorted", 1), ("reversed", 1), ("shuffled", 2), ("reversed", 2)]
)
def test_any_order_and_any_number_of_jobs_give_the_same_results(
    example, order, jobs, course_folder, tmp_path
):
    """Students are graded in the order of their names: the prefixes below change that order."""
    names = sorted(EXPECTED)
    ordered = {"sorted": names, "reversed": names[::-1]}.get(order)
    ordered = ordered or random.Random(5).sample(names, len(names))
    for number, name in enumerate(ordered):
        shutil.copytree(ROOT / "examples" / "class" / name, tmp_path / "class" / f"{number}-{name}")
    grade(tmp_path / "class", tmp_path / "out", course_folder, "--jobs", jobs)
    lines = (tmp_path / "out" / "results.jsonl").read_text().splitlines()
    renamed = sorted(line.replace(f'"{n}-', '"') for n, line in enumerate(lines))
    assert renamed == (example[0] / "results.jsonl").read_text().splitlines()


def test_each_student_alone_gets_what_they_get_in_the_class(example, course_folder, tmp_path):
    lines = (example[0] / "results.jsonl").read_text().splitlines()
    for line, name in zip(lines, sorted(EXPECTED), strict=True):
        shutil.copytree(ROOT / "examples" / "class" / name, tmp_path / name / name)
        grade(tmp_path / name, tmp_path / "out" / name, course_folder)
        assert (tmp_path / "out" / name / "results.jsonl").read_text().splitlines() == [line]


def test_only_the_exercises_named_are_graded(course_folder, tmp_path):
    stdout, _ = grade(
        ROOT / "examples" / "class", tmp_path, course_folder, "--exercise", "training"
    )
    assert {len(r.exercises) for r in read_results(tmp_path / "results.jsonl")} == {1}
    assert "sigmoid" not in stdout
    assert (tmp_path / "scores.csv").read_text().startswith("student,training,total\n")


def test_a_second_run_into_the_same_folder_replaces_the_results(example, course_folder, tmp_path):
    for _ in range(2):
        grade(ROOT / "examples" / "class", tmp_path, course_folder, "--jobs", "2")
        files = {path.name for path in tmp_path.iterdir()}
        assert files == {
            *("feedback", "graded.jsonl", "report.html"),
            *("results.jsonl", "run.json", "scores.csv"),
        }
    lines = (tmp_path / "results.jsonl").read_bytes()
    assert lines == (example[0] / "results.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["grade"], "required: --out", id="no arguments"),
        pytest.param(["grade", "--out", "o"], "either SUBMISSIONS, or a table with --from-git",
                     id="nothing to grade"),
        pytest.param(["mark"], "invalid choice", id="unknown command"),
        pytest.param(["grade", "none", "--out", "o"], "none: can't be read", id="no submissions"),
        pytest.param(["grade", "c", "--out", "o", "--course", "none"], "no such folder",
                     id="no course"),
        pytest.param(["grade", "c", "--out", "o", "--jobs", "0"], "at least 1", id="no jobs"),
        pytest.param(["grade", "c", "--out", "o", "--jobs", "x"], "invalid", id="jobs of x"),
        pytest.param(["grade", "c", "--out", "o", "--exercise", "tanh"],
                     "no exercise is called tanh; there are sigmoid, training", id="no exercise"),
        pytest.param(["grade", "c", "--out", "c/s1/f"], "c/s1/f", id="out is a file"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_one_clear_line(arguments, words, tmp_path, course_folder):
    (tmp_path / "c" / "s1").mkdir(parents=True)
    (tmp_path / "c" / "s1" / "f").write_text("")
    if "--course" not in arguments:
        (tmp_path / "solutions").symlink_to(course_folder)
    status, stdout, stderr = grader(*arguments, cwd=tmp_path)
    assert status == 2
    assert not stdout
    assert words in stderr.splitlines()[-1]
    assert "Traceback" not in stderr


def test_an_unusable_course_names_every_problem(tmp_path, course_folder):
    shutil.copytree(course_folder, tmp_path / "solutions")
    (tmp_path / "solutions" / "sigmoid" / "test_hidden.py").write_text(
        "STATE = []\nclass T: pass\n"
    )
    status, _, stderr = grader("grade", ROOT / "examples" / "class", "--out", "o", cwd=tmp_path)
    assert status == 2
    assert "test_hidden.py:1: a value that can change" in stderr
    assert "test_hidden.py:2: class T keeps state" in stderr


def test_without_confinement_it_stops_and_the_risk_can_be_accepted(tmp_path, course_folder):
    """As on a machine without libseccomp: the module that speaks to it isn't there."""
    shim = tmp_path / "shim"
    shim.mkdir()
    (shim / "pyseccomp.py").write_text("raise ImportError('as on macOS')")
    environment = {**os.environ, "PYTHONPATH": f"{shim}:{ROOT}"}
    command = ("grade", ROOT / "examples" / "class", "--out", tmp_path / "o",
               "--course", course_folder, "--exercise", "training")  # fmt: skip
    status, stdout, stderr = grader(*command, env=environment)
    assert (status, stdout) == (3, "")
    assert "can't confine student code" in stderr
    assert "--unconfined" in stderr
    assert not (tmp_path / "o").exists()
    status, stdout, _ = grader(*command, "--unconfined", env=environment)
    assert status == 0
    assert "Confined by: nothing (--unconfined)." in stdout
    results = read_results(tmp_path / "o" / "results.jsonl")
    assert [result.confinement for result in results] == [()] * 7
    assert [result.score for result in results] == [8, 0, 5, 0, 5, 0, 0]


def test_a_check_that_breaks_names_the_student_and_the_run_goes_on(tmp_path, course_folder):
    course = tmp_path / "solutions"
    shutil.copytree(course_folder, course)
    path = course / "sigmoid" / "test_public.py"
    path.write_text(path.read_text().replace("outputs = student", "1 / 0; outputs = student"))
    _, stderr = grade(ROOT / "examples" / "class", tmp_path / "o", course)
    assert "s01: sigmoid: test_forward_gives_the_outputs" in stderr
    assert "ZeroDivisionError" in stderr
    results = read_results(tmp_path / "o" / "results.jsonl")
    assert results[0].score == 14
    assert "ZeroDivisionError" not in results[0].exercises[0].checks[0].message


def test_a_process_that_dies_takes_only_its_own_submission_along(tmp_path, course_folder):
    """A check that kills the grader's process for one student, with two jobs."""
    course = tmp_path / "solutions"
    shutil.copytree(course_folder, course)
    path = course / "sigmoid" / "test_public.py"
    text = path.read_text().replace(
        "    nets = np.array",
        "    if not student.Sigmoid().forward(np.zeros(1)) != 13.0:\n"
        "        __import__('os')._exit(1)\n    nets = np.array",
        1,
    )
    path.write_text(text)
    shutil.copytree(ROOT / "examples" / "class", tmp_path / "class")
    (tmp_path / "class" / "s08").mkdir()
    (tmp_path / "class" / "s08" / "sigmoid.py").write_text(
        "class Sigmoid:\n    def forward(self, x): return x * 0 + 13\n"
    )
    _, stderr = grade(tmp_path / "class", tmp_path / "o", course, "--jobs", "2")
    results = {r.student: r for r in read_results(tmp_path / "o" / "results.jsonl")}
    assert {s: r.score for s, r in results.items() if s != "s08"} == {
        student: scores[1] + scores[3] for student, scores in EXPECTED.items()
    }
    assert results["s08"].score == 0
    assert "The grader itself failed" in results["s08"].exercises[0].message
    assert "s08: the grader failed" in stderr


def test_an_author_sees_pytests_own_report(course_folder, confinement):
    def author(student):
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", ".", "-p",
             "no:cacheprovider", "sigmoid", "--submission", ROOT / "examples" / "class" / student],
            capture_output=True, text=True, cwd=course_folder, timeout=120, check=False,
        )  # fmt: skip

    right = author("s01")
    assert right.returncode == 0, right.stdout + right.stderr
    assert "10 passed" in right.stdout
    wrong = author("s03")
    assert wrong.returncode == 1
    assert "1 failed, 9 passed" in wrong.stdout
    assert "`dx` has the right shape and wrong values" in wrong.stdout


def test_help_and_version():
    status, stdout, _ = grader("--help")
    assert status == 0
    assert "grade" in stdout
    status, stdout, _ = grader("--version")
    assert (status, stdout.split()[0]) == (0, "grader")


def test_help_loads_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "grader", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = {line.split("|")[-1].strip() for line in done.stderr.splitlines()}
    assert "grader.cli" in loaded
    assert not loaded & {"numpy", "pytest", "msgspec", "tqdm"}


def test_a_progress_bar_on_a_terminal(course_folder, tmp_path):
    leader, follower = os.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "grade", ROOT / "examples" / "class", "--out", tmp_path,
         "--course", course_folder, "--exercise", "training"],
        stdout=subprocess.DEVNULL, stderr=follower, cwd=ROOT,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    while True:
        try:
            shown += os.read(leader, 4096)
        except OSError:
            break
    os.close(leader)
    assert process.wait() == 0
    assert b"/7 [" in shown
    assert b"[1/7] s01" not in shown


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_a_grader_that_is_stopped(
    course_folder, confinement, tmp_path, jobs, how
):
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "grade", ROOT / "examples" / "class", "--out",
         tmp_path / "o", "--course", course_folder, "--jobs", jobs],
        cwd=ROOT, env=environment, start_new_session=True, stderr=subprocess.PIPE, text=True,
        stdout=subprocess.DEVNULL,
        # in the background of a script SIGINT comes in ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    first = process.stderr.readline()
    assert first.startswith("[1/7]")
    if how == signal.SIGINT:
        os.killpg(process.pid, how)  # as the terminal does
    else:
        process.send_signal(how)
    _, errors = process.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while (left := started_with(environment["TMPDIR"])) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
    assert read_results(tmp_path / "o" / "results.jsonl")
    if how != signal.SIGKILL:
        assert process.returncode == 130
        assert "what was graded is written down" in errors
        assert list((tmp_path / "tmp").iterdir()) == []


def started_with(folder):
    """Processes that work below `folder` or were told of it."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (path / "cmdline").read_bytes() + (path / "environ").read_bytes()
            if folder.encode() in words or folder in os.readlink(path / "cwd"):
                found.append((path.name, words[:200]))
    return found


def test_where_user_namespaces_are_forbidden_it_still_confines(course_folder, tmp_path):
    """As in a plain container: bubblewrap is there and doesn't work."""
    command = [
        sys.executable, "-m", "grader", "grade", str(ROOT / "examples" / "class"), "--out",
        str(tmp_path / "o"), "--course", str(course_folder), "--exercise", "training",
    ]  # fmt: skip
    script = f"echo 0 > /proc/sys/user/max_user_namespaces && exec {shlex.join(command)}"
    unshare = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--mount-proc"]
    if subprocess.run([*unshare, "true"], check=False, capture_output=True).returncode:
        unshare = []  # they are forbidden here, so that this very machine is the case
        script = shlex.join(command)
    done = subprocess.run(
        [*unshare, "sh", "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    results = read_results(tmp_path / "o" / "results.jsonl")
    assert {"landlock", "seccomp"} <= set(results[0].confinement)
    assert "bubblewrap" not in results[0].confinement
    assert [r.score for r in results] == [EXPECTED[r.student][3] for r in results]


def test_nothing_is_left_behind(course_folder, tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    status, _, stderr = grader(
        "grade", ROOT / "examples" / "class", "--out", tmp_path / "o", "--course", course_folder,
        env={**os.environ, "TMPDIR": str(temporary)},
    )  # fmt: skip
    assert status == 0, stderr
    assert list(temporary.iterdir()) == []
    assert not started_with(str(temporary))
