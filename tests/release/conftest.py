"""The bundle as the real command makes it, and what puts the reference's answers back into it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from grader.course import Course
from grader.course_folder import read_course
from grader.stubs import unwritten

REGION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(rf"^ *{re.escape(unwritten())}$", re.MULTILINE)


@pytest.fixture(scope="session")
def grader() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command as a user would."""

    def run(*arguments, **options):
        command = [sys.executable, "-m", "grader", *map(str, arguments)]
        options = {"cwd": ROOT, "timeout": 300, "check": False, **options}
        return subprocess.run(command, capture_output=True, text=True, **options)

    return run


@pytest.fixture(scope="session")
def released(tmp_path_factory, grader) -> Path:
    """The bundle of the course, and its archive beside it; not to be changed."""
    folder = tmp_path_factory.mktemp("released")
    done = grader("release", "--out", folder / "bundle", "--zip", folder / "bundle.zip")
    assert done.returncode == 0, done.stderr
    return folder / "bundle"


@pytest.fixture
def bundle(released, tmp_path) -> Path:
    """A copy of the bundle, to be worked on."""
    return Path(shutil.copytree(released, tmp_path / "bundle"))


@pytest.fixture(scope="session")
def whole_course() -> Course:
    return read_course(ROOT / "solutions")


def regions(exercise: str) -> list[str]:
    """What stands in the solution regions of a reference, in their order."""
    text = (ROOT / "solutions" / exercise / f"{exercise}.py").read_text()
    return [region.rstrip("\n") for region in REGION.findall(text)]


@pytest.fixture(scope="session")
def fill() -> Callable[[Path], None]:
    """Writes the reference's answers into a stub or a notebook, in the places left for them."""

    def fill(path: Path) -> None:
        answers = regions(path.stem)

        def filled(text: str) -> str:
            return PLACE.sub(lambda _: answers.pop(0), text)

        if path.suffix == ".py":
            path.write_text(filled(path.read_text()))
        else:
            notebook = json.loads(path.read_text())
            for cell in notebook["cells"]:
                cell["source"] = filled("".join(cell["source"])).splitlines(keepends=True)
            path.write_text(json.dumps(notebook))
        assert not answers

    return fill


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> dict[str, Path]:
    """Wheel and sdist, built from a copy of everything that is in the repository."""
    folder = tmp_path_factory.mktemp("published")
    source = folder / "repository"
    unwanted = (".git", ".venv", "build", "dist", "__pycache__", ".*_cache", ".hypothesis")
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*unwanted))
    command = [sys.executable, "-m", "hatchling", "build", "-d", folder / "built"]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    [wheel], [sdist] = ((folder / "built").glob(form) for form in ("*.whl", "*.tar.gz"))
    return {"wheel": wheel, "sdist": sdist}


def unpacked(sdist: Path, folder: Path) -> Path:
    """The folder that is in an sdist."""
    with tarfile.open(sdist) as archive:
        safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}  # Python 3.11.4
        archive.extractall(folder, **safely)
    [found] = folder.iterdir()
    return found
