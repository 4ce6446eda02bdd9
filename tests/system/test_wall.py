"""Submissions that try to get round the wall, graded by the real command in one class.

Each says what it tries and what it honestly deserves. A canary stands in the hidden checks, the
reference, the environment, another submission and the results folder of the run.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import textwrap

import pytest
from conftest import ROOT, Talk, copy_course, exercise_of, source_of

from grader.results import read_results
from grader.sandbox.confinement import Confinement
from grader.sandbox.host import Sandbox

CANARY = "canary-7f3a9c"

RIGHT = source_of("s01", "sigmoid")
WRONG = "import numpy as np\nclass Sigmoid:\n    def forward(self, x): return x * 0\n    def backward(self, dout): return dout * 0\n"

LOOT = '''
import gc, os, sys, ctypes, subprocess

CANARY = "-".join(["canary", "7f3a9c"])

def listed(place):
    try: return os.listdir(place)
    except OSError: return ["."]

def look():
    """Everything within reach that holds the canary."""
    found = []
    def note(place, thing):
        if CANARY in str(thing): found.append(place)
    frame = sys._getframe()
    while frame is not None:
        if frame.f_globals is not globals():
            note("frame", [frame.f_locals, frame.f_globals])
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, (str, bytes, list, tuple, dict)) and thing is not globals():
            try: note("gc", thing)
            except Exception: pass
    note("environment", os.environ)
    for name in list(sys.modules): note("modules", vars(sys.modules[name]).get("CANARY_TEXT"))
    places = ["/proc/self/environ", "/proc/1/environ", "/proc/1/cmdline", "/proc/self/maps",
              f"/proc/{os.getppid()}/environ", f"/proc/{os.getppid()}/cmdline"] + PLACES
    for place in places:
        try: note(place, open(place, "rb").read())
        except OSError: pass
        try: note(place, os.listdir(place))
        except OSError: pass
        for top, _, names in os.walk(place):
            for name in names:
                try: note(name, open(os.path.join(top, name), "rb").read())
                except OSError: pass
    for number in range(4, 64):
        try: note("descriptor", os.read(number, 10**6))
        except OSError: pass
    for command in (["cat", *[os.path.join(place, name) for place in PLACES for name in listed(place)]], ["ps", "-ef"], ["env"]):
        try: note("command", subprocess.run(command, capture_output=True).stdout)
        except OSError: pass
    return found
'''

LOOTERS = {
    "at load": LOOT
    + "found = look()\nif found: raise RuntimeError('LOOT ' + ' '.join(found))\n"
    + WRONG,
    "in a call": LOOT
    + textwrap.dedent("""
    class Sigmoid:
        def forward(self, x):
            found = look()
            if found: raise RuntimeError('LOOT ' + ' '.join(found))
            return x * 0
        def backward(self, dout): return dout * 0
    """),
}

CHEATS = {
    "patched numpy": "import numpy as np\nnp.allclose = np.isclose = np.array_equal = lambda *a, **k: True\n"
    "np.testing.assert_allclose = lambda *a, **k: None\nnp.abs = np.absolute = lambda x: x * 0\n"
    + WRONG,
    "patched builtins": "import builtins\nbuiltins.all = builtins.any = lambda *a: True\n"
    "builtins.abs = lambda x: 0\nbuiltins.AssertionError = ValueError\n" + WRONG,
    "patched pytest": "import sys, types\nfake = types.ModuleType('pytest')\nfake.raises = None\n"
    "for name in ('pytest', '_pytest', 'grader.checks', 'grader.examiner.compare'):\n"
    "    sys.modules[name] = fake\n" + WRONG,
    "an import hook": "import sys\nclass Hook:\n    def find_spec(self, *a):\n        return None\n"
    "sys.meta_path.insert(0, Hook())\nsys.path.insert(0, '.')\n" + WRONG,
    "patched worker": "import sys\nworker = sys.modules['grader.sandbox.respondent']\n"
    "worker._report = lambda *a: ('', '', '', 0)\nworker.Respondent._get = lambda *a: b''\n"
    "worker._mark = lambda *a: 0\n" + WRONG,
    "equal to everything": "class Yes:\n    def __eq__(self, o): return True\n    __le__ = __ge__ = __eq__\n"
    "    def __array__(self, *a, **k): raise ValueError\n    shape = (1, 2)\n"
    "class Sigmoid:\n    def forward(self, x): return Yes()\n    def backward(self, d): return Yes()\n",
    "an ndarray that is equal": "import numpy as np\nclass Yes(np.ndarray):\n"
    "    def __sub__(self, o): return np.zeros(1).view(Yes)\n    def __eq__(self, o): return True\n"
    "class Sigmoid:\n    def forward(self, x): return np.ones(x.shape).view(Yes)\n"
    "    def backward(self, d): return np.ones(d.shape).view(Yes)\n",
    "masked arrays and nan": "import numpy as np\nclass Sigmoid:\n"
    "    def forward(self, x): return np.ma.masked_array(np.zeros(x.shape), True)\n"
    "    def backward(self, d): return d * np.nan\n",
    "an empty array": "import numpy as np\nclass Sigmoid:\n"
    "    def forward(self, x): return np.empty((0, *x.shape))\n"
    "    def backward(self, d): return np.empty((0, *d.shape))\n",
    "truth values": "import numpy as np\nclass Sigmoid:\n"
    "    def forward(self, x): return np.ones(x.shape, bool)\n    def backward(self, d): return True\n",
    "exit at load": "import os\nos._exit(0)\n",
    "sys.exit at load": "import sys\nsys.exit(0)\n",
    "exit in a call": "import os\nclass Sigmoid:\n    def forward(self, x): os._exit(0)\n"
    "    def backward(self, d): os._exit(0)\n",
    "sys.exit in a call": "import sys\nclass Sigmoid:\n    def forward(self, x): sys.exit(0)\n"
    "    def backward(self, d): sys.exit(0)\n",
    "a crash": "import ctypes\nclass Sigmoid:\n    def forward(self, x): ctypes.string_at(0)\n",
    "kills its parent": "import os, signal\nfor pid in (os.getppid(), -1, 0, 1):\n"
    "    try: os.kill(pid, signal.SIGKILL)\n    except OSError: pass\n" + WRONG,
    "writes a result": "import os\nfor place in PLACES + ['.', '/tmp']:\n"
    "    for name in ('results.jsonl', 'scores.csv', 'conftest.py', 'sitecustomize.py', 'numpy.py'):\n"
    '        try: open(os.path.join(place, name), \'w\').write(\'{"student": "cheat", "score": 15}\\n\')\n'
    "        except OSError: pass\n" + WRONG,
    "raises a pass": "class Passed(BaseException): pass\nclass Sigmoid:\n"
    "    def forward(self, x): raise Passed\n    def backward(self, d): raise GeneratorExit\n",
    "a deep recursion": "class Sigmoid:\n    def forward(self, x): return self.forward(x)\n",
    "an endless load": "while True: pass\n",
    "lots of output": "import sys\nfor _ in range(100000):\n    print('x' * 100)\n    print('y', file=sys.stderr)\n"
    + WRONG,
    "hard-coded numbers": "import numpy as np\nclass Sigmoid:\n    def forward(self, x):\n"
    "        return np.array([[0.593269992, 0.596884378]])\n"
    "    def backward(self, d): return np.array([[0.241300709, 0.240613417]])\n",
    "no text at all": "\0\0\0",
    "no such coding": "# -*- coding: nonsense -*-\n" + WRONG,
    "nested too deep for the parser": "x = " + "(" * 5000 + ")" * 5000,
}


CHEATS |= {
    "endless rows": "import numpy as np\nclass Sigmoid:\n"
    "    def forward(self, x): return np.zeros((2**31 - 1, 0))\n"
    "    def backward(self, d): return [np.zeros((2**20, 0))] * 1000\n",
    "colliding hashes": "class Sigmoid:\n"
    "    def forward(self, x): return {k * (2**61 - 1) for k in range(1, 90_000)}\n"
    "    def backward(self, d): return {k * (2**61 - 1): 0 for k in range(1, 90_000)}\n",
    "deep folders": "import os\nfor _ in range(2000):\n    try:\n"
    "        os.mkdir('d' * 200); os.chdir('d' * 200)\n    except OSError: break\n" + WRONG,
    "a file of its full size": "#" * (2**20 - 5000),
    "a file that is too large": "#" * 2**20 + WRONG,
}


@pytest.fixture(scope="module")
def graded_class(confinement, tmp_path_factory):
    """All of them in one class with honest students; the folder and the results by student."""
    folder = tmp_path_factory.mktemp("wall")
    course = copy_course(folder)
    for path in course.glob("*/*.py"):
        path.write_text(f'CANARY_TEXT = "{CANARY}"\n' + path.read_text())
    classroom, out = folder / "class", folder / "out"
    places = (
        f"PLACES = {[str(course), str(classroom), str(out), str(ROOT), os.path.expanduser('~')]}\n"
    )
    students = {"honest-first": RIGHT, "zz-honest-last": RIGHT}
    students |= {f"looter {name}": places + text for name, text in LOOTERS.items()}
    students |= {
        f"cheat {name}": places + text for name, text in CHEATS.items() if "\0" not in text
    }
    students["cheat no text at all"] = CHEATS["no text at all"]
    for number, (student, text) in enumerate(students.items()):
        home = classroom / f"{student}"
        home.mkdir(parents=True)
        (home / "sigmoid.py").write_text(text)
        (home / f"{CANARY}{number}.txt").write_text(CANARY)
    (out).mkdir()
    (out / "notes.txt").write_text(CANARY)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", classroom, "--out", out, "--course", course,
         "--exercise", "sigmoid", "--jobs", "2"],
        capture_output=True, text=True, env={**os.environ, "TOKEN": CANARY}, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    results = {r.student: r for r in read_results(out / "results.jsonl")}
    assert set(results) == set(students)
    return out, results, done


def test_honest_students_keep_full_marks_before_and_after(graded_class):
    _, results, _ = graded_class
    for student in ("honest-first", "zz-honest-last"):
        assert results[student].score == 7


@pytest.mark.parametrize("name", LOOTERS)
def test_nothing_within_reach_holds_a_check_or_a_reference(graded_class, name):
    exercise = exercise_of(graded_class[1][f"looter {name}"], "sigmoid")
    assert "LOOT" not in exercise.message
    assert "LOOT" not in "".join(check.message for check in exercise.checks)
    assert exercise.status == "graded", exercise.message
    assert exercise.score == 0


def test_the_looters_find_what_is_there(tmp_path, confinement):
    """Unconfined, they see a file: so that finding nothing above means something."""
    (tmp_path / "file").write_text(CANARY)
    with contextlib.closing(Sandbox(Confinement())) as sandbox:
        source = f"PLACES = {[str(tmp_path)]}\n{LOOT}"
        talk = Talk(sandbox, source, seconds=20.0, memory_mib=512)
        assert {"file", "command"} <= set(talk.call("look"))


@pytest.mark.parametrize("name", CHEATS)
def test_no_trick_earns_a_mark(graded_class, name):
    exercise = exercise_of(graded_class[1][f"cheat {name}"], "sigmoid")
    most = 2.0 if name == "hard-coded numbers" else 0.0  # the two worked examples: below a third
    assert exercise.score <= most, [c.id for c in exercise.checks if c.score]


@pytest.mark.parametrize("name", CHEATS)
def test_every_lost_mark_has_a_message(graded_class, name):
    exercise = exercise_of(graded_class[1][f"cheat {name}"], "sigmoid")
    if exercise.status == "graded":
        assert all(check.message for check in exercise.checks if check.outcome != "passed")
    else:
        assert exercise.message


def test_the_canary_is_in_no_output(graded_class):
    out, _, done = graded_class
    assert CANARY not in (out / "results.jsonl").read_text()
    assert CANARY not in (out / "scores.csv").read_text()
    assert CANARY not in done.stdout + done.stderr


def test_nothing_was_written_but_results(graded_class):
    out = graded_class[0]
    assert {p.name for p in out.iterdir()} == {"results.jsonl", "scores.csv", "notes.txt"}
    assert not list(out.parent.rglob("conftest.py"))
    assert not list(out.parent.rglob("sitecustomize.py"))
    assert 'cheat"' not in (out / "results.jsonl").read_text()


@pytest.mark.parametrize(
    ("leave", "reason"),
    [
        ("os._exit(0)", "it ended the Python process."),
        ("os._exit(7)", "it ended the Python process."),
        ("sys.exit()", "Your code raised SystemExit"),
        ("ctypes.string_at(0)", "it crashed (segmentation fault)"),
    ],
)
def test_leaving_fails_the_check_it_happens_in_and_no_other(graded, leave, reason):
    source = RIGHT + textwrap.dedent(f"""
    import ctypes, os, sys
    class Leaver(Sigmoid):
        def forward(self, x):
            if x.ndim == 3 or np.max(np.abs(x)) == 1000:
                {leave}
            return super().forward(x)
    Sigmoid = Leaver
    """)
    checks = exercise_of(graded(sigmoid=source), "sigmoid").checks
    lost = {check.id: check.message for check in checks if check.outcome != "passed"}
    assert set(lost) == {"test_any_shape[three axes]", "test_far_from_zero_it_stays_finite"}
    assert all(reason in message for message in lost.values())


def test_hidden_inputs_do_not_leave_by_exception_or_print(graded):
    """The text and the class of an exception in a hidden check could carry what was sent."""
    source = textwrap.dedent("""
    import numpy as np
    class Sigmoid:
        def forward(self, x):
            secret = "LEAK" + "".join(f"{v:.3f}".replace(".", "_").replace("-", "m") for v in x.ravel())
            print(secret)
            raise type(secret, (ArithmeticError,), {})(secret)
    """)
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        assert check.outcome == "error"
        if check.hidden:
            assert check.message == "Your code raised ArithmeticError in line 7 of your file."
        else:
            assert "LEAK" in check.message


def test_hidden_inputs_do_not_leave_by_a_line_number(graded):
    """A traceback may name any line; one that the file doesn't have is not shown."""
    source = (
        "def fail(line):\n"
        "    scope = {}\n"
        "    code = compile('def f():\\n    1 / 0', 'sigmoid.py', 'exec')\n"
        "    exec(code.replace(co_firstlineno=line), scope)\n"
        "    code = scope['f'].__code__\n"
        "    exec(code.replace(co_firstlineno=line))\n"
        "class Sigmoid:\n    def forward(self, x): fail(1000 + int(abs(x.ravel()[0]) * 1e6))\n"
    )
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        assert check.outcome == "error"
        if check.hidden:
            assert check.message == "Your code raised ZeroDivisionError."


def test_the_expected_values_are_in_no_message_of_a_hidden_check(graded):
    source = (
        source_of("s03", "sigmoid")
        + "\nSigmoid.forward = lambda self, x: setattr(self, 'out', x) or x * 3\n"
    )
    for check in exercise_of(graded(sigmoid=source), "sigmoid").checks:
        if check.hidden:
            assert not [char for char in check.message if char.isdigit()], check.message


def test_one_students_state_does_not_reach_the_next(graded):
    """Class attributes, patched modules, threads and files of one submission end with it."""
    dirty = RIGHT + textwrap.dedent("""
    import builtins, os, sys, threading
    builtins.left = np.left = sys.left = "left"
    np.exp = lambda x: x
    open("left", "w").write("left")
    threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
    """)
    clean = RIGHT + textwrap.dedent("""
    import builtins, os, sys
    if any(hasattr(place, "left") for place in (builtins, np, sys)) or os.listdir("."):
        raise RuntimeError("something was left")
    """)
    graded(sigmoid=dirty)
    assert graded(sigmoid=clean).score == 7


def memory_kib() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_memory_and_descriptors_stay_flat(graded, count):
    """Right, wrong, crashing and dead submissions in turn; the first quarter warms up."""
    kinds = [
        {"sigmoid": RIGHT, "training": source_of("s01", "training")},
        {"sigmoid": source_of("s03", "sigmoid"), "training": source_of("s03", "training")},
        {"sigmoid": source_of("s04", "sigmoid"), "training": source_of("s04", "training")},
        {"sigmoid": CHEATS["exit in a call"]},
    ]
    before = descriptors = 0
    for number in range(count):
        graded(**kinds[number % len(kinds)])
        if number == count // 4:
            before, descriptors = memory_kib(), len(os.listdir("/proc/self/fd"))
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 1
    assert memory_kib() - before < 8 * 1024  # a megabyte a hundred submissions would be 15 MiB


def test_the_submission_folder_is_left_as_it_was(tmp_path, course_folder, confinement):
    shutil.copytree(ROOT / "examples" / "class", tmp_path / "class")
    before = {p: p.stat().st_mtime_ns for p in sorted((tmp_path / "class").rglob("*"))}
    subprocess.run(
        [sys.executable, "-m", "grader", "grade", tmp_path / "class", "--out", tmp_path / "o",
         "--course", course_folder],
        check=True, capture_output=True,
    )  # fmt: skip
    assert before == {p: p.stat().st_mtime_ns for p in sorted((tmp_path / "class").rglob("*"))}
