"""``grader explain``: an exercise's computational graph with a student's own numbers."""

import re
import sys
from xml.etree import ElementTree as ET

import pytest
from conftest import ROOT

from grader.bundle import find_exercises
from grader.drawings.svg import svg_of
from grader.examiner.graphs import right_graph
from grader.selfcheck import Home
from grader.selfcheck.notebook import Picture, explain

BACKWARD = "return dout * self.out * (1 - self.out)"
NAMES = sorted(path.parent.name for path in (ROOT / "assignments").glob("*/graph.py"))


def change(bundle, old, new, name="sigmoid"):
    path = bundle / name / f"{name}.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_what_is_right_is_said_to_be(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    status, said = run(bundle, "grader", "explain", "sigmoid")
    assert status == 0
    assert "✓ y = sigmoid(x)  [0.5933 0.5969]  right" in said
    assert "✓ dx              [0.2413 0.4812]  right" in said
    assert "first" not in said


def test_the_first_number_that_isnt_right_is_named(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    change(bundle, BACKWARD, "return self.out * (1 - self.out)")
    status, said = run(bundle / "sigmoid", "grader", "explain", "sigmoid")
    assert status == 1
    assert re.search(r"✗ dx +\[0.2413 0.2406\]  not right\n +it should be \[0.2413 0.4812\]", said)
    assert said.endswith("Look at dx first.\n")


def test_a_backward_that_fits_a_wrong_forward_isnt_the_first(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    change(bundle, "self.out = 1 / (1 + np.exp(-x))", "self.out = 1 / (1 + np.exp(x))")
    change(bundle, BACKWARD, "return -dout * self.out * (1 - self.out)")
    _, said = run(bundle, "grader", "explain", "sigmoid")
    assert "Look at y = sigmoid(x) first." in said
    assert "≈ dx" in said
    assert "the gradient of your own forward" in said


def test_what_isnt_written_yet_is_missing(bundle, run):
    status, said = run(bundle, "grader", "explain", "sigmoid")
    assert status == 1
    assert "missing (not written yet)" in said


def test_code_that_never_ends_is_given_up(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    change(bundle, BACKWARD, "while True:\n            pass")
    status, said = run(bundle, "grader", "explain", "sigmoid")
    assert status == 1
    assert "✓ y = sigmoid(x)" in said
    assert "missing (it took longer than" in said


def test_where_there_is_no_graph_it_says_so(bundle, run):
    (bundle / "sigmoid" / "graph.py").unlink()
    status, said = run(bundle, "grader", "explain", "sigmoid")
    assert status == 1
    assert "no graph" in said
    status, said = run(bundle, "grader", "explain", "nothing")
    assert status == 2
    assert "no exercise is called nothing" in said


def test_its_help_says_when_it_exits_with_1(bundle, run):
    _, said = run(bundle, "grader", "explain", "--help")
    assert "with 1 if one isn't" in " ".join(said.split())


def test_a_picture_is_written(bundle, hand_in, run):
    hand_in(bundle, "affine")
    path = bundle / "affine.svg"
    status, said = run(bundle, "grader", "explain", "affine", "--svg", str(path))
    assert status == 0, said
    root = ET.fromstring(path.read_text())
    texts = [part.text for part in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"x", "W", "b", "y"} <= set(texts)
    assert any(text.startswith("→ [") for text in texts)
    assert any(text.startswith("← [") for text in texts)


def test_a_notebook_shows_the_picture(bundle, hand_in, monkeypatch):
    hand_in(bundle, "sigmoid")
    monkeypatch.chdir(bundle / "sigmoid")
    shown = explain("sigmoid")
    assert isinstance(shown, Picture)
    assert shown._repr_html_().startswith("<svg")
    assert "y = sigmoid(x)" in repr(shown)


def test_curves_without_matplotlib_are_text(monkeypatch):
    course = find_exercises(ROOT / "assignments", ["vanishing_gradient"])
    home = Home(course)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    shown = Picture(home.explain(course.exercises[0]))._repr_html_()
    home.close()
    assert "pip install matplotlib" in shown
    assert "ten sigmoids" in shown
    assert "<svg" not in shown


def test_the_package_gives_it_as_often_as_asked(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    code = "import grader; grader.check('sigmoid'); " + "print(grader.explain('sigmoid')); " * 2
    path = bundle / "asks.py"
    path.write_text(code)
    status, said = run(bundle, "asks")
    assert status == 0, said
    assert said.count("y = sigmoid(x)") == 2


def test_what_is_written_is_looked_at_before_what_isnt(bundle, run):
    path = bundle / "sigmoid" / "sigmoid.py"
    text = path.read_text()
    unwritten = re.search(r"raise NotImplementedError\(.*\)", text)[0]
    path.write_text(text.replace(unwritten, "return x", 1))
    _, said = run(bundle, "grader", "explain", "sigmoid")
    assert "Look at y = sigmoid(x) first." in said


def test_too_few_digits_are_no_gradient_of_ones_own(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    change(bundle, BACKWARD, "return np.float32(dout * self.out * (1 - self.out))")
    status, said = run(bundle, "grader", "explain", "sigmoid")
    assert status == 1
    assert "digits only" in said
    assert "≈" not in said


@pytest.mark.parametrize("name", NAMES)
def test_every_bundle_knows_the_right_numbers(name, tmp_path):
    course = find_exercises(ROOT / "assignments", [name])
    right = right_graph(course.exercises[0])
    assert right.nodes
    home = Home(course)
    explained = home.explain(course.exercises[0])
    home.close()
    numbers = [
        number
        for node in explained.graph.nodes
        for number in (node.forward, node.gradient)
        if number is not None and number.verdict == "missing"
    ]
    assert numbers
    assert explained.graph.first is not None
    ET.fromstring(svg_of(explained.graph))
