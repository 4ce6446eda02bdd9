"""Who doesn't release needs nothing of what releasing takes, and isn't made to wait for it."""

import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

EXTRA = ("IPython", "jupytext", "nbconvert", "nbformat", "nbgrader", "sqlalchemy", "traitlets")
LOADED = """
import sys
from grader.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as end:
    status = end.code
print("loaded:", *sorted({name.split(".")[0] for name in sys.modules}))
sys.exit(status)
"""
PAGES = ("jinja2", "matplotlib")  # pytest itself loads Pygments
WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Missing())
from grader.cli import main
sys.exit(main(sys.argv[2:]))
"""


def python(program, *arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["--help", "release --help", "grade", "check"])
def test_no_other_command_loads_what_releasing_takes(command, tmp_path, confinement):
    folder, words = ROOT, command.split()
    if command == "grade":
        shutil.copytree(ROOT / "examples" / "class" / "s01", tmp_path / "class" / "s01")
        options = ("--out", tmp_path / "out", "--assignment", "example", "--jobs", "1")
        words += [tmp_path / "class", *options]
    elif command == "check":
        folder, words = ROOT / "assignments", ["check", "sigmoid"]
    done = python(LOADED, *words, cwd=folder)
    assert done.returncode == (command == "check"), done.stderr
    loaded = done.stdout.split("loaded: ")[1].split()
    assert "grader" in loaded
    assert [name for name in EXTRA if name in loaded] == []


@pytest.mark.parametrize(
    ("more", "needed"),
    [
        pytest.param(("--no-report",), [], id="results alone"),
        pytest.param((), ["jinja2"], id="pages"),
    ],
)
def test_one_submission_without_a_mistake_is_graded_with_what_that_takes(
    more, needed, tmp_path, confinement
):
    (tmp_path / "class" / "s01").mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / "sigmoid" / "sigmoid.py", tmp_path / "class" / "s01")
    options = ("--out", tmp_path / "out", "--exercise", "sigmoid", *more)
    done = python(LOADED, "grade", tmp_path / "class", *options)
    assert done.returncode == 0, done.stderr
    assert confinement.names()[0] in done.stdout
    loaded = done.stdout.split("loaded: ")[1].split()
    elsewhere = ("distributed", "multiprocessing", "rich", "watchfiles", "yaml", "hypothesis")
    assert [name for name in (*PAGES, *EXTRA, *elsewhere) if name in loaded] == needed


def test_a_students_own_check_loads_nothing_that_pages_take():
    done = python(LOADED, "check", "sigmoid", cwd=ROOT / "assignments")
    loaded = done.stdout.split("loaded: ")[1].split()
    assert [name for name in PAGES if name in loaded] == []


@pytest.mark.parametrize("missing", ["nbgrader", "jupytext", "nbformat"])
def test_releasing_without_the_extra_says_what_to_install(missing, tmp_path):
    done = python(WITHOUT, missing, "release", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr == (
        f"grader: releasing needs {missing}, which is not installed: "
        "pip install 'backprop-grader[release]'\n"
    )
    assert not (tmp_path / "out").exists()
