"""The benchmarks run; what they measure is for people to read."""

import subprocess
import sys

from conftest import ROOT


def test_the_floor_is_measured(confinement):
    assert confinement.names()
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "floor.py", "--copies", "2", "--rounds", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ratio" in done.stdout


def test_the_self_check_is_measured():
    done = subprocess.run(
        [sys.executable, ROOT / "benchmarks" / "selfcheck.py", "sigmoid", "--rounds", "1"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ratio" in done.stdout.splitlines()[1]
