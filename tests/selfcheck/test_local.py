"""A worker in this process answers as one behind the wall does, and is ended where it must be."""

import threading
import time

import numpy as np
import pytest
from conftest import Talk

from grader.sandbox.allowance import WorkerFailed
from grader.sandbox.exchange import StudentError
from grader.sandbox.local import LocalSandbox


@pytest.fixture
def talk(tmp_path):
    sandbox = LocalSandbox(tmp_path)

    def start(source, seconds=5.0):
        (tmp_path / "tried.py").write_text(source)
        return Talk(sandbox, source, seconds, 512)

    start.sandbox = sandbox
    return start


def test_calls_give_values_and_arguments_are_copies(talk):
    tried = talk("def add(a, b):\n    a += b\n    return a")
    x = np.arange(3.0)
    assert tried.call("add", x, 1).tolist() == [1, 2, 3]
    assert x.tolist() == [0, 1, 2]


def test_a_function_that_a_check_passes_is_called_back(talk):
    tried = talk("def slope(f, x): return (f(x + 1) - f(x - 1)) / 2")
    assert tried.call("slope", lambda x: x**2, 3.0) == 6.0


def test_an_exception_comes_with_the_frames_of_the_own_file_only(talk, tmp_path):
    tried = talk(
        "import numpy as np\n"
        "def inner(x): return np.linalg.inv(x)\n"
        "def outer(x):\n    return inner(x)\n"
    )
    with pytest.raises(StudentError, match=r"LinAlgError.*line 2"):
        tried.call("outer", np.zeros((2, 2)))
    frames = talk.sandbox.trace
    assert [(frame.name, frame.lineno) for frame in frames] == [("outer", 4), ("inner", 2)]
    assert {frame.filename for frame in frames} == {str(tmp_path / "tried.py")}
    assert frames[0].line == "return inner(x)"


def test_an_endless_loop_is_told_and_interrupted(talk):
    tried = talk("def loop():\n    while True: pass", seconds=0.3)
    before = threading.active_count()
    with pytest.raises(WorkerFailed, match=r"longer than 0\.3 s"):
        tried.call("loop")
    assert [frame.line for frame in talk.sandbox.trace] == ["while True: pass"]
    tried.worker.kill()
    assert threading.active_count() == before - 1


def test_a_loop_that_swallows_exceptions_is_interrupted_again(talk):
    tried = talk(
        "def loop():\n    for _ in range(3):\n        try:\n"
        "            while True: pass\n        except BaseException: pass\n",
        seconds=0.3,
    )
    before = threading.active_count()
    with pytest.raises(WorkerFailed):
        tried.call("loop")
    tried.worker.kill()
    assert threading.active_count() == before - 1


def test_code_that_waits_is_left_alone_in_the_end(talk):
    tried = talk("import time\ndef wait(): time.sleep(3)", seconds=0.2)
    with pytest.raises(WorkerFailed, match="longer"):
        tried.call("wait")
    start = time.monotonic()
    tried.worker.kill()
    assert time.monotonic() - start < 2


def test_leaving_is_an_error_like_any_other(talk):
    tried = talk("import sys\ndef leave(): sys.exit(0)")
    with pytest.raises(StudentError, match="SystemExit"):
        tried.call("leave")


def test_nobody_is_late_while_a_debugger_is_attached(talk, monkeypatch):
    tried = talk("import time\ndef wait():\n    time.sleep(0.5)\n    return 1", seconds=0.1)
    monkeypatch.setattr("grader.sandbox.local._is_debugged", lambda: True)
    assert tried.call("wait") == 1
