"""The documentation as a whole: it builds, every page is found, and what is made of the program is
up to date."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml
from conftest import ROOT
from docs.pages import PAGES

DOCS = ROOT / "docs"


def navigation():
    """The pages that the site lists."""
    text = (ROOT / "mkdocs.yml").read_text()
    config = yaml.safe_load(text.replace("!!python/name:", ""))

    def pages(items):
        for item in items:
            [(_, value)] = item.items()
            if isinstance(value, str):
                yield value
            else:
                yield from pages(value)

    return list(pages(config["nav"]))


def test_every_page_is_listed_once():
    listed = navigation()
    assert len(listed) == len(set(listed))
    written = {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md")}
    assert written - set(listed) == {name for name in written if name.startswith("decisions/")}
    assert set(listed) <= written


def test_every_decision_is_in_the_architecture():
    text = (DOCS / "architecture.md").read_text()
    for path in sorted((DOCS / "decisions").glob("*.md")):
        assert f"decisions/{path.name}" in text


def anchors_of(path):
    heads = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", head.lower().replace("`", "")) for head in heads]
    return {re.sub(r"[ -]+", "-", word.strip()) for word in words}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        name, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", name):
            continue
        there = (path.parent / name).resolve() if name else path
        assert there.exists(), target
        if anchor:
            assert anchor in anchors_of(there), target


def test_the_site_builds(tmp_path):
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(DOCS, tmp_path / "docs")
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "build" / "site"
    assert "backpropagation" in (site / "index.html").read_text()
    assert "convolution" in (site / "search.json").read_text()


def test_what_is_made_of_the_program_is_up_to_date():
    command = [sys.executable, ROOT / ".ci" / "reference.py", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
