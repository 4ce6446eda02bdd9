"""What students hand in is loaded statement by statement; what doesn't run is noted, no more."""

import sys
import time
import types

import pytest

from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import StudentError
from grader.sandbox.loading import LeftOut, Part, decode, forget, make_importable, run

CLASS = "class A:\n    def f(self): return 1\n"


def script(text):
    return [Part("a.py", text.encode(), False)]


def cells(*texts):
    return [Part(f"cell {n}", text.encode(), True) for n, text in enumerate(texts, start=1)]


@pytest.fixture
def loaded():
    """Runs parts in this process; the module, and (file, line, class) of each failure."""
    yield load
    forget()


def load(parts, modules=(), seconds=5.0):
    module = types.ModuleType("a")
    module.__package__ = "submission"
    make_importable({path: text.encode() for path, text in dict(modules).items()}, ["numpy"])
    failures = run(parts, module, seconds)
    return module, [(file, line, type(problem).__name__) for file, line, problem in failures]


def test_a_statement_that_fails_is_noted_and_the_next_one_runs(loaded):
    module, noted = loaded(script(f"import torch\n{CLASS}net = torch.Net()\nx = A().f()\n"))
    assert module.x == 1
    assert noted == [("a.py", 1, "ModuleNotFoundError"), ("a.py", 4, "NameError")]


def test_what_cant_be_imported_says_what_can(loaded):
    make_importable({}, ["numpy"])
    [failure] = run(script("import torch\n"), types.ModuleType("a"), 1.0)
    assert str(failure.problem) == (
        "torch can't be imported here: there are numpy, the standard library and your own files"
    )


def test_a_script_that_doesnt_parse_cant_be_loaded(loaded):
    with pytest.raises(SyntaxError):
        loaded(script("def f(:\n"))


def test_a_cell_that_doesnt_parse_costs_itself_only(loaded):
    module, noted = loaded(cells("x = 1", "def f(:", "y = x + 1"))
    assert (module.y, noted) == (2, [("cell 2", 1, "SyntaxError")])


def test_what_only_a_notebook_knows_is_left_out_and_noted(loaded):
    module, noted = loaded(cells("%matplotlib inline\nx = 1\n!ls", "%%bash\nrm -rf /\nls", "y = x"))
    assert module.y == 1
    assert noted == [("cell 1", 1, "LeftOut"), ("cell 1", 3, "LeftOut"), ("cell 2", 1, "LeftOut")]
    assert issubclass(LeftOut, Exception)


def test_a_cell_that_checks_is_left_out_without_a_word(loaded):
    assert loaded(cells("import grader\n\ngrader.check('a')"))[1] == []


def test_of_two_classes_of_a_name_the_last_one_counts(loaded):
    module, _ = loaded(cells(CLASS, CLASS.replace("1", "2"), "x = 3"))
    assert module.A().f() == 2


@pytest.mark.parametrize("way", ["from common.layers import *", "from common.layers import A"])
def test_what_the_submission_defines_wins_over_a_later_import(loaded, way):
    files = {"common/layers.py": "class A:\n    def f(self): return 2\nclass B: pass\n"}
    module, noted = loaded(script(f"{CLASS}{way}\n"), files)
    assert (module.A().f(), noted) == (1, [])


def test_an_import_before_it_and_an_assignment_after_it_are_as_python_has_them(loaded):
    files = {"layers.py": "class A: pass\nclass B: pass\n"}
    module, _ = loaded(script(f"from layers import *\n{CLASS}C = B\nA = B\nimport math\n"), files)
    assert module.A is module.B


def test_modules_and_packages_beside_it_are_imported(loaded):
    files = {
        "functions.py": "def f(): return 1",
        "common/__init__.py": "from .layers import g",
        "common/layers.py": "from functions import f\ndef g(): return f() + 1",
        "bare/deep/end.py": "h = 3",
    }
    text = (
        "from functions import f\nfrom common import g\nimport bare.deep.end as end\n"
        "from .functions import f as same\nx = f(), g(), end.h, same()\n"
    )
    module, noted = loaded(script(text), files)
    assert (module.x, noted) == ((1, 2, 3, 1), [])


def test_no_file_takes_the_place_of_a_library(loaded):
    files = {"random.py": "x = 1", "numpy.py": "x = 1", "grader/__init__.py": "x = 1"}
    module, _ = loaded(script("import random, numpy, grader\n"), files)
    assert not [
        name for name in ("random", "numpy", "grader") if hasattr(getattr(module, name), "x")
    ]


def test_code_that_wants_to_leave_leaves_what_it_has_defined(loaded):
    module, noted = loaded(script(f"import sys\n{CLASS}sys.exit(0)\nx = 1\n"))
    assert module.A().f() == 1
    assert (hasattr(module, "x"), noted) == (False, [])


def test_a_demo_without_end_is_given_up(loaded):
    start = time.process_time()
    text = f"while True: pass\n{CLASS}for _ in iter(int, 1): pass\nx = A().f()\n"
    module, noted = loaded(script(text), seconds=0.3)
    assert module.x == 1
    assert noted == [("a.py", 1, "TooLong"), ("a.py", 4, "TooLong")]
    assert time.process_time() - start < 1.5


def test_a_future_holds_for_the_statements_after_it(loaded):
    text = "from __future__ import annotations\ndef f(x: not_defined): pass\nx = 1\n"
    assert loaded(script(text))[1] == []


def test_under_its_own_name_only_does_main_run(loaded):
    module, _ = loaded(script("if __name__ == '__main__':\n    x = 1\n"))
    assert not hasattr(module, "x")


HANGUL = "# 순전파\nx = '역전파'\n"
KANJI = "# 逆伝播\nx = '重み'\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HANGUL, "utf-8"),
        (HANGUL, "utf-8-sig"),
        (HANGUL, "utf-16"),
        (HANGUL, "cp949"),
        ("# -*- coding: cp949 -*-\n" + HANGUL, "cp949"),
        ("# coding=cp932\n" + KANJI, "cp932"),
        (HANGUL.replace("\n", "\r\n"), "utf-8"),
        (HANGUL.replace("\n", "\r"), "utf-8"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_it_is_in(text, encoding):
    assert decode(text.encode(encoding)) == text
    names = {}
    exec(compile(decode(text.encode(encoding)), "a.py", "exec"), names)  # noqa: S102 - our own
    assert names["x"] in ("역전파", "重み")


def test_an_encoding_that_there_is_not_is_pythons_own_error():
    with pytest.raises(SyntaxError, match="nonsense"):
        compile(decode(b"# coding: nonsense\nx = 1\n"), "a.py", "exec")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("if True:\n\tx = 1\n        y = 2\n", "inconsistent use of tabs"),
        ("x = 1\n\u3000y = 2\n", "invalid non-printable character U\\+3000"),
    ],
)
def test_tabs_and_full_width_spaces_are_told_in_pythons_own_words(talk, text, says):
    with pytest.raises(StudentError, match=says) as caught:
        talk(text)
    assert caught.value.line > 1


# --- through the wall ----------------------------------------------------------------------------


def test_notes_and_output_come_over_the_wall(sandbox):
    worker = sandbox.worker(Limits())
    allowance = Allowance(worker, 5)
    conversation = Conversation(worker)
    second = b"from helper import half\ndef f(x): return half(x)"
    parts = [("cell 1", b"print('hello')\nimport torch", True), ("cell 3", second, True)]
    helper = b"\n\ndef half(x):\n    print('half of', x)\n    return x / 0"
    loading = Loading("e", parts, 5, modules={"helper.py": helper})
    loaded = conversation.load(loading, allowance)
    assert [(note.built_in, note.file, note.line) for note in loaded.notes] == [
        ("ModuleNotFoundError", 0, 2)
    ]
    assert loaded.printed == "hello"
    assert "f" in loaded.names
    with pytest.raises(StudentError) as caught:
        conversation.call(0, "f", [((1,), {})], allowance)
    assert (caught.value.file, caught.value.line) == (2, 5)
    assert conversation.printed(allowance) == "half of 1"
    assert conversation.printed(allowance) == ""


def test_what_one_check_prints_is_not_taken_for_anothers(talk):
    tried = talk("def f(x):\n    print(x)\n")
    tried.conversation.begin()
    tried.call("f", "first")
    tried.conversation.begin()
    tried.call("f", "second")
    assert tried.conversation.printed(tried.allowance) == "second"


def test_output_without_end_is_cut(talk):
    tried = talk("def f():\n    for n in range(100_000): print('line', n)\n")
    tried.call("f")
    text = tried.conversation.printed(tried.allowance)
    assert len(text) == 2000
    assert text.endswith("line 99999")


def test_a_file_that_never_ends_to_load_is_late(sandbox):
    worker = sandbox.worker(Limits())
    loop = b"    try:\n        for _ in iter(int, 1): len([])\n    except BaseException: pass\n"
    text = b"while True:\n" + loop
    loading = Loading("e", [("e.py", text, False)], 0.3)
    with pytest.raises(WorkerFailed, match=r"longer than 0\.5 s"):
        Conversation(worker).load(loading, Allowance(worker, 0.5))


def test_nothing_of_it_stays_where_it_was_imported_in_this_process(loaded):
    loaded(script("import functions\n"), {"functions.py": "x = 1"})
    assert "functions" in sys.modules
    forget()
    assert "functions" not in sys.modules
    with pytest.raises(ModuleNotFoundError, match="No module named"):
        __import__("functions")
