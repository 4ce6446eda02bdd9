"""Somebody kills the grader's processes at random: nobody loses a mark in silence.

Where the grader itself ended, the same command is run again into the same folder, and everybody has
their right result. Where others of its processes did, the run itself sees to that: one blow changes
nothing, and what more of them change is told to the instructor.
"""

import random
import signal
import time
from dataclasses import dataclass

import msgspec
import pytest
from conftest import copy_course, skip_or_fail
from faults.runs import END_SECONDS, Run

from grader.results import Result
from grader.results_file import read_results

STUDENTS = 10
ROLES = {"grader": 3, "worker": 4, "warm": 3, "bubblewrap": 3, "sweeper": 1}
POOL_ROLES = {"pool": 3, "tracker": 1}
"""Who is there with several jobs only."""
SIGNALS = {signal.SIGKILL: 6, signal.SIGTERM: 2, signal.SIGSTOP: 2}
MOMENTS = {"start": 2, "grading": 4, "finishing": 1}


@dataclass
class Blow:
    """What is done to whom and when."""

    role: str
    number: int
    after: int
    """So many students are finished."""
    delay: float
    """Seconds from then on."""
    pause: float
    """Seconds until a stopped process is continued."""
    fell: str = "it hit nothing"

    def __str__(self) -> str:
        moment = f"{self.delay:.3f} s after {self.after} students"
        return f"{signal.Signals(self.number).name} to the {self.role} {moment}: {self.fell}"


def drawn(weights, chance):
    return chance.choices(list(weights), list(weights.values()))[0]


def draw_blow(chance, roles):
    moment = drawn(MOMENTS, chance)
    after = {"start": 0, "grading": chance.randrange(STUDENTS), "finishing": STUDENTS}[moment]
    most = {"start": 1.2, "grading": 0.5, "finishing": 0.1}[moment]
    role = "grader" if moment == "finishing" else drawn(roles, chance)
    return Blow(
        role, drawn(SIGNALS, chance), after, chance.uniform(0, most), chance.uniform(0.1, 1.5)
    )


def strike(run, blows, chance):
    """Let `blows` fall on the run until it ends; those that hit something."""
    start, hits, since, paused = time.monotonic(), [], {}, []
    while run.process.poll() is None:
        now, finished = time.monotonic(), run.finished
        for number in range(finished + 1):
            since.setdefault(number, now)
        alive = run.processes()
        for blow in [b for b in blows if b.after in since and now >= since[b.after] + b.delay]:
            if targets := [process for process in alive if process.role == blow.role]:
                blows.remove(blow)
                target = chance.choice(targets)
                target.send(blow.number)
                hits.append(blow)
                blow.fell = f"{now - start:.3f} s after the start, with {finished} finished"
                if blow.number == signal.SIGSTOP:
                    paused.append((now + blow.pause, target))
        for end, target in paused:
            if now >= end:
                target.send(signal.SIGCONT)
        time.sleep(0.01)
    for _, target in paused:
        target.send(signal.SIGCONT)
    return hits


def is_told(result: Result, right: Result) -> bool:
    """Is whatever differs from the right result no score of more, and told to the instructor?"""
    for exercise, wanted in zip(result.exercises, right.exercises, strict=True):
        is_named = any(
            problem.startswith((f"{exercise.exercise}: ", "the grader failed"))
            for problem in result.problems
        )
        if exercise != wanted and not (is_named and exercise.score <= wanted.score):
            return False
    return result.student == right.student


@pytest.mark.parametrize(
    "seed",
    [pytest.param(seed, marks=[pytest.mark.long] if seed >= 10 else []) for seed in range(200)],
)
def test_whatever_is_killed_and_when_nobody_loses_a_mark_in_silence(
    seed, undisturbed, tmp_path, request
):
    chance = random.Random(seed)
    jobs = chance.choice((1, 2, 2))
    roles = ROLES | POOL_ROLES if jobs > 1 else ROLES
    blows = [draw_blow(chance, roles) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    arguments = undisturbed.arguments(tmp_path / "out", jobs)
    run = Run(tmp_path / "tmp", *arguments)
    hits = strike(run, blows.copy(), chance)
    told = [f"seed {seed}, {jobs} jobs", *map(str, blows)]
    request.node.add_report_section("call", "what was done", "\n".join(told))
    status = run.wait()
    assert run.leftovers() == []
    results = tmp_path / "out" / "results.jsonl"
    right = undisturbed.by_student
    found = read_results(results) if results.exists() else []
    is_ended = any(hit.role == "grader" and hit.number != signal.SIGSTOP for hit in hits)
    if not is_ended:
        assert status == 0, run.errors
        assert [result.student for result in found] == list(right)
    if len(hits) <= 1:
        assert all(result == right[result.student] for result in found)
    assert all(is_told(result, right[result.student]) for result in found)
    if is_ended or any(result.problems for result in found):
        undisturbed.check_again(tmp_path / "tmp", tmp_path / "out", jobs)
    undisturbed.check(tmp_path / "out")


@pytest.mark.parametrize("role", ["warm", pytest.param("bubblewrap", marks=pytest.mark.long)])
def test_what_is_killed_while_the_layers_are_tried_weakens_none(role, quick, confinement, tmp_path):
    if role == "bubblewrap" and role not in confinement.layers:
        skip_or_fail("bubblewrap doesn't work here")
    run = Run(tmp_path / "tmp", *quick.arguments(tmp_path / "out", 1))
    while not (targets := [process for process in run.processes() if process.role == role]):
        assert run.process.poll() is None
    targets[-1].send(signal.SIGKILL)
    assert run.wait() == 0, run.errors
    quick.check(tmp_path / "out")


@pytest.mark.parametrize("jobs", [2, pytest.param(1, marks=pytest.mark.long)])
def test_a_grader_that_is_told_to_stop_waits_for_no_submission(jobs, undisturbed, tmp_path):
    course = copy_course(tmp_path, limits="check_seconds = 60\nexercise_seconds = 60\n")
    slow = undisturbed.of(["s02", "s05"], tmp_path / "class")
    run = Run(tmp_path / "tmp", *slow.arguments(tmp_path / "out", jobs, course))
    while not run.finished:
        assert run.process.poll() is None
        time.sleep(0.01)
    run.process.send_signal(signal.SIGTERM)
    assert run.wait(END_SECONDS) == 130
    assert run.leftovers() == []
    [kept] = read_results(tmp_path / "out" / "results.jsonl")
    expected = msgspec.structs.replace(slow.by_student["s02"], run=kept.run)  # of other limits
    assert kept == expected
