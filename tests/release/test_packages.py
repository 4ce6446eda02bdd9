"""What is published installs and runs where nothing else is."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from release.conftest import unpacked

USER = "from grader import check, explain\nfrom grader.results_file import read_results\n"


def run(*arguments, folder):
    """A command with nothing of this environment but where packages come from."""
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))
    } | {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(
        arguments, cwd=folder, env=kept, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(published, tmp_path_factory):
    """An environment with the wheel and what it needs, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    status, said = run(sys.executable, "-m", "venv", folder / "venv", folder=folder)
    assert status == 0, said
    install = [folder / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"]
    status, said = run(*install, "-c", ROOT / "constraints.txt", published["wheel"], folder=folder)
    assert status == 0, said
    return folder / "venv" / "bin"


def test_the_source_archive_makes_the_same_wheel(published, tmp_path):
    source = unpacked(published["sdist"], tmp_path / "source")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "again"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    [again] = (tmp_path / "again").glob("*.whl")
    names = zipfile.ZipFile(published["wheel"]).namelist()
    assert zipfile.ZipFile(again).namelist() == names
    assert {"grader/py.typed", "grader/scaffold/templates/course/course.yml"} <= set(names)


def test_a_student_and_an_author_need_nothing_else(installed, tmp_path):
    status, said = run(installed / "grader", "--version", folder=tmp_path)
    assert status == 0, said
    bundle = shutil.copytree(ROOT / "assignments", tmp_path / "course")
    status, said = run(installed / "grader", "check", "sigmoid", folder=bundle)
    assert status == 1
    assert "Not written yet" in said
    status, said = run(installed / "grader", "explain", "sigmoid", folder=bundle)
    assert status == 1
    assert "missing (not written yet)" in said
    status, said = run(installed / "grader", "init", "mine", folder=tmp_path)
    assert status == 0, said
    status, said = run(installed / "grader", "new", "a_layer", folder=tmp_path / "mine")
    assert status == 0, said


def test_what_needs_an_extra_says_which(installed, tmp_path):
    run(installed / "grader", "init", "mine", folder=tmp_path)
    status, said = run(installed / "grader", "release", folder=tmp_path / "mine")
    assert status == 2
    assert "backprop-grader[release]" in said
    assert "Traceback" not in said


def test_types_come_with_it(installed, tmp_path):
    (tmp_path / "user.py").write_text(f"{USER}reveal_type(read_results)\nexplain(3)\n")
    command = [sys.executable, "-m", "mypy", "--strict", "--python-executable"]
    status, said = run(*command, str(Path(installed) / "python"), "user.py", folder=tmp_path)
    assert status == 1
    assert "Revealed type is" in said
    assert "Result]" in said
    assert 'has incompatible type "int"' in said
    assert said.count("error:") == 1
