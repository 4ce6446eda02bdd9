"""What the machine does to a worker is no student's lost mark."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from conftest import exercise_of, source_of

from grader.examiner.examination import Examination

SLOW = source_of("s01", "sigmoid") + (
    "\nimport time\nclass Slow(Sigmoid):\n    def forward(self, x):\n"
    "        if x.ndim == 3: time.sleep(0.5)\n        return super().forward(x)\nSigmoid = Slow\n"
)
"""Right, and slow enough in one check to be killed there."""


def stop_on_sight(examiner, times, number, who, begun):
    """Send the signal `number` to `who`'s process in so many of the exercise's attempts."""
    seen = set()
    deadline = time.monotonic() + 20
    while len(seen) < times and time.monotonic() < deadline:
        run = examiner._session.seat.run
        conversation = run and run._conversation
        if conversation and len(run.logs) >= begun and id(run) not in seen:
            time.sleep(0.2)
            os.kill(who(conversation.worker._process.pid), number)
            seen.add(id(run))
        time.sleep(0.001)


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


@pytest.fixture
def disturbed(graded, examiner, monkeypatch):
    """Grades `SLOW`, asked one by one, while somebody kills its worker or the warm process."""
    monkeypatch.setitem(examiner._foreseen, "sigmoid", [])

    def grade(times, number=signal.SIGKILL, who=lambda pid: pid, begun=7):
        killer = threading.Thread(target=stop_on_sight, args=(examiner, times, number, who, begun))
        killer.start()
        result = graded(sigmoid=SLOW)
        killer.join()
        return result

    return grade


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ended_from_outside_costs_nothing(disturbed, number):
    result = disturbed(1, number)
    assert exercise_of(result, "sigmoid").score == 7
    assert result.problems == ()


def test_a_warm_process_ended_from_outside_costs_nothing(disturbed):
    result = disturbed(1, who=parent_of)
    assert exercise_of(result, "sigmoid").score == 7
    assert result.problems == ()


def test_a_worker_ended_while_it_is_asked_ahead_costs_nothing(disturbed, examiner, monkeypatch):
    monkeypatch.undo()
    graded_before = examiner._foreseen.get("sigmoid")
    assert graded_before is None or graded_before[1]
    result = disturbed(1, begun=3)
    assert exercise_of(result, "sigmoid").score == 7
    assert result.problems == ()


def test_a_worker_ended_from_outside_twice_fails_one_check_and_the_instructor_hears_of_it(
    disturbed,
):
    result = disturbed(2)
    lost = {c.id: c.message for c in exercise_of(result, "sigmoid").checks if c.score == 0}
    assert list(lost) == ["test_any_shape[three axes]"]
    assert "it was killed" in lost["test_any_shape[three axes]"]
    [problem] = result.problems
    assert "something outside ended its worker in 2 attempts" in problem


def test_a_submission_that_ends_itself_gets_no_second_attempt(graded, monkeypatch):
    attempts = []
    hidden = Examination.hidden
    monkeypatch.setattr(Examination, "hidden", lambda it: attempts.append(1) or hidden(it))
    crash = "import ctypes, os, resource\nclass Sigmoid:\n    def forward(self, x):\n        {}\n"
    for way in ("os._exit(1)", "ctypes.string_at(0)", "os.abort()"):
        attempts.clear()
        assert graded(sigmoid=crash.format(way)).score == 0
        assert len(attempts) == 1, way


@pytest.mark.parametrize("way", ["os.close(3)", "os.dup2(0, 3)"])
def test_a_submission_that_hangs_up_and_lives_on_gets_none_either(graded, monkeypatch, way):
    """Its worker is then ended by a signal, but by the examiner's."""
    attempts = []
    hidden = Examination.hidden
    monkeypatch.setattr(Examination, "hidden", lambda it: attempts.append(1) or hidden(it))
    source = f"""
import os, time
class Sigmoid:
    def forward(self, x):
        if x.ndim == 3:
            {way}
            time.sleep(60)
        return x + 1
    def backward(self, dout):
        return dout * 2
"""
    result = graded(sigmoid=source)
    assert len(attempts) == 1
    assert result.problems == ()
    [message] = {c.message for c in exercise_of(result, "sigmoid").checks if "three" in c.id}
    assert message == "Your code didn't get through: it closed its line to the examiner."
