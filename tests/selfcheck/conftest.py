"""A student's folder, and the commands that are run in it."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

EXERCISES = ("sigmoid", "affine", "training")


@pytest.fixture
def bundle(tmp_path):
    """Three stubs as students get them, and their ``course.toml``."""
    folder = tmp_path / "My course"
    for name in EXERCISES:
        shutil.copytree(ROOT / "assignments" / name, folder / name)
    tables = "".join(
        f'[[exercises]]\nname = "{name}"\ntitle = "{name.title()}"\npoints = {points}\n'
        for name, points in zip(EXERCISES, (7, 9, 8), strict=True)
    )
    (folder / "course.toml").write_text(f'title = "Backpropagation"\n{tables}')
    return folder


@pytest.fixture
def hand_in():
    """Copies the reference of an exercise over a stub."""

    def copy(bundle, *names):
        for name in names:
            shutil.copy(ROOT / "solutions" / name / f"{name}.py", bundle / name)

    return copy


@pytest.fixture
def run():
    """Runs ``python -m`` as a student does, in a folder; gives status and output."""

    def run(folder, *command):
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "CI"))}
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder, capture_output=True, text=True, env=environment, check=False, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    return run
