"""A machine that is busy, or stops for a while, flips no score."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from conftest import copy_course, source_of
from faults.runs import RIGHT, Run

from grader.results_file import read_results
from grader.sandbox.allowance import WorkerFailed

BUSY = f"""{RIGHT}
import time
class Busy(Sigmoid):
    def forward(self, x):
        if x.ndim == 3:
            time.sleep({{asleep}})
            end = time.process_time() + {{running}}
            while time.process_time() < end: pass
        return super().forward(x)
Sigmoid = Busy
"""
"""Right; in one check it sleeps for a while and then uses much of its CPU seconds."""


@contextlib.contextmanager
def busy_processes(count):
    """So many others want the processors; each in a session, to which the kernel is fair."""
    spin = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(spin, start_new_session=True) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def make_class(folder, sources):
    for student, source in sources.items():
        (folder / student).mkdir(parents=True)
        (folder / student / "sigmoid.py").write_text(source)


def graded(tmp_path, course, jobs, out="out", before=None):
    command = (
        "grade",
        "--no-report",
        tmp_path / "class",
        "--out",
        tmp_path / out,
        "--course",
        course,
    )
    run = Run(tmp_path / "tmp", *command, "--exercise", "sigmoid", "--jobs", jobs, before=before)
    assert run.wait(600) == 0, run.errors
    return (tmp_path / out / "results.jsonl").read_bytes()


@pytest.mark.parametrize(
    ("limit", "others", "niceness"),
    [
        pytest.param(0.3, 8, 0, id="eight others"),
        pytest.param(5.0, 8, 0, id="eight others, the usual limits", marks=pytest.mark.long),
        pytest.param(0.5, 16, 0, id="sixteen others", marks=pytest.mark.long),
        pytest.param(0.5, 8, 19, id="eight others who go first", marks=pytest.mark.long),
    ],
)
def test_on_a_busy_machine_all_scores_are_what_they_were(limit, others, niceness, tmp_path):
    course = copy_course(tmp_path, limits=f"check_seconds = {limit}\nexercise_seconds = 20\n")
    honest = BUSY.format(asleep=limit / 5, running=0.7 * limit)
    make_class(tmp_path / "class", {
        "busy": honest, "busy again": honest, "right": RIGHT, "wrong": source_of("s03", "sigmoid"),
        "endless": BUSY.format(asleep=0, running=999), "asleep": BUSY.format(asleep=999, running=0),
    })  # fmt: skip
    in_peace = graded(tmp_path, course, 2, "peace")
    with busy_processes(others):
        assert graded(tmp_path, course, 2, before=lambda: os.nice(niceness)) == in_peace
    scores = {r.student: r.score for r in read_results(tmp_path / "out" / "results.jsonl")}
    assert scores == {
        "asleep": 6.5, "busy": 7, "busy again": 7, "endless": 6.5, "right": 7, "wrong": 6,
    }  # fmt: skip


def stop_for_a_while(send, seconds):
    send(signal.SIGSTOP)
    time.sleep(seconds)
    send(signal.SIGCONT)


def test_a_worker_that_is_stopped_for_a_while_is_waited_for(talk):
    tried = talk("import time\ndef f(seconds):\n    time.sleep(seconds)\n    return 1", seconds=0.3)
    pid = tried.worker._process.pid
    stopper = threading.Timer(0.1, stop_for_a_while, (lambda number: os.kill(pid, number), 1.5))
    stopper.start()
    assert tried.call("f", 0.3) == 1
    stopper.join()
    with pytest.raises(WorkerFailed, match=r"longer than 0\.3 s"):
        tried.call("f", 1.5)


@pytest.mark.parametrize("role", ["grader", pytest.param("pool", marks=pytest.mark.long)])
def test_a_grader_that_is_stopped_for_a_while_takes_nobodys_time(role, tmp_path, course_folder):
    sleepy = BUSY.format(asleep=0.1, running=0).replace("if x.ndim == 3", "if True")
    make_class(tmp_path / "class", {"one": sleepy, "two": sleepy})
    command = (
        "grade",
        "--no-report",
        tmp_path / "class",
        "--out",
        tmp_path / "out",
        "--course",
        course_folder,
    )
    jobs = {"pool": 2, "grader": 1}[role]
    run = Run(tmp_path / "tmp", *command, "--exercise", "sigmoid", "--jobs", jobs)
    while len(list((tmp_path / "out").glob("*"))) == 0 or not workers(run):
        time.sleep(0.01)
    time.sleep(0.2)
    for process in [process for process in run.processes() if process.role == role]:
        stop_for_a_while(process.send, 1.5)  # a check may take 0.9 s
    assert run.wait() == 0, run.errors
    scores = [result.score for result in read_results(tmp_path / "out" / "results.jsonl")]
    assert scores == [7, 7]


def workers(run):
    return [process for process in run.processes() if process.role == "worker"]
