"""What `graph.py` of each exercise draws: the reference is right, and what is wrong shows."""

import functools
import itertools
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from conftest import ROOT

from grader.course import read_course
from grader.drawings.svg import svg_of
from grader.drawings.text import text_of
from grader.examiner.drawing import Drawing
from grader.examiner.misconceptions import read_misconceptions, variant_source
from grader.examiner.names import Names
from grader.examiner.remote import Student
from grader.examiner.run import loading_of
from grader.intake.code import Code
from grader.sandbox.allowance import Allowance, Limits
from grader.sandbox.conversation import Conversation
from grader.sandbox.local import LocalSandbox

COURSE = read_course(ROOT / "solutions")
DRAWN = {
    exercise.name: exercise
    for exercise in COURSE.exercises
    if (exercise.folder / "graph.py").exists()
}
SECONDS = 10.0

FIRST = {
    "worked_example": {
        "TransposedWeights": "net_h",
        "BiasForgotten": "net_h",
        "NetPassedOn": "net_o",
        "ForgotTheHalf": "E",
        "SummedErrors": "E",
        "ForgotTheSlope": "dnet_o",
        "WrongSign": "dnet_o",
        "SummedContributions": "dout_h",
        "PairedWithTheWrongWeights": "dout_h",
        "OnlyOneError": "dnet_h",
        "ForgotTheHiddenSlope": "dnet_h",
        "ForgotTheLearningRate": "dW2",
        "GradientAscent": "dW2",
    },
    "two_layer_network": {
        "UpdatedOutputWeights": "E2",
        "SecondForwardPass": "E2",
        "BiasLearntAnyway": "E2",
        "ForgotTheLearningRate": "E2",
        "GradientIntoTheNetwork": "E2",
        "OnlyOneError": "dW1",
        "ForgotTheHiddenSlope": "dW1",
        "TransposedOutputWeights": "dW1",
        "ForgotTheOutputSlope": "dW2",
        "SlopeOfTheNet": "dW2",
        "WrongSign": "dW2",
        "ForgotTheHalf": "E",
        "NetPassedOn": "y",
    },
    "chain_rule": {
        "KeptTheFactorsInPlace": "dx",
        "ForgotUpstreamGradient": "dx",
        "WroteIntoTheInput": "dy",
        "MatrixProduct": "xy",
        "SharedOutTheGradient": "dxy",
        "MeanAtABranch": "da",
        "LastPathOnly": "da",
        "HalfTheSquaredError": "dβ",
        "CosineKeptItsSign": "dβ",
        "SineSlopeAtTheOutput": "dβ",
        "PreactivationAsFactor": "dω",
        "ForgotTheWeightsOnTheWay": "dβ",
        "SineAndCosineExchanged": "f",
    },
    "gradient_check": {
        "StepToOneSideOnly": "db",
        "DividedByHalfTheDistance": "db",
        "AllEntriesAtOnce": "db",
        "NotPutBack": "dW",
        "AbsoluteDifference": "error",
        "MeanOverTheEntries": "error",
        "NormsOfTheWholeArrays": "error",
        "RelativeToOneOfThem": "error",
        "SignedDifference": "error",
    },
    "sigmoid": {
        "ForgotUpstreamGradient": "dx",
        "SlopeOfTheInput": "dx",
        "SigmoidAppliedTwice": "dx",
        "AddedInsteadOfMultiplied": "dx",
        "ForgotTheSecondFactor": "dx",
        "ForgotTheFirstFactor": "dx",
        "WrongSignInTheExponent": "y",
        "TanhInstead": "y",
    },
    "activations": {
        "ReluOpenAtZero": "dx_relu",
        "ReluOfTheGradient": "dx_relu",
        "ReluOutputAsSlope": "dx_relu",
        "ReluLeaks": "y_relu",
        "TanhForgotUpstream": "dx_tanh",
        "TanhSlopeOfTheInput": "dx_tanh",
        "TanhSlopeOfTheSigmoid": "dx_tanh",
        "TanhForgotTheSquare": "dx_tanh",
        "TanhOfTheHalf": "y_tanh",
        "SoftplusForgotUpstream": "dx_soft",
        "SoftplusSlopeOfTheRelu": "dx_soft",
        "SoftplusSlopeOfTheOutput": "dx_soft",
        "SoftplusMirrored": "y_soft",
    },
    "affine": {
        "ForgotTheBias": "y",
        "WeightsAsRows": "y",
        "BackThroughTheSameMatrix": "dx",
        "WeightGradientTransposed": "dW",
        "BiasGradientOfEachSample": "db",
        "BiasGradientAsOneNumber": "db",
        "GradientsAveraged": "dW",
        "BiasGradientWithAnAxisTooMany": "db",
        "ForgotUpstreamGradient": "dx",
        "GradientsReturned": "dx",
    },
    "softmax_with_loss": {
        "SoftmaxOverTheBatch": "y",
        "SoftmaxOverEverything": "y",
        "ErrorNotAveraged": "E",
        "ErrorOfEachSample": "E",
        "SoftmaxTwice": "L",
        "NotDividedByTheBatch": "dx",
        "TargetMinusOutput": "dx",
    },
    "identity_with_loss": {
        "NoHalf": "L",
        "SumOverTheBatch": "L2",
        "MeanOverEveryEntry": "L",
        "LossOfEachSample": "L",
        "DistanceInsteadOfSquares": "L",
        "BatchSizeForgotten": "dx2",
        "HalfForgottenOnTheWayBack": "dx",
        "DividedByEveryEntry": "dx",
        "SignTurnedRound": "dx",
        "DeltaOfASigmoid": "dx",
        "UpstreamGradientForgotten": "dx2",
        "AveragedOverTheBatch": "dx",
        "KeptOnTheClass": "dx",
    },
    "deep_network": {
        "ReluOnTheLastLayer": "f0",
        "ForgotTheRelu": "f1",
        "ForgotTheSwitch": "dβ0",
        "WeightsNotTransposed": "dβ0",
        "LastLayerFirst": "dβ1",
        "OuterProductSwapped": "dΩ1",
        "PreactivationInTheWeightGradient": "dΩ1",
        "TargetMinusOutput": "dβ1",
        "ForgotTheHalf": "dβ1",
        "SummedLikeABatch": "dβ1",
        "BackwardOfTheLastForward": "dβ1",
        "DifferenceQuotient": "dβ1",
    },
    "network": {
        "PredictGivesProbabilities": "h",
        "SoftmaxTwice": "L",
        "LayersInForwardOrder": "db2",
        "EveryLayerGetsTheFirstGradient": "db2",
        "StartsAtTheScores": "db2",
        "AveragedTwice": "db2",
        "GradientOfTheLastLoss": "db2",
    },
}
"""Where each misconception shows first: a value by its name, or a gradient. The others that an
exercise has don't show: they need a second layer or call, other shapes, or large numbers."""


def drawn(exercise, source, right=None):
    """The graph of a submission, asked in this process as `explain` asks it."""
    path = exercise.folder / "graph.py"
    names = {}
    exec(compile(path.read_text(), str(path), "exec"), names)  # noqa: S102 - the course's own
    sandbox = LocalSandbox(exercise.folder)
    worker = sandbox.worker(Limits(memory_mib=512))
    try:
        allowance, conversation = Allowance(worker, SECONDS), Conversation(worker)
        code = Code.script(f"{exercise.name}.py", source.encode())
        loaded = conversation.load(loading_of(exercise, code, SECONDS), allowance)
        assert not loaded.notes
        student = Student(conversation, allowance, pytest.fail, Names(loaded.names), set())
        drawing = Drawing("", right)
        names["graph"](drawing, student)
        return drawing.graph()
    finally:
        sandbox.close_worker(worker)


@functools.cache
def right(name):
    """The reference's graph."""
    return drawn(DRAWN[name], variant_source(DRAWN[name]))


def numbers(graph):
    both = [number for node in graph.nodes for number in (node.forward, node.gradient)]
    return [number for number in both if number is not None]


def first(graph):
    name, is_gradient = graph.first
    return f"d{name}" if is_gradient else name


def test_a_graph_is_expected_of_each_exercise_that_has_one():
    assert set(FIRST) == set(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_the_reference_is_right_everywhere(name):
    graph = drawn(DRAWN[name], variant_source(DRAWN[name]), right(name))
    assert graph.first is None
    assert {number.verdict for number in numbers(graph)} == {"given", "right"}
    assert graph.title


@pytest.mark.parametrize("name", DRAWN)
def test_a_stub_has_no_number_of_its_own(name):
    source = (ROOT / "assignments" / name / f"{name}.py").read_text()
    graph = drawn(DRAWN[name], source, right(name))
    asked = [number for number in numbers(graph) if number.site.split(".")[0] in source]
    assert asked
    assert {number.verdict for number in asked if number.site} == {"missing"}


@pytest.mark.parametrize("name", DRAWN)
def test_misconceptions_show_first_where_they_are(name):
    exercise = DRAWN[name]
    shown = {}
    for misconception in read_misconceptions(exercise):
        graph = drawn(exercise, variant_source(exercise, misconception), right(name))
        if graph.first is not None:
            shown[misconception.name] = first(graph)
        text_of(graph)
    assert shown == FIRST[name]


@pytest.mark.parametrize("name", DRAWN)
def test_a_picture_is_legible_on_a_phone(name):
    graph = right(name)
    assert all(np.prod(number.shape) <= 6 for number in numbers(graph))
    width = int(svg_of(graph).split('width="')[1].split('"')[0])
    assert 12 * 360 / width > 11  # the pixels of the text, where the picture is shrunk to fit


SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", DRAWN)
def test_no_edge_of_a_picture_goes_through_a_box(name):
    root = ET.fromstring(svg_of(right(name)))
    boxes = [
        [float(box.get(key)) for key in ("x", "y", "width", "height")]
        for box in root.iter(f"{SVG}rect")
    ]
    for path in root.iter(f"{SVG}path"):
        if path.get("class") == "edge":
            points = [[float(each) for each in one.split()] for one in path.get("d")[2:].split("L")]
            line = np.concatenate(
                [np.linspace(start, end, 50) for start, end in itertools.pairwise(points)]
            )
            for x, y, width, height in boxes:
                away = np.abs(line - [x + width / 2, y + height / 2])
                assert not (away < [width / 2 - 1, height / 2 - 1]).all(axis=1).any()


def replaced(name, old, new):
    """The graph of the reference with one text in the place of another."""
    source = variant_source(DRAWN[name])
    assert old in source
    return drawn(DRAWN[name], source.replace(old, new), right(name))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param(
            "softmax_with_loss", "np.log(right + 1e-7)", "np.log(np.maximum(right, 1e-9))", id="log"
        ),
        pytest.param(
            "gradient_check", "np.where(size == 0, 1.0, size)", "(size + 1e-8)", id="denominator"
        ),
        pytest.param(
            "chain_rule",
            "return dbeta, dbeta * np.array([self.x, self.h1, self.h2, self.h3])",
            "return np.array([dbeta, dbeta * np.array([self.x, self.h1, self.h2, self.h3])])",
            id="an array for a pair",
        ),
        pytest.param("chain_rule", "return dout, dout", "return np.array([dout, dout])", id="sum"),
    ],
)
def test_what_checks_take_for_right_is_right(name, old, new):
    assert replaced(name, old, new).first is None


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        pytest.param(
            "deep_network", "return dweights, dbiases", "return dweights", "dβ1", id="half a pair"
        ),
        pytest.param("deep_network", "return dweights, dbiases", "return None", "dβ1", id="None"),
        pytest.param("deep_network", "        return f\n", "", "f0", id="no return"),
        pytest.param("network", 'grads[f"b{number}"]', 'grads[f"c{number}"]', "db2", id="names"),
        pytest.param("network", "return grads", "return list(grads.values())", "db2", id="list"),
        pytest.param("chain_rule", "return float(self.f3)", "pass", "f", id="toy"),
        pytest.param("identity_with_loss", "self.difference = x", "self.d = x", "L", id="raises"),
    ],
)
def test_what_has_another_form_is_missing_or_wrong(name, old, new, where):
    assert first(replaced(name, old, new)) == where


def test_a_wrong_number_that_looks_right_says_how_it_is_wrong():
    exercise = DRAWN["affine"]
    by_name = {each.name: each for each in read_misconceptions(exercise)}
    source = variant_source(exercise, by_name["BiasGradientWithAnAxisTooMany"])
    text = "\n".join(text_of(drawn(exercise, source, right("affine"))))
    assert "its shape is (1, 2), not (2,)" in text
    graph = replaced("sigmoid", "return dout * self.out", "return 1.00002 * dout * self.out")
    assert "right to 4 digits only" in "\n".join(text_of(graph))
