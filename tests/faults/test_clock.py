"""A clock that jumps by hours changes nothing: no result depends on the time of day."""

import subprocess
import sys

from faults.runs import Run

JUMPING = """
import datetime, os, pathlib, random, time

real_time, real_ns, chance = time.time, time.time_ns, random.Random(os.getpid())

def hours():
    return chance.uniform(-48, 48) * 3600

class Jumping(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    today = utcnow = now

time.time = lambda: real_time() + hours()
time.time_ns = lambda: real_ns() + int(hours() * 1e9)
for name in ("localtime", "gmtime", "ctime"):
    real = getattr(time, name)
    setattr(time, name, lambda seconds=None, real=real: real(seconds or time.time()))
datetime.datetime = Jumping
pathlib.Path(os.environ["JUMPED"], str(os.getpid())).touch()
"""
"""Imported by every Python that starts; the warm process starts without, as it always does."""


def test_a_clock_that_jumps_changes_no_result(undisturbed, tmp_path):
    shim, jumped = tmp_path / "shim", tmp_path / "jumped"
    shim.mkdir()
    jumped.mkdir()
    (shim / "sitecustomize.py").write_text(JUMPING)
    environment = {"PYTHONPATH": str(shim), "JUMPED": str(jumped)}
    script = "import time, datetime; print(time.time()); print(datetime.datetime.now().timestamp())"
    told = subprocess.check_output([sys.executable, "-c", script], env=environment, text=True)
    first, second = map(float, told.split())
    assert abs(first - second) > 60
    [known] = jumped.iterdir()
    arguments = undisturbed.arguments(tmp_path / "out", 2)
    run = Run(tmp_path / "tmp", *arguments, environment=environment)
    assert run.wait() == 0, run.errors
    assert len(set(jumped.iterdir()) - {known}) >= 3  # the grader's own, and two of the pool
    undisturbed.check(tmp_path / "out")
