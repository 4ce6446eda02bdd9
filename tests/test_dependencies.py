"""Every dependency is explained, pinned, and bounded above only with a reason; and the audit of
their versions says plainly when it couldn't be made."""

import importlib.util
import json
import re
import tomllib

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
TEXT = (ROOT / "docs" / "dependencies.md").read_text()


def requirements():
    """What pyproject.toml asks for, itself aside: to run, to develop, to build."""
    lists = [PROJECT["project"]["dependencies"], PROJECT["build-system"]["requires"]]
    lists += PROJECT["project"]["optional-dependencies"].values()
    found = [Requirement(text) for texts in lists for text in texts]
    return [one for one in found if one.name != PROJECT["project"]["name"]]


def explained():
    """The packages that docs/dependencies.md has a row for, with the reason in it."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TEXT.splitlines()
        if re.match(r"\| [a-z]", line)
    ]
    return {row[0]: row[2] for row in rows if row[0] != "package"}


def pinned():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    found = [Requirement(line) for line in lines if not line.startswith("#")]
    return {canonicalize_name(one.name): one for one in found}


def test_every_dependency_is_explained_and_nothing_else():
    assert sorted({one.name for one in requirements()}) == sorted(explained())
    assert [name for name, reason in explained().items() if len(reason.split()) < 3] == []


def test_every_dependency_has_a_lower_bound_and_a_pin_that_it_allows():
    for one in requirements():
        assert any(part.operator == ">=" for part in one.specifier), one
        if one.name == "hatchling":  # pip builds with it in an environment of its own
            continue
        [part] = pinned()[canonicalize_name(one.name)].specifier
        assert part.operator == "=="
        assert one.specifier.contains(part.version), one


def test_an_upper_bound_has_a_reason():
    bounded = [one.name for one in requirements() if "<" in str(one.specifier)]
    assert bounded == re.findall(r"^(\S+) has an upper bound because", TEXT, re.M)


def test_pins_are_names_and_versions():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    form = r"[A-Za-z0-9_.-]+==[0-9.]+(post\d+)?(; python_version [<>]=? \"3\.\d+\")?"
    assert [line for line in lines[1:] if not re.fullmatch(form, line)] == []


# --- the audit -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RIGHT = {"name": "numpy", "version": "2.0", "vulns": []}
FAULT = {"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": [], "description": "d"}
WRONG = {"name": "tqdm", "version": "4.0", "vulns": [FAULT]}
SKIPPED = {"name": "msgspec", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        pytest.param([RIGHT], 0, "Nothing is known against any of 1 versions.", id="clean"),
        pytest.param([RIGHT, WRONG], 1, "tqdm 4.0: PYSEC-1 (fixed in 2.1)", id="one is known"),
        pytest.param([RIGHT, SKIPPED], 75, "NOT AUDITED: the service knows nothing of msgspec.",
                     id="one that was skipped"),
        pytest.param([WRONG, SKIPPED], 1, "tqdm 4.0: PYSEC-1 (fixed in 2.1)\n"
                     "NOT AUDITED: the service knows nothing of msgspec.", id="both"),
        pytest.param([], 75, "NOT AUDITED: the service couldn't be asked. no route", id="nothing"),
    ],
)  # fmt: skip
def test_an_audit_is_clean_only_where_every_version_was_asked_about(audit, packages, status, words):
    found = json.dumps({"dependencies": packages, "fixes": []})
    assert audit.verdict(found, "warning\nno route\n") == (status, words)


def test_an_audit_that_could_not_be_made_says_so(audit):
    words = "NOT AUDITED: the service couldn't be asked. Name or service not known"
    assert audit.verdict("", "Traceback:\nName or service not known") == (75, words)
