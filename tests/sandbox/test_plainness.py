"""Exercises of one submission share a worker only where nothing can have been left in it."""

import ast
import contextlib

import pytest
from conftest import ROOT, source_of

from grader.course_folder import read_course
from grader.examiner.examiner import Examiner
from grader.intake import Submission
from grader.intake.code import Code
from grader.sandbox.connection import Worker
from grader.sandbox.host import Sandbox
from grader.sandbox.plainness import is_plain

PLAIN = {
    "a layer": source_of("s01", "sigmoid"),
    "functions": "import numpy as np\ndef f(x):\n    return np.exp(x).sum()\n",
    "names of numpy": "from numpy import dot, zeros as z\ndef f(x): return dot(x, z(3))\n",
    "settings for a while": "import numpy as np\ndef f(x):\n"
    "    with np.errstate(over='ignore'): return np.exp(x)\n",
    "a text": "def f(x): return 'loss {:5.2f}'.format(x) + f'{x:.3f}'\n",
    "a main block": "if __name__ == '__main__':\n    print('demo')\n",
    "inheritance": "class A:\n    def __init__(self): self.n = 1\n"
    "class B(A):\n    def __init__(self):\n        super().__init__()\n        self.p = {}\n",
    "its own errors": "class Odd(ValueError): pass\ndef f(x):\n    raise Odd('x')\n",
    "loops and in place": "import math\ndef f(x):\n    for i in range(3): x[i] += math.pi\n",
    "a cache of its own": "seen = {}\ndef f(x):\n    seen['x'] = x\n    return x\n",
}
NOT_PLAIN = {
    "another module": "import os\n",
    "a part of numpy": "import numpy.random\n",
    "random numbers": "import numpy as np\nnp.random.seed(1)\n",
    "all of numpy": "from numpy import *\nseterr(all='raise')\n",
    "a name of numpy": "from numpy import seterr\n",
    "how numpy works": "import numpy as np\nnp.seterr(all='raise')\n",
    "numpy changed": "import numpy as np\nnp.float = float\n",
    "numpy by another name": "import numpy as np\nxp = np\nxp.pi = 3\n",
    "numpy kept": "import numpy as np\nclass A:\n    def __init__(self): self.np = np\n",
    "numpy in a loop": "import numpy as np\nfor m in (np,): m.pi = 3\n",
    "numpy as a target": "import numpy as np\nfor np.pi in [3]: pass\n",
    "numpy deleted from": "import numpy as np\ndel np.pi\n",
    "a table of numpy's": "import numpy as np\nnp.typecodes['x'] = 1\n",
    "memory of before": "import numpy as np\ndef f(n): return np.empty(n)\n",
    "a file": "open('x', 'w')\n",
    "a file of an array's": "def f(x): x.dump('w.pkl')\n",
    "its text": "exec('x = 1')\n",
    "a name that isn't known": "def f(x): return whatever(x)\n",
    "what is below": "def f(x): return x.__class__\n",
    "a frame": "def f(g): return g.gi_frame\n",
    "a traceback": "def f(e): return e.tb_frame\n",
    "a module's name": "__name__ = 'other'\n",
    "what happens at the end": "class A:\n    def __del__(self): print('left')\n",
    "its own exit": "class A:\n    def __exit__(self, kind, error, tb): pass\n",
    "a pattern": "def f(x):\n    match x:\n        case object(__class__=k): return k\n",
    "something asynchronous": "async def f(): pass\n",
    "a relative import": "from . import other\n",
    "print options": "import numpy as np\nwith np.printoptions(nanstr='x'): pass\n",
    "settings that stay": "import numpy as np\ndef f():\n"
    "    with np.errstate(all='raise'):\n        yield 1\n",
    "settings under another name": "from numpy import errstate as e\ndef f():\n"
    "    with e(all='raise'):\n        yield 1\n",
    "what is below, by a text": "def f(x): return '{0.__globals__}'.format(x)\n",
    "what is below, by a text's name": "def f(t, x): return t.format(x)\n",
    "attributes by name": "def f(x): return getattr(x, '__class__')\n",
}


@pytest.mark.parametrize("source", PLAIN.values(), ids=PLAIN)
def test_what_defines_and_computes_is_plain(source):
    assert is_plain(ast.parse(source))


@pytest.mark.parametrize("source", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_what_may_leave_something_isnt(source):
    assert not is_plain(ast.parse(source))


def test_cells_are_looked_at_together():
    cells = "import numpy as np\n", "def f(x): return np.exp(x)\n"
    assert is_plain(*map(ast.parse, cells))
    assert not is_plain(*map(ast.parse, (*cells, "np.seterr(all='raise')\n")))


def test_most_of_the_courses_own_solutions_are_plain():
    sources = [each.reference.read_text() for each in read_course(ROOT / "solutions").exercises]
    assert sum(is_plain(ast.parse(source)) for source in sources) > 0.8 * len(sources)


# --- who shares -----------------------------------------------------------------------------------

EXERCISES = ("sigmoid", "activations", "affine")


@pytest.fixture
def workers(confinement, monkeypatch):
    """Grades a submission: the worker of each of its exercises, and the result."""
    course = read_course(ROOT / "solutions").only(list(EXERCISES))
    given = []
    worker = Sandbox.worker

    def giving(self, *arguments):
        given.append(worker(self, *arguments))
        return given[-1]

    with contextlib.closing(Examiner(course, confinement)) as examiner:
        monkeypatch.setattr(Sandbox, "worker", giving)

        def grade(**sources):
            given.clear()
            codes = {
                name: Code.script(
                    f"{name}.py",
                    sources.get(
                        name, (ROOT / "solutions" / name / f"{name}.py").read_text()
                    ).encode(),
                )
                for name in EXERCISES
            }
            result = examiner.grade(Submission("student", codes))
            return list(given), [exercise.score for exercise in result.exercises], result

        yield grade


def right(name):
    return (ROOT / "solutions" / name / f"{name}.py").read_text()


FULL = [each.points for each in read_course(ROOT / "solutions").only(list(EXERCISES)).exercises]


def test_plain_exercises_share_a_worker_and_no_two_submissions_do(workers):
    first, scores, _ = workers()
    second, again, _ = workers()
    assert scores == again == FULL
    assert len(set(first)) == len(set(second)) == 1
    assert not set(first) & set(second)
    assert all(isinstance(worker, Worker) for worker in first)


def test_one_that_isnt_plain_has_a_worker_of_its_own(workers):
    given, scores, _ = workers(activations="import random\n" + right("activations"))
    assert scores == FULL
    assert len(set(given)) == len(given) == 2


@pytest.mark.parametrize(
    "line",
    [
        "np.seterr(all='raise')",
        "np.exp = None",
        "np.random.seed(0)",
        "import sys; sys.setrecursionlimit(60)",
    ],
)
def test_what_one_exercise_does_to_numpy_costs_the_next_nothing(workers, line):
    _, scores, _ = workers(sigmoid=f"{right('sigmoid')}\n{line}\n")
    assert scores[1:] == FULL[1:]


def test_memory_that_one_exercise_holds_costs_the_next_nothing(workers):
    held = "\nTABLE = np.zeros((9000, 9000)) + 1\n"
    given, scores, result = workers(
        sigmoid=right("sigmoid") + held, activations=right("activations") + held
    )
    assert scores == FULL
    assert not any(exercise.notes for exercise in result.exercises)
    assert len(set(given)) > len(EXERCISES)


def test_memory_that_one_has_given_back_counts_too(workers):
    """What the next wanted meanwhile may have failed for it."""
    given, scores, _ = workers(sigmoid=right("sigmoid") + "\ntable = np.zeros(10**7)\ndel table\n")
    assert scores == FULL
    assert len(set(given)) > 1


def test_one_that_doesnt_come_to_an_end_costs_the_others_nothing(workers):
    loop = "\nfor _ in iter(int, 1): pass\n"
    given, scores, _ = workers(activations=right("activations") + loop)
    assert scores == FULL
    assert len(set(given)) == 1 + len(EXERCISES)


def test_what_is_printed_is_shown_where_it_belongs(workers):
    said = "def forward(self, x):\n        print('sigmoid got', x.shape)"
    wrong = right("sigmoid").replace("def forward(self, x):", said).replace("* (1 - ", "* (2 - ")
    _, scores, result = workers(sigmoid="print('hello')\n" + wrong)
    assert scores[1:] == FULL[1:]
    exercise = result.exercises[0]
    assert exercise.printed == "hello"
    failed = [each for each in exercise.checks if each.outcome == "failed"]
    assert failed
    assert all(("sigmoid got" in each.printed) is not each.hidden for each in failed)
    assert not any(each.printed for other in result.exercises[1:] for each in other.checks)


def test_a_module_of_one_exercise_is_unknown_to_the_next(workers):
    _, scores, result = workers(activations="from sigmoid import Sigmoid\n" + right("activations"))
    assert scores == FULL
    [note] = result.exercises[1].notes
    assert "sigmoid can't be imported here" in note


def test_who_draws_without_a_seed_draws_what_everybody_draws(sandbox, talk):
    text = (
        "import random\nimport numpy as np\ndef f(): return [random.random(), np.random.rand()]\n"
    )
    assert talk(text).call("f") == talk(text).call("f")
