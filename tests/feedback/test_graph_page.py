"""The computational graph on a student's page."""

import base64
import re
from xml.etree import ElementTree as ET  # of our own pictures

import pytest
from conftest import ROOT, copy_course

from grader.course_folder import read_course
from grader.examiner.examiner import Examiner
from grader.feedback.site import student_page
from grader.intake import Submission
from grader.intake.code import Code
from grader.language import speak

COURSE = read_course(ROOT / "solutions").only(["sigmoid"])
REFERENCE = COURSE.exercises[0].reference.read_text()
BACKWARD = "return dout * self.out * (1 - self.out)"
WRONG = REFERENCE.replace(BACKWARD, "return dout * self.out")
HIDDEN_ONLY = REFERENCE.replace(BACKWARD, "return self.out * (1 - self.out)")


@pytest.fixture(scope="module")
def grade(confinement):
    examiner = Examiner(COURSE, confinement)
    yield lambda text: examiner.grade(
        Submission("ada", {"sigmoid": Code.script("sigmoid.py", text.encode())})
    )
    examiner.close()


def test_it_is_there_where_a_public_check_didnt_pass(grade):
    result = grade(WRONG)
    graph = result.exercises[0].graph
    assert graph.first == ("x", True)
    page = student_page(result)
    [address] = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)[:1]
    texts = [part.text for part in ET.fromstring(base64.b64decode(address)).iter() if part.text]
    assert "← [0.5933 1.194] ✗" in texts
    assert "Look at dx first." in page
    assert '<td class="array">[0.5933 1.194]</td>' in page
    assert '<td class="array">[0.2413 0.4812]</td>' in page


def test_it_isnt_where_all_checks_passed(grade):
    result = grade(REFERENCE)
    assert result.exercises[0].graph is None
    assert "<figure" not in student_page(result)


def test_it_is_there_where_hidden_checks_alone_failed(grade):
    result = grade(HIDDEN_ONLY)
    assert all(c.outcome == "passed" for c in result.exercises[0].checks if not c.hidden)
    assert result.exercises[0].graph.first == ("x", True)
    assert "Look at dx first." in student_page(result)


REMEMBERS_LARGE_INPUTS = f"SEEN = []\n{REFERENCE}".replace(
    BACKWARD, f"SEEN.append(dout.size > 6)\n        {BACKWARD} * (1 + any(SEEN))"
)


def test_what_hidden_checks_sent_is_in_no_graph(grade):
    """It is asked of a worker that has met no hidden question."""
    result = grade(REMEMBERS_LARGE_INPUTS)
    assert result.exercises[0].score < result.exercises[0].max_score
    assert result.exercises[0].graph.first is None
    assert "what isn't shows with other inputs" in student_page(result)


def test_a_submission_that_ends_its_worker_costs_no_more_marks(grade):
    text = f"{WRONG}\nimport os\nasked = []\n"
    text = text.replace(
        "def forward(self, x):", "def forward(self, x):\n        asked.append(x)\n", 1
    )
    dying = text.replace("asked.append(x)", "np.shape(x) == (1, 2) and os._exit(3)")
    scores = [grade(each).exercises[0] for each in (text, dying)]
    assert scores[0].score == grade(WRONG).score
    assert "missing" in {
        number.verdict
        for node in scores[1].graph.nodes
        for number in (node.forward, node.gradient)
        if number is not None
    }


NASTY = {
    "loops": "while np.shape(x) == (1, 2):\n            pass\n        ",
    "dies": "np.shape(x) == (1, 2) and __import__('os')._exit(3)\n        ",
    "slow": "sum(range(3_000_000)) if np.shape(x) == (1, 2) else None\n        ",
}


@pytest.mark.parametrize("kind", NASTY)
def test_no_picture_changes_a_score(confinement, tmp_path, kind):
    text = re.sub(
        r"(def forward.*?\"\"\".*?\"\"\"\n\s+)", r"\1" + "HERE", WRONG, count=1, flags=re.S
    )
    text = text.replace("HERE", NASTY[kind])
    scores = []
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
        folder = copy_course(tmp_path / name, exercises=["sigmoid"])
        if name == "without":
            (folder / "sigmoid" / "graph.py").unlink()
        examiner = Examiner(read_course(folder), confinement)
        code = Code.script("sigmoid.py", text.encode())
        [result] = examiner.grade(Submission("ada", {"sigmoid": code})).exercises
        scores.append([(check.id, check.outcome, check.score) for check in result.checks])
        examiner.close()
    assert scores[0] == scores[1]


def test_in_korean_the_page_says_it_in_korean(grade):
    result = grade(WRONG)
    speak("ko")
    page = student_page(result)
    assert "먼저 dx의 값을 살펴보세요." in page
    assert "올바른 값" in page
