"""Some seconds of fuzzing in every run of the tests; and the proof that it would find something."""

import base64
import functools
import gc
import importlib.util
import os
import random
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from conftest import ROOT, skip_or_fail
from fuzz.running import HARNESSES, kept_inputs, load, watched

SECONDS = 5
SEED = 20260901


def fuzz(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "PYTHONHASHSEED": "0"}
    return subprocess.run(
        [sys.executable, "-m", "fuzz", *map(str, arguments)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=300,
        check=False,
    )


def fuzzed(harness, folder, seconds):
    """What a run found, in words that let anybody repeat it; nothing if it found nothing."""
    if importlib.util.find_spec("atheris") is None:
        skip_or_fail("atheris isn't installed, so nothing is fuzzed: see docs/dependencies.md")
    run = fuzz(harness, "--seconds", seconds, "--seed", SEED, "--corpus", folder)
    if run.returncode == 0:
        assert re.search(rf"{harness}: [1-9]\d* inputs", run.stdout)
        return ""
    found = [path.read_bytes() for path in folder.glob(f"{harness}-*")]
    again = "\n".join(
        f"mkdir -p build && echo {base64.b64encode(data).decode()} | base64 -d > build/input\n"
        f"PYTHONPATH=tests .venv/bin/python -m fuzz {harness} build/input"
        for data in found
    )
    return f"{run.stdout[-6000:]}\nThis repeats it:\n{again}"


@pytest.mark.parametrize("harness", HARNESSES)
def test_some_seconds_of_fuzzing_find_nothing(harness, tmp_path):
    found = fuzzed(harness, tmp_path, SECONDS)
    if found:
        pytest.fail(found, pytrace=False)


def test_a_fault_is_found_and_shown_so_that_it_can_be_repeated(tmp_path):
    found = fuzzed("planted", tmp_path, 30)
    assert "KeyError: 'planted'" in found
    line = next(line for line in found.splitlines() if "base64 -d" in line)
    (tmp_path / "input").write_bytes(base64.b64decode(line.split()[5]))
    again = fuzz("planted", tmp_path / "input")
    assert again.returncode == 1
    assert "KeyError: 'planted'" in again.stdout


@pytest.mark.parametrize(
    ("data", "complaint"), [(b"s", "s of CPU time"), (b"m", "this input took 8.0 MiB")]
)
def test_an_input_that_takes_too_much_is_a_fault(data, complaint):
    with pytest.raises(AssertionError, match=complaint):
        watched(load("planted").run, is_always_traced=True)(data)


@functools.cache
def inputs(harness):
    return [*load(harness).seed_inputs(), *kept_inputs(harness)]


@pytest.mark.parametrize("harness", HARNESSES)
def test_inputs_that_once_broke_something_break_nothing(harness):
    run = watched(load(harness).run, is_always_traced=True)
    for data in inputs(harness):
        run(data)


def others(harness, number):
    """A hundred inputs like those that the harness starts from; others for each number."""
    chance = random.Random(number)
    known = inputs(harness.__name__.rsplit(".")[-1])

    def by_bytes(data, longest):
        return (data + chance.randbytes(8))[chance.randrange(8) :][:longest]

    for seed in range(number * 100, number * 100 + 100):
        data = chance.choice(known)
        if hasattr(harness, "INPUT"):
            data = harness.INPUT.mutated(data, harness.LONGEST, seed, by_bytes)
        else:
            data = by_bytes(data, harness.LONGEST)
        yield data


def growth(name):
    """Bytes that are kept of each hundred inputs, when others were there before.

    The least of three hundreds: what is kept once (a module, a cache) isn't kept of each.
    """
    harness, kept = load(name), []
    for data in (*others(harness, 0), *others(harness, 1)):  # caches fill
        harness.run(data)
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(2, 5):
            before, _ = tracemalloc.get_traced_memory()
            for data in others(harness, number):
                harness.run(data)
            gc.collect()
            after, _ = tracemalloc.get_traced_memory()
            kept.append(after - before)
    finally:
        tracemalloc.stop()
    return min(kept)


@pytest.mark.parametrize("harness", [h for h in HARNESSES if h != "round_trip"])
def test_memory_does_not_grow_from_input_to_input(harness):
    """Where hypothesis makes the values, it is hypothesis that keeps some."""
    assert growth(harness) < 10_000


def test_memory_that_grows_is_seen():
    assert growth("planted") > 10_000


def test_every_harness_is_run():
    files = {path.stem for path in Path(__file__).parent.glob("harnesses/*.py")}
    assert files == {*HARNESSES, "planted"}
