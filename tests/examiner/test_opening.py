"""Exercises that share a worker get what each would get by itself, and show nothing more."""

import contextlib

import pytest
from conftest import ROOT, copy_course

from grader.course import PUBLIC_CHECKS
from grader.course_folder import read_course
from grader.examiner import examiner as examiners
from grader.examiner.examiner import Examiner
from grader.examiner.session import Session
from grader.intake import Submission
from grader.intake.code import Code
from grader.intake.notebooks import read_cells
from grader.sandbox.connection import Worker

EXERCISES = ("sigmoid", "softmax_with_loss")
LIMITS = "check_seconds = 0.5\nexercise_seconds = 6\nmemory_mib = 112\n"
SIGMOID, SOFTMAX = ((ROOT / "solutions" / name / f"{name}.py").read_text() for name in EXERCISES)
SETTINGS_KEPT = """
def batches():
    with np.errstate(all='raise'):
        yield 1
demo = batches()
next(demo)
"""
LOG_OF_ZERO = SOFTMAX.replace(
    "import numpy as np\n", "import numpy as np\nT = np.log(np.zeros(1))\n"
)
LARGE = """
plain_softmax = softmax
def softmax(x):
    np.zeros(90 * 2**20 // 8)
    return plain_softmax(x)
"""
WARNS = "import numpy as np\ndef note(x):\n    np.mean(np.zeros(0))\n    return x * 0\n"
SIGMOID_WARNS = f"""{WARNS}
class Sigmoid:
    def forward(self, x):
        return note(x)
    def backward(self, dout):
        return dout
"""
CASES = {
    "right": (SIGMOID, SOFTMAX),
    "settings of numpy": (SIGMOID + SETTINGS_KEPT, LOG_OF_ZERO),
    "memory": (SIGMOID + "\nTABLE = np.zeros(40 * 2**20 // 8)\n", SOFTMAX + LARGE),
    "what was printed": (
        SIGMOID.replace("def forward(self, x):", "def forward(self, x):\n        print(x.shape)"),
        SOFTMAX.replace(
            "def softmax(x):", "def softmax(x):\n    print('so', x.ndim)\n    x = x + x"
        ),
    ),
    "names in other letters": (SIGMOID, SOFTMAX.replace("def softmax(", "def Softmax(")),
    "an error carried forward": (SIGMOID.replace("np.exp(-x)", "np.exp(x)"), SOFTMAX),
    "a loop": (SIGMOID.replace("return dout", "while True: pass\n        return dout"), SOFTMAX),
    "what can't be compiled": (SIGMOID + "\nreturn 1\n", SOFTMAX),
    "nothing": ("", SOFTMAX),
}


@pytest.fixture(scope="module")
def examiner(tmp_path_factory, confinement):
    course = read_course(copy_course(tmp_path_factory.mktemp("course"), LIMITS, EXERCISES))
    with contextlib.closing(Examiner(course, confinement)) as examiner:
        yield examiner


def submission(*sources):
    codes = zip(EXERCISES, sources, strict=True)
    return Submission("s", {name: Code.script(f"{name}.py", text.encode()) for name, text in codes})


def alone(examiner, handed, monkeypatch):
    """The result where each exercise has a worker of its own."""
    with monkeypatch.context() as patch:
        patch.setattr(examiners, "open_together", lambda *_: {})
        return examiner.grade(handed)


@pytest.mark.parametrize("sources", CASES.values(), ids=CASES)
def test_who_shares_gets_what_it_gets_alone(examiner, sources, monkeypatch):
    handed = submission(*sources)
    together = examiner.grade(handed)
    assert together == alone(examiner, handed, monkeypatch)
    assert together.problems == ()


def test_a_warning_that_is_shown_once_is_shown_to_each(examiner, monkeypatch):
    handed = submission(SIGMOID_WARNS, f"{WARNS}def softmax(x):\n    return note(x)\n")
    results = examiner.grade(handed), alone(examiner, handed, monkeypatch)
    for pair in zip(*(result.exercises for result in results), strict=True):
        together, by_itself = ({c.id for c in each.checks if c.printed} for each in pair)
        assert by_itself
        assert by_itself <= together


def test_a_notebook_that_is_too_large_to_be_sent_costs_only_itself(examiner, monkeypatch):
    cell = b'{"cell_type":"code","source":"1"}'
    cells = read_cells(b'{"nbformat":4,"cells":[' + b",".join([cell] * 120_000) + b"]}", 2**20)
    handed = submission(SIGMOID, SOFTMAX)
    handed.codes["softmax_with_loss"] = Code("softmax_with_loss.ipynb", cells, sha256="")
    together = examiner.grade(handed)
    assert together.exercises[0].score == together.exercises[0].max_score
    assert together.exercises[1].score == 0
    assert together == alone(examiner, handed, monkeypatch)


def test_no_public_check_runs_where_a_hidden_question_has_been(examiner, monkeypatch):
    """It would be shown what is printed then."""
    exercises = examiner._course.exercises
    examiner.grade(submission(SIGMOID, SOFTMAX))
    hidden = {
        each.frame
        for exercise in exercises
        for asked in examiner._foreseen[exercise.name][1].values()
        for each in asked
    }
    public = {
        each.frame
        for exercise in exercises
        for asked in examiner._foreseen[exercise.name][0].values()
        for each in asked
    }
    tainted, checked = [], []
    send, run = Worker.send, Session.run

    def sending(self, frame, allowance):
        if any(part in bytes(frame) for part in hidden - public):
            tainted.append(self)
        send(self, frame, allowance)

    def running(self, check, following, seconds):
        if check.path.name == PUBLIC_CHECKS:
            checked.append(check)
            assert examiner._sandbox._worker not in tainted
        return run(self, check, following, seconds)

    monkeypatch.setattr(Worker, "send", sending)
    monkeypatch.setattr(Session, "run", running)
    for sources in CASES.values():
        examiner.grade(submission(*sources))
    assert tainted
    assert checked
