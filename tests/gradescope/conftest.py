"""An autograder's archive, and a container with Gradescope's folders in it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import ROOT, source_of
from containers import PACKAGES, in_container, require_containers

VENV = "/opt/backprop-grader"
METADATA = {
    "id": 123456,
    "created_at": "2018-07-01T14:22:32.365935-07:00",
    "assignment": {"title": "Sigmoid", "total_points": "15.0"},
    "users": [{"email": "secret@example.org", "id": 1234, "name": "Somebody"}],
}


RIGHT = {f"{name}.py": source_of("s01", name) for name in ("sigmoid", "training")}


class Graded(NamedTuple):
    """What a run left behind."""

    results: dict[str, Any]
    said: str


def package(out: Path, *options: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs ``grader package gradescope`` as an instructor would."""
    command = [sys.executable, "-m", "grader", "package", "gradescope", "--out", out, *options]
    return subprocess.run(
        [str(word) for word in command],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env=environment or None,
    )  # fmt: skip


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Path:
    """The archive of the example's assignment."""
    path = tmp_path_factory.mktemp("package") / "autograder.zip"
    done = package(path, "--assignment", "example")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{path}: 2 exercises, 15 points; for instructors\n"
    return path


def unpacked(archive: Path, folder: Path) -> Path:
    """Gradescope's folder, as its harness makes it of an archive: unzipped, copied, and no more."""
    place = folder / "autograder"
    for name in ("source", "submission", "results"):
        (place / name).mkdir(parents=True)
    with zipfile.ZipFile(archive) as files:
        for entry in files.infolist():
            path = Path(files.extract(entry, place / "source"))
            path.chmod(entry.external_attr >> 16 & 0o777)
    program = (place / "source" / "run_autograder").read_bytes()
    (place / "run_autograder").write_bytes(program)
    (place / "run_autograder").chmod(0o755)
    (place / "submission_metadata.json").write_text(json.dumps(METADATA))
    return place


def results_in(place: Path) -> dict[str, Any]:
    """What stands in results.json, which is all that there is."""
    found = sorted(path.name for path in (place / "results").iterdir())
    assert found == ["results.json"]
    return json.loads((place / "results" / "results.json").read_text())


@pytest.fixture(scope="session")
def venv(archive, tmp_path_factory) -> Path:
    """What setup.sh would make: the archive's own wheel, and this Python's packages beside it."""
    folder = tmp_path_factory.mktemp("venv") / "venv"
    command = [sys.executable, "-m", "venv", "--without-pip", "--copies", folder]
    subprocess.run(command, check=True, timeout=120)
    [packages] = folder.glob("lib/python3*/site-packages")
    with zipfile.ZipFile(archive) as files:
        [wheel] = [name for name in files.namelist() if name.startswith("wheels/")]
        with zipfile.ZipFile(files.open(wheel)) as contents:
            contents.extractall(packages)
    (packages / "needed.pth").write_text(f"{PACKAGES}\n")
    return folder


@pytest.fixture
def run(archive, venv, tmp_path) -> Callable[..., Graded]:
    """Grades the files of a submission in a container: ``run({"sigmoid.py": "..."})``.

    `spoil` gets Gradescope's folder before.
    """
    require_containers()

    def grade(submission: dict[str, str], spoil: Callable[[Path], Any] | None = None) -> Graded:
        place = unpacked(archive, tmp_path)
        for name, text in submission.items():
            (place / "submission" / name).write_text(text)
        if spoil is not None:
            spoil(place)
        binds = {"/autograder": place, VENV: venv}
        done = in_container("/autograder/run_autograder", binds=binds, folder="/autograder")
        assert done.returncode == 0, done.stdout + done.stderr
        assert not done.stderr
        return Graded(results_in(place), done.stdout)

    return grade
