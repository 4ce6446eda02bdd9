"""The exercises: right work gets full marks however it is written, wrong work loses some."""

import pytest
from conftest import ROOT, exercise_of, source_of

from grader.course_folder import read_course
from grader.validate import OTHER_SEEDS, validate

COURSE = read_course(ROOT / "solutions")
EXERCISES = [exercise.name for exercise in COURSE.exercises]


def reference(name):
    return (ROOT / "solutions" / name / f"{name}.py").read_text()


@pytest.mark.parametrize(
    "seeds", [pytest.param((1,), id="quick"), pytest.param(OTHER_SEEDS, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("name", EXERCISES)
def test_checks_and_catalogue_prove_each_other(confinement, name, seeds):
    [report] = validate(COURSE.only([name]), confinement, seeds)
    assert not report.problems, "\n".join(report.problems)


def test_the_stub_is_told_where_to_start(graded):
    for name in ("sigmoid", "training"):
        stub = (ROOT / "assignments" / name / f"{name}.py").read_text()
        result = exercise_of(graded(**{name: stub}), name)
        assert (result.status, result.score) == ("graded", 0)
        assert all(check.message.startswith("Not written yet in line") for check in result.checks)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_assignment_is_the_solution_without_its_solution_regions(name):
    regions = reference(name).split("### BEGIN SOLUTION\n")
    rest = [region.split("### END SOLUTION\n", 1) for region in regions[1:]]
    raised = 'raise NotImplementedError("Write this part, then delete this line.")\n'
    stub = regions[0] + "".join(raised + after for _, after in rest)
    folder = ROOT / "assignments" / name
    assert (folder / f"{name}.py").read_text() == stub
    for shared in ("test_public.py", "given.py"):
        original = ROOT / "solutions" / name / shared
        if original.exists():
            assert (folder / shared).read_bytes() == original.read_bytes()
    assert not (folder / "test_hidden.py").exists()


SIGMOIDS = {
    "as the book has it, with its overflow warning": """
        def forward(self, x):
            out = 1 / (1 + np.exp(-x))
            self.out = out
            return out

        def backward(self, dout):
            dx = dout * (1.0 - self.out) * self.out
            return dx
    """,
    "by tanh, keeping x": """
        def forward(self, x):
            self.x = x
            return 0.5 * (1 + np.tanh(x / 2))

        def backward(self, dout):
            y = self.forward(self.x)
            return dout * (y - y * y)
    """,
    "in place on a copy, writing into dout": """
        def forward(self, x):
            self.out = np.array(x, dtype=float)
            np.negative(self.out, out=self.out)
            np.exp(self.out, out=self.out)
            self.out += 1
            np.reciprocal(self.out, out=self.out)
            return self.out

        def backward(self, dout):
            dout *= self.out * (1 - self.out)
            return dout
    """,
    "with loops and lists": """
        def forward(self, x):
            flat = [1 / (1 + math.exp(-v)) if v > -700 else 0.0 for v in x.ravel().tolist()]
            self.out = np.array(flat).reshape(x.shape)
            return self.out.tolist()

        def backward(self, dout):
            out = self.out.ravel()
            values = [d * o * (1 - o) for d, o in zip(dout.ravel(), out)]
            return np.array(values).reshape(dout.shape).tolist()
    """,
    "with state that grows and a helper": """
        def __init__(self):
            self.history = []

        @staticmethod
        def squash(x):
            return np.exp(-np.logaddexp(0, -x))

        def forward(self, x, train_flg=True):
            self.history.append(self.squash(x))
            return self.history[-1]

        def backward(self, dout=1):
            return np.einsum("...,...->...", dout, self.history[-1] * (1 - self.history[-1]))
    """,
}


@pytest.mark.parametrize("style", SIGMOIDS)
def test_a_right_sigmoid_gets_full_marks_in_every_style(graded, style):
    body = SIGMOIDS[style]
    source = (
        f"import math\nimport numpy as np\nclass Sigmoid:{body.replace(chr(10) + '    ', chr(10))}"
    )
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    failing = [(check.id, check.message) for check in result.checks if check.outcome != "passed"]
    assert not failing


TRAINING_STYLES = {
    "in place, None returned, lists": source_of("s01", "training"),
    "indices through np.array_split": reference("training")
    + """
def minibatches(x, t, batch_size, rng):
    order = rng.permutation(len(x))
    cuts = range(batch_size, len(x), batch_size)
    return zip(np.split(x[order], cuts), np.split(t[order], cuts))
""",
    "an iterable class": reference("training")
    + """
class Batches:
    def __init__(self, x, t, size, rng):
        order = rng.permutation(x.shape[0])
        self.parts = [order[i:i + size] for i in range(0, len(order), size)]
        self.x, self.t = x, t
    def __iter__(self):
        for part in self.parts:
            yield self.x[part], self.t[part]
minibatches = Batches
""",
    "pairs as lists, a loss array": reference("training")
    + """
def minibatches(x, t, batch_size, rng):
    z = np.hstack([x, t])
    rng.shuffle(z)
    d = x.shape[1]
    for i in range(0, len(z), batch_size):
        yield [z[i:i + batch_size, :d], z[i:i + batch_size, d:]]

def train(network, x, t, epochs, batch_size, learning_rate, rng):
    losses = np.zeros(epochs)
    for epoch in range(epochs):
        for xb, tb in minibatches(x, t, batch_size, rng):
            grads = network.gradient(xb, tb)
            for name, grad in grads.items():
                network.params[name] -= learning_rate * grad
        losses[epoch] = network.loss(x, t)
    return losses
""",
}


@pytest.mark.parametrize("style", TRAINING_STYLES)
def test_right_training_gets_full_marks_in_every_style(graded, style):
    result = exercise_of(graded(training=TRAINING_STYLES[style]), "training")
    failing = [(check.id, check.message) for check in result.checks if check.outcome != "passed"]
    assert not failing


TRIVIAL = {
    "identity": "x",
    "zeros": "x * 0",
    "ones": "x * 0 + 1",
    "halves": "x * 0 + 0.5",
    "None": "None",
    "the class itself": "self",
    "a number": "0.25",
}


@pytest.mark.parametrize("value", TRIVIAL.values(), ids=TRIVIAL.keys())
def test_a_trivial_sigmoid_gets_a_tenth_at_most(graded, value):
    source = (
        "class Sigmoid:\n"
        f"    def forward(self, x): return {value}\n"
        f"    def backward(self, dout):\n        x = dout\n        return {value}\n"
    )
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    assert result.score <= 0.7


@pytest.mark.parametrize("value", ["None", "0", "[]", "a[0]", "a"])
def test_trivial_training_gets_a_tenth_at_most(graded, value):
    names = ("sgd_step", "minibatches", "updates_per_epoch", "train")
    source = "".join(f"def {name}(*a): return {value}\n" for name in names)
    result = exercise_of(graded(training=source), "training")
    assert result.score <= 0.8


def test_a_backward_that_is_right_for_a_wrong_forward_keeps_its_marks(graded):
    tanh = (
        "import numpy as np\nclass Sigmoid:\n"
        "    def forward(self, x):\n        self.y = np.tanh(x)\n        return self.y\n"
        "    def backward(self, dout):\n        return dout * (1 - self.y ** 2)\n"
    )
    passed = {
        check.id
        for check in exercise_of(graded(sigmoid=tanh), "sigmoid").checks
        if check.outcome == "passed"
    }
    assert passed == {
        "test_backward_gives_the_slopes_of_the_worked_example",
        "test_backward_multiplies_the_upstream_gradient",
        "test_any_shape[one axis]",
        "test_any_shape[three axes]",
        "test_backward_belongs_to_the_last_forward",
        "test_forward_leaves_its_input_alone",
    }
