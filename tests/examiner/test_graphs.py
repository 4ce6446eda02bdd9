"""What `graph.py` of each exercise draws: the reference is right, and what is wrong shows."""

import functools
import itertools
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from conftest import ROOT

from grader.course_folder import read_course
from grader.drawings.canvas import COLUMN, MARGIN
from grader.drawings.svg import svg_of
from grader.drawings.text import text_of
from grader.drawings.words import points_in
from grader.examiner.drawing import Drawing
from grader.examiner.misconceptions import read_misconceptions, variant_source
from grader.examiner.names import Names
from grader.examiner.remote import Student
from grader.examiner.run import loading_of
from grader.figures import Chart, Graph, Node, Number
from grader.intake.code import Code
from grader.plain import width
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
        "SameNumbersForEveryInput": "E+",
        "SummedContributions": "dE/dout_h",
        "PairedWithTheWrongWeights": "dE/dout_h",
        "OnlyOneError": "dnet_h",
        "ForgotTheHiddenSlope": "dnet_h",
        "ForgotTheLearningRate": "W1+",
        "GradientAscent": "W1+",
    },
    "two_layer_network": {
        "UpdatedOutputWeights": "W1+",
        "SecondForwardPass": "W1+",
        "BiasLearntAnyway": "E+",
        "ForgotTheLearningRate": "W2+",
        "GradientIntoTheNetwork": "W2+",
        "OnlyOneError": "db1",
        "ForgotTheHiddenSlope": "db1",
        "TransposedOutputWeights": "db1",
        "ForgotTheOutputSlope": "db2",
        "SlopeOfTheNet": "db2",
        "WrongSign": "db2",
        "ForgotTheHalf": "E",
        "NetPassedOn": "y",
    },
    "training": {
        "GradientAscent": "one_batch",
        "ForgotTheLearningRate": "one_batch",
        "ShuffledApart": "one_batch",
        "MeanOfTheBatchLosses": "one_batch",
        "DrawnWithReplacement": "one_batch",
        "LossAfterEveryUpdate": "batches_of_8",
    },
    "vanishing_gradient": {
        "UpstreamGradientCounted": "sigmoids",
        "FirstLayerForgotten": "sigmoids",
        "FirstLayerFirst": "sigmoids",
        "NoSquareRoot": "sigmoids",
        "SpectralNorm": "sigmoids",
        "MeanSize": "sigmoids",
        "NormOfEachSample": "sigmoids",
        "FractionOfTheUpstreamGradient": "sigmoids",
        "BackwardInForwardOrder": "sigmoids",
        "SameInputForEveryLayer": "sigmoids",
        "SameGradientForEveryLayer": "sigmoids",
        "GradientOfTheWeights": "halves",
        "NoForwardPass": "sigmoids",
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
    verdicts = {number.verdict for number in numbers(graph)} - {"given"}
    assert verdicts == ({"right", "unknown"} if name == "training" else {"right"})
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


CHARTS = ["training", "vanishing_gradient"]
NETWORKS = ["worked_example", "two_layer_network"]


def test_what_is_drawn_how():
    assert [name for name in DRAWN if right(name).chart] == sorted(CHARTS, key=list(DRAWN).index)
    assert {name for name in DRAWN if right(name).steps} == set(NETWORKS)


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in CHARTS])
def test_a_picture_is_legible_on_a_phone(name):
    graph = right(name)
    assert all(np.prod(number.shape) <= 6 for number in numbers(graph))
    width = int(svg_of(graph).split('width="')[1].split('"')[0])
    assert 12 * 360 / width > 11  # the pixels of the text, where the picture is shrunk to fit


SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", [name for name in DRAWN if name not in [*CHARTS, *NETWORKS]])
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


def labels_of(root):
    """Where each text of a picture stands: its left end, its right end, and its baseline."""
    for text in root.iter(f"{SVG}text"):
        x, y = float(text.get("x")), float(text.get("y"))
        yield text.text, x, x + width(text.text) * COLUMN, y


def is_inside(root):
    """Does no text leave its picture?"""
    ends = [(left, end) for _, left, end, _ in labels_of(root)]
    wide, high = float(root.get("width")), float(root.get("height"))
    is_low = all(y <= high - MARGIN - 3 for *_, y in labels_of(root))
    return is_low and all(left >= -MARGIN and end + MARGIN <= wide for left, end in ends)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("wrong", [None, "NetPassedOn", "ForgotTheLearningRate", "WrongSign"])
def test_no_text_of_a_network_lies_on_another(name, wrong):
    exercise = DRAWN[name]
    by_name = {each.name: each for each in read_misconceptions(exercise)}
    source = variant_source(exercise, *([by_name[wrong]] if wrong else []))
    root = ET.fromstring(svg_of(drawn(exercise, source, right(name))))
    labels = list(labels_of(root))
    assert len(labels) > 30
    for (one, left, end, y), (other, start, right_end, level) in itertools.combinations(labels, 2):
        is_beside = end <= start or right_end <= left
        assert is_beside or abs(y - level) >= 11, (one, other)
    assert is_inside(root)


OTHER_SHAPES = {
    "many": "np.zeros(60_000)",
    "three": "np.zeros(3)",
    "one": "np.float64(0.5)",
    "rows": "np.full((2, 2), -1.2345e-5)",
    "square": "np.full((6, 6), 1e300)",
    "nan": "np.array([np.nan, np.inf])",
    "small": "np.array([-1.2345e-5, 2.3e-308])",
    "nothing": "np.zeros((0, 2))",
}


@pytest.mark.parametrize("kind", OTHER_SHAPES)
@pytest.mark.parametrize("function", ["output_delta", "errors", "contributions", "updated"])
def test_what_has_another_shape_makes_no_larger_network(function, kind):
    exercise = DRAWN["worked_example"]
    source = f"{variant_source(exercise)}\n\ndef {function}(*_):\n    return {OTHER_SHAPES[kind]}\n"
    graph = drawn(exercise, source, right("worked_example"))
    root = ET.fromstring(svg_of(graph))
    texts = [text for text, *_ in labels_of(root)]
    assert sum(text in ("i1", "h2", "o1", "o2", "h3", "o3") for text in texts) == 4 * 3
    assert len(texts) < 80
    assert is_inside(root)
    assert {"w1 0.15", "w5 0.4"} <= set(texts)  # what is given is never taken for wrong
    assert any("✗" in text for text in texts)
    assert [box for box in root.iter(f"{SVG}rect") if box.get("class") == "box first"]


def test_too_few_digits_are_crossed_out():
    exercise = DRAWN["worked_example"]
    source = variant_source(exercise)
    old = "return (out - t) * out * (1 - out)"
    assert old in source
    source = source.replace(old, "return np.float32((out - t) * out * (1 - out))")
    graph = drawn(exercise, source, right("worked_example"))
    assert graph.first == ("net_o", True)
    texts = [text for text, *_ in labels_of(ET.fromstring(svg_of(graph)))]
    assert sum(text.startswith("δ") and text.endswith("✗") for text in texts) == 2


def test_a_network_shows_where_the_printed_error_comes_from():
    exercise = DRAWN["two_layer_network"]
    by_name = {each.name: each for each in read_misconceptions(exercise)}
    source = variant_source(exercise, by_name["UpdatedOutputWeights"])
    graph = drawn(exercise, source, right("two_layer_network"))
    texts = [text for text, *_ in labels_of(ET.fromstring(svg_of(graph)))]
    assert "E+ = 0.291027924 ✗" in texts
    assert "w1 0.149818 ✗" in texts
    assert "w5 0.3589 ✓" in texts
    assert "Source 004 prints 0.291027924" in "\n".join(text_of(graph))
    exact = [text for text, *_ in labels_of(ET.fromstring(svg_of(right("two_layer_network"))))]
    assert "E+ = 0.291027774" in " ".join(exact)


@pytest.mark.parametrize("name", CHARTS)
def test_curves_stand_next_to_what_they_should_be(name):
    exercise = DRAWN[name]
    by_name = {each.name: each for each in read_misconceptions(exercise)}
    wrong = "GradientAscent" if name == "training" else "SpectralNorm"
    graph = drawn(exercise, variant_source(exercise, by_name[wrong]), right(name))
    texts = [text.text for text in ET.fromstring(svg_of(graph)).iter(f"{SVG}text")]
    first = next(iter(graph.chart.curves))
    assert f"{first}, yours ✗" in texts
    assert f"{first}, as it should be" in texts
    head, *points = points_in(graph)
    assert head[0] == graph.chart.across
    assert [row[0] for row in points] == [str(number) for number in range(1, 11)]
    assert all(row[1] != row[2] for row in points)
    shown = "\n".join(text_of(graph))
    assert points[-1][1] in shown


@pytest.mark.parametrize("is_log", [True, False])
@pytest.mark.parametrize(
    "heights",
    [
        pytest.param([1e308, -1e308, 1e308], id="far apart"),
        pytest.param([5e-324, 1e300], id="all scales"),
        pytest.param([None, None], id="nothing finite"),
        pytest.param([0.0, 0.0, 0.0], id="zeros"),
        pytest.param([-1.0, -2.0], id="negative"),
        pytest.param([1e308], id="one"),
        pytest.param([], id="none"),
    ],
)
def test_any_numbers_make_a_chart(heights, is_log):
    """They are a student's: whatever they are, the page of a class is made."""
    own = Number(verdict="wrong", rows=[heights], right=[[1.0, 2.0]], shape=(len(heights),))
    gone = Number(verdict="missing", right=[[1.0, 2.0]], shape=(2,))
    graph = Graph(
        title="t",
        nodes=(Node(name="a", forward=own), Node(name="b", forward=gone)),
        operations=(),
        chart=Chart(across="x", up="y", curves={"a": "a", "b": "b"}, is_log=is_log),
    )
    ET.fromstring(svg_of(graph))
    assert text_of(graph)


def test_a_curve_that_may_be_another_is_not_called_wrong():
    exercise = DRAWN["training"]
    source = variant_source(exercise).replace(
        "rng.permutation(len(x))", "rng.permutation(len(x))[::-1]"
    )
    graph = drawn(exercise, source, right("training"))
    assert graph.first is None
    number = graph.number("batches_of_8")
    assert number.verdict == "unknown"
    assert number.rows != number.right
    assert "the reference's" in "\n".join(text_of(graph))


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


def test_what_is_missing_for_want_of_something_unwritten_isnt_the_first():
    """A backward that is written fails without its forward; an attribute is missing in a stub."""
    old = '        with np.errstate(over="ignore"):\n'
    graph = replaced("sigmoid", old, f"        raise NotImplementedError\n{old}")
    assert first(graph) == "y"
    stub = (ROOT / "assignments" / "affine" / "affine.py").read_text()
    assert first(drawn(DRAWN["affine"], stub, right("affine"))) == "y"


def test_a_gradient_that_is_none_is_called_by_its_name():
    graph = replaced("sigmoid", "return dout * self.out * (1 - self.out)", "pass")
    assert "`dx` is None" in "\n".join(text_of(graph))


def test_a_wrong_number_that_looks_right_says_how_it_is_wrong():
    exercise = DRAWN["affine"]
    by_name = {each.name: each for each in read_misconceptions(exercise)}
    source = variant_source(exercise, by_name["BiasGradientWithAnAxisTooMany"])
    text = "\n".join(text_of(drawn(exercise, source, right("affine"))))
    assert "its shape is (1, 2), not (2,)" in text
    graph = replaced("sigmoid", "return dout * self.out", "return 1.00002 * dout * self.out")
    assert "right to 4 digits only" in "\n".join(text_of(graph))
