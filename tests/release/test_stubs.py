"""A stub can be imported, says what it wants, and stops where nothing is written yet."""

import ast
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from grader.course_folder import read_course
from grader.stubs import unwritten

EXERCISES = [exercise.name for exercise in read_course(ROOT / "solutions").exercises]
IMPORTED = """
import sys
path, name = sys.argv[1:]
sys.path[:] = [path, *(entry for entry in sys.path if entry)]
class Only:
    def find_spec(self, name, *_):
        root = name.split(".")[0]
        if root not in sys.stdlib_module_names | {"numpy", "given", sys.argv[2]}:
            raise ModuleNotFoundError(f"only numpy is there, and no {name}", name=name)
sys.meta_path.insert(0, Only())
module = __import__(name)
print(*(each for each in vars(module) if not each.startswith("_")))
"""


def definitions(text):
    """Public functions, classes and methods, each with the name that it is known by."""
    for node in ast.parse(text).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                    yield f"{node.name}.{part.name}", part


DEFINITIONS = [
    pytest.param(node, id=f"{name}: {known_by}")
    for name in EXERCISES
    for known_by, node in definitions((ROOT / "assignments" / name / f"{name}.py").read_text())
]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_imports_with_numpy_alone(released, name):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", IMPORTED, released / name, name],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (released / name / f"{name}.py").read_text()
    assert {node.name for node in ast.parse(text).body if hasattr(node, "name")} < set(
        done.stdout.split()
    )


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_left_to_write_says_what_to_do(released, name):
    text = (released / name / f"{name}.py").read_text()
    assert unwritten() in text
    assert "Write this part, then delete this line." in unwritten()
    assert "SOLUTION" not in text


def called(node):
    """What is called by the name: a function, or the ``__init__`` of a class that has one."""
    if isinstance(node, ast.FunctionDef):
        return [node]
    return [part for part in node.body if getattr(part, "name", "") == "__init__"]


def sections(node):
    """The entries of Parameters, Returns and Attributes: name and type, and the text below it."""
    docstring = ast.get_docstring(node) or ""
    for part in re.split(r"\n(?=\w+\n-+\n)", docstring)[1:]:
        for entry in re.split(r"\n(?=\S)", part.split("\n", 2)[2].rstrip()):
            head, _, text = entry.partition("\n")
            yield head, text


@pytest.mark.parametrize("node", DEFINITIONS)
def test_everything_public_has_a_docstring_that_names_each_argument(node):
    assert ast.get_docstring(node)
    arguments = [arg.arg for function in called(node) for arg in function.args.args]
    named = [name.strip() for head, _ in sections(node) for name in head.split(" : ")[0].split(",")]
    assert [name for name in arguments if name not in ("self", *named)] == []


@pytest.mark.parametrize("node", DEFINITIONS)
def test_every_array_comes_with_its_shape(node):
    """In its type, as (N, D), or in the text below it."""
    for head, text in sections(node):
        if "ndarray" in head:
            has_shape = re.search(r"\([A-Za-z0-9]*,.*?\)", head) or "shape" in text
            assert has_shape, f"{head}: {text}"
