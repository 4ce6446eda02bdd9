"""Every command in the documentation: run where it can be, and where it can't, spelled right."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT
from docs.pages import PAGES, Session, blocks_of, place_of

from grader.cli import make_parser

RUN = [path for path in PAGES if any(block.is_run for block in blocks_of(path))]
PLACEHOLDER = re.compile(r"\b[A-Z][A-Z_]+\b|[\[\]|]|\.\.\.")


def idea(path):
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="session")
def repository(tmp_path_factory):
    """What git has of this checkout, as somebody finds it who has just cloned it."""
    folder = tmp_path_factory.mktemp("docs") / "backprop-grader"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if not name.startswith(("tests/", "benchmarks/")) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def begun(place, repository, folder):
    """The folder in which a page begins."""
    start = folder / "a folder" / "course"
    start.parent.mkdir()
    if place == "empty":
        start.mkdir()
    elif place == "repository":
        shutil.copytree(repository, start)
    elif place in ("bundle", "korean bundle"):
        language = ["--lang", "ko"] if place == "korean bundle" else []
        command = [sys.executable, "-m", "grader", "release", "--out", str(start), *language]
        subprocess.run(command, cwd=repository, check=True, capture_output=True)
    else:
        pytest.fail(f"a page can't run in {place!r}: see tests/docs/pages.py")
    return start


@pytest.mark.parametrize("path", RUN, ids=idea)
def test_the_commands_of_a_page_do_what_it_says(path, repository, tmp_path):
    session = Session(
        begun(place_of(path), repository, tmp_path),
        {
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "COLUMNS": "200",
        },
    )
    for block in blocks_of(path):
        session.take(block)


def commands():
    """Each line of a code block that is a command."""
    for path in PAGES:
        for block in blocks_of(path):
            text = "\n".join(block.lines).replace("\\\n", " ")
            for line in re.sub(r"\n +(?=\[?-)", " ", text).splitlines():
                words = line.split()
                if words and words[0] in ("grader", "pip", "make"):
                    yield pytest.param(block, line, id=f"{idea(path)}: {line[:60]}")


def pieces(line):
    return shlex.split(re.sub(r"[\[\]|]", " ", line.split(" # ")[0]).replace("...", " "))


@pytest.mark.parametrize(("block", "line"), list(commands()))
def test_a_command_is_run_or_has_what_it_names(block, line):
    """A form of a command names what there is; what could be run is."""
    program, *words = pieces(line)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(words) <= set(targets)
    elif program == "pip":
        extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        for named in re.findall(r"backprop-grader\[([\w,]+)\]", line):
            assert set(named.split(",")) <= set(extras["optional-dependencies"])
    else:
        subparsers = make_parser()._subparsers._group_actions[0].choices
        assert words[0] in subparsers
        options = set(subparsers[words[0]]._option_string_actions)
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options
        is_told = block.said.startswith("not run: ")
        assert block.is_run or is_told or PLACEHOLDER.search(line)
