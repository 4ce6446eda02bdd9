"""A grader that is killed while it writes: at each of its steps, and the re-run sets it right."""

import signal

import pytest
from faults.runs import Run

from grader.results_file import read_results

KILLED = """
import os, sys

steps = [int(os.environ["KILLED_AT"])]

def count(event, words):
    if event in ("open", "os.rename", "os.remove") and any(
        str(word).startswith(os.environ["KILLED_OVER"]) for word in words
    ):
        steps[0] -= 1
        if steps[0] < 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(count)
"""
"""Kills the grader when it is about to take a certain step with a file in its results folder."""
STEPS = 13
IN_EVERY_RUN = 9
"""Before the sorted file takes the place of the other one."""


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(step, marks=[] if step == IN_EVERY_RUN else pytest.mark.long)
        for step in range(STEPS + 1)
    ],
)
def test_a_grader_killed_over_its_results_loses_none(step, undisturbed, tmp_path):
    shim, out = tmp_path / "shim", tmp_path / "out"
    shim.mkdir()
    out.mkdir()
    (shim / "sitecustomize.py").write_text(KILLED)
    two = undisturbed.of(["s04", "s10"], tmp_path / "class")
    older = two.results.replace(b"Your", b"An older result: your")
    (out / "results.jsonl").write_bytes(older)
    environment = {"PYTHONPATH": str(shim), "KILLED_AT": str(step), "KILLED_OVER": str(out)}
    run = Run(tmp_path / "tmp", *two.arguments(out, 1), environment=environment)
    assert run.wait() == (0 if step == STEPS else -signal.SIGKILL)
    assert run.leftovers() == []
    known = older.splitlines() + two.results.splitlines()
    assert set((out / "results.jsonl").read_bytes().splitlines()) <= set(known)
    assert [result.student for result in read_results(out / "results.jsonl")] == ["s04", "s10"]
    two.check_again(tmp_path / "tmp", out, 1)
