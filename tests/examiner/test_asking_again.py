"""Errors are carried forward from a wrong forward, and from one function only."""

import contextlib

import pytest
from conftest import ROOT, exercise_of

from grader.course_folder import read_course
from grader.examiner.examiner import Examiner
from grader.intake import Submission
from grader.intake.code import Code

DOUBLED = {
    "sigmoid": """
class Sigmoid(Sigmoid):
    def forward(self, x):
        return 2 * super().forward(x)
    def backward(self, dout):
        return super().backward(2 * dout)
""",
    "affine": """
class Affine(Affine):
    def forward(self, x):
        return 2 * super().forward(x)
    def backward(self, dout):
        return super().backward(2 * dout)
""",
    "activations": """
class Tanh(Tanh):
    def forward(self, x):
        return 2 * super().forward(x)
    def backward(self, dout):
        return super().backward(2 * dout)
""",
    "chain_rule": """
class Multiply(Multiply):
    def forward(self, x, y):
        return 2 * super().forward(x, y)
    def backward(self, dout):
        return super().backward(2 * dout)
""",
    "identity_with_loss": """
class IdentityWithLoss(IdentityWithLoss):
    def forward(self, x, t):
        return 2 * super().forward(x, t)
    def backward(self, dout=1):
        return super().backward(2 * dout)
""",
    "softmax_with_loss": """
class SoftmaxWithLoss(SoftmaxWithLoss):
    def forward(self, x, t):
        return 2 * super().forward(x, t)
    def backward(self, dout=1):
        return super().backward(2 * dout)
""",
    "two_layer_network": """
class TwoLayerNetwork(TwoLayerNetwork):
    def loss(self, x, t):
        return 2 * super().loss(x, t)
    def gradient(self, x, t):
        return {name: 2 * part for name, part in super().gradient(x, t).items()}
""",
    "network": """
class Network(Network):
    def loss(self, x, t):
        return 2 * super().loss(x, t)
    def gradient(self, x, t):
        return {name: 2 * part for name, part in super().gradient(x, t).items()}
""",
    "deep_network": """
class DeepNetwork(DeepNetwork):
    def forward(self, x):
        return 2 * super().forward(x)
    def backward(self, x, y):
        return tuple([4 * part for part in parts] for parts in super().backward(x, y / 2))
""",
    "worked_example": """
right_errors, right_delta = errors, output_delta
def errors(out, t):
    return 2 * right_errors(out, t)
def output_delta(out, t):
    return 2 * right_delta(out, t)
""",
}
"""What makes the forward of a reference twice as large, and its gradient with it."""


OF_THE_FORWARD = {
    "sigmoid": {
        "test_forward_gives_the_outputs_of_the_worked_example",
        "test_shapes_are_kept",
        "test_forward_on_a_random_batch",
        "test_far_from_zero_it_stays_finite",
    },
    "affine": {
        "test_forward_gives_the_nets_of_the_worked_example",
        "test_forward_on_a_random_batch",
    },
    "activations": {
        "test_forward[Tanh]",
        "test_forward_on_random_numbers[Tanh]",
        "test_tanh_far_from_zero",
    },
    "chain_rule": {"test_the_graph_forwards", "test_product_and_sum_of_arrays"},
    "identity_with_loss": {
        "test_forward_gives_the_total_error_of_the_worked_example",
        "test_forward_averages_over_the_batch",
        "test_forward_on_a_random_batch",
    },
    "softmax_with_loss": {
        "test_forward_gives_the_loss_of_the_example",
        "test_the_loss_of_any_batch",
    },
    "two_layer_network": {
        "test_loss_gives_the_error_of_the_example",
        "test_10000_updates",
        "test_loss_sums_over_outputs_and_averages_over_samples",
    },
    "network": {"test_loss_of_the_example", "test_loss_of_a_batch"},
    "deep_network": {
        "test_forward_of_the_example",
        "test_forward_with_several_hidden_layers[source]",
        "test_forward_with_several_hidden_layers[one unit a layer]",
        "test_a_single_layer",
    },
    "worked_example": {"test_errors_gives_the_error_of_each_output", "test_errors_add_up"},
}
"""The checks that such a submission fails, all of them about the forward."""


@pytest.fixture(scope="module")
def graded(confinement):
    """Grades one exercise of a submission, given as text: ``graded("affine", "...")``."""
    course = read_course(ROOT / "solutions").only(DOUBLED)
    with contextlib.closing(Examiner(course, confinement)) as examiner:

        def grade(name, text):
            code = Code.script(f"{name}.py", text.encode())
            return exercise_of(examiner.grade(Submission("tester", {name: code})), name)

        yield grade


def with_more(name, more):
    return (ROOT / "solutions" / name / f"{name}.py").read_text() + more


@pytest.mark.parametrize("name", DOUBLED)
def test_a_wrong_forward_that_is_one_function_keeps_the_marks_for_its_gradient(graded, name):
    result = graded(name, with_more(name, DOUBLED[name]))
    failed = {check.id for check in result.checks if check.outcome != "passed"}
    assert failed == OF_THE_FORWARD[name]


BY_OBJECTS = """
class {kind}({kind}):
    made_since_a_call = 0

    def __init__(self, *arguments):
        super().__init__(*arguments)
        {kind}.made_since_a_call += 1
        self.is_alone = {kind}.made_since_a_call == 1
        if not self.is_alone:
            self.before.is_alone = False
        {kind}.before = self

    def forward(self, x):
        {kind}.made_since_a_call = 0
        return super().forward(x) * (1 if self.is_alone else 2)

    def backward(self, dout):
        {kind}.made_since_a_call = 0
        return super().backward(2 * dout)
"""
BY_CALLS = """
calls = 0

class {kind}({kind}):
    def forward(self, x):
        global calls
        calls += 1
        return super().forward(x) * (1 if calls == 1 else 2)

    def backward(self, dout):
        return super().backward(2 * dout)
"""


@pytest.mark.parametrize("trick", [BY_OBJECTS, BY_CALLS])
@pytest.mark.parametrize(("name", "kind"), [("sigmoid", "Sigmoid"), ("affine", "Affine")])
def test_a_forward_of_two_faces_carries_nothing(graded, name, kind, trick):
    result = graded(name, with_more(name, trick.format(kind=kind)))
    assert "test_backward" not in " ".join(
        check.id for check in result.checks if check.outcome == "passed" and check.score == 1
    )
    assert any(f"`{kind}.forward`, asked again" in check.message for check in result.checks)
    assert result.score == sum(check.score for check in result.checks)


def test_a_submission_that_dies_when_it_is_asked_again_carries_nothing(graded):
    """The second worker is known by its first question: nothing was asked of the file before."""
    more = """
calls = []

class Sigmoid(Sigmoid):
    def forward(self, x):
        calls.append("forward")
        if len(calls) == 3 and "backward" not in calls:
            raise SystemExit
        return 2 * super().forward(x)

    def backward(self, dout):
        calls.append("backward")
        return super().backward(2 * dout)
"""
    result = graded("sigmoid", with_more("sigmoid", more))
    assert any("`Sigmoid.forward`, asked again" in check.message for check in result.checks)
