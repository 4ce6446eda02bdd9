"""Notebooks as sources: what is joined, what is left out, and what is refused."""

import json
import sysconfig
import tokenize
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.intake import read_submission
from grader.intake.code import Part
from grader.intake.files import NOTEBOOK_LIMIT, SOURCE_LIMIT
from grader.intake.notebooks import read_cells
from grader.sandbox.interactive import LEFT_OUT, as_python

LIBRARY = Path(sysconfig.get_path("stdlib"))


def cell(source, kind="code"):
    return {"cell_type": kind, "source": source, "metadata": {}, "outputs": [{"data": [1]}]}


def notebook(*cells, **others):
    return json.dumps({"nbformat": 4, "cells": cells, "metadata": {}, **others}).encode()


def parts(*cells):
    return [
        (part.cell, part.source.decode()) for part in read_cells(notebook(*cells), SOURCE_LIMIT)
    ]


def test_code_cells_come_with_the_numbers_that_count_prose():
    assert parts(
        cell("# Title", "markdown"),
        cell(["import numpy as np\n", "x = 1"]),
        cell("raw", "raw"),
        cell("def f():\r\n    return x\r"),
    ) == [(2, "import numpy as np\nx = 1"), (4, "def f():\n    return x\n")]


def test_notebooks_of_version_3_have_worksheets():
    old = {"nbformat": 3, "worksheets": [{"cells": [
        {"cell_type": "heading", "source": "x"}, {"cell_type": "code", "input": ["a = 1\n", "b"]},
    ]}]}  # fmt: skip
    assert read_cells(json.dumps(old).encode(), 100) == (Part(b"a = 1\nb", 2),)


LEFT_OUT_LINES = [
    "%matplotlib inline",
    "!pip install numpy",
    "?np.exp",
    "np.exp?",
    "np.exp??",
    "%timeit f('it's')",
    "import grader",
    "import grader; grader.check('sigmoid')",
    "grader.check('sigmoid')  # again",
]


@pytest.mark.parametrize("line", LEFT_OUT_LINES)
@pytest.mark.parametrize("indent", ["", "    "])
def test_a_line_that_only_a_notebook_knows_is_left_out(line, indent):
    kept = as_python(["if True:", f"{indent or '    '}pass", f"{indent}{line}", "x = 1"])
    assert kept[2] == f"{indent}{LEFT_OUT}{line}"
    compile("\n".join(kept), "cell", "exec")
    assert kept[3] == "x = 1"


def test_a_call_that_checks_is_left_out_over_all_of_its_lines():
    kept = as_python(["grader.check(", '    "sigmoid",', ")", "x = 1"])
    assert [line for line in kept if not line.lstrip().startswith(("#", LEFT_OUT))] == ["x = 1"]
    assert len(kept) == 4


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        pytest.param("%%bash", "# rm -rf /", id="another language"),
        pytest.param("%%timeit", "# rm -rf /", id="run many times"),
        pytest.param("%%time", "rm -rf /", id="run as it is"),
        pytest.param("%%capture out", "rm -rf /", id="run, and its output kept"),
    ],
)
def test_a_cell_that_is_no_python_is_left_out(first, rest):
    assert as_python(["", first, "rm -rf /"])[-1] == rest


NOT_LEFT_OUT = {
    "in brackets": "x = (7\n% 2)",
    "in a text": 's = """\n%d\n!\nimport grader\n"""',
    "in a text with the other quotes": "s = '''\n\"\"\"\n%d'''",
    "after a backslash": "x = 7 \\\n% 2",
    "in a text that goes on": "s = 'a\\\n%d'",
    "after an escaped quote": "s = 'it\\'s (' \nx = [\n'(', 7\n% 2]",
    "after a bracket in a comment": "x = 1  # (\ny = 2",
    "another module": "import graders\nfrom grader_of import x",
    "another check": "my.grader.check(1)",
}


@pytest.mark.parametrize("text", NOT_LEFT_OUT.values(), ids=NOT_LEFT_OUT)
def test_python_that_looks_like_it_stays_as_it_is(text):
    assert as_python(text.split("\n")) == text.split("\n")


def read_library(pattern):
    for path in sorted(LIBRARY.glob(pattern)):
        try:
            with tokenize.open(path) as file:
                text = file.read()
            compile(text, path, "exec", dont_inherit=True)
        except (SyntaxError, UnicodeDecodeError, ValueError, Warning):
            continue  # among the library's tests are files that are wrong on purpose
        yield path, text.split("\n")


def test_no_line_of_the_standard_library_is_left_out():
    read = 0
    for path, lines in read_library("*.py"):
        assert as_python(lines) == lines, path
        read += 1
    assert read > 100


@pytest.mark.parametrize(
    "line",
    ['"' * 10**6, "(" * 10**6, '"\\' * 500_000, "a?" * 500_000, "import grader" + " " * 10**6 + "x",
     "a" + " " * 10**6 + "x", "a." * 500_000],
    ids=lambda line: line[:14],
)  # fmt: skip
def test_a_line_of_a_mebibyte_is_read_in_seconds(line):
    """Linear, that is: a quadratic search would take an hour."""
    assert len(as_python([line, "x = 1"])) == 2


REFUSED = {
    b"": "truncated",
    b"<<<<<<< HEAD\n{": "malformed",
    b"[]": "Expected `object`, got `array`",
    b'{"nbformat": 3, "worksheets": []}': "without a code cell",
    b'{"nbformat": 4, "cells": []}': "without a code cell",
    b'{"nbformat": 5, "cells": []}': "version 5, not 3 or 4",
    b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 3}]}': "Expected `str",
    b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\xff"}]}': "not UTF-8",
    b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800"}]}': "can't be read",
    b'{"nbformat": 4, "x": ' + b"[" * 10**6: "recursion",
    notebook(cell("#" * (SOURCE_LIMIT + 1))): "more than 1 MiB of code",
}


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: data[:40].decode("latin-1"))
def test_what_is_no_notebook_is_refused_with_a_reason(data):
    with pytest.raises(ValueError, match="^it ") as refused:
        read_cells(data, SOURCE_LIMIT)
    assert REFUSED[data] in str(refused.value)
    assert not isinstance(refused.value, (UnicodeError, GraderError))


# --- which file counts ---------------------------------------------------------------------------

STUB = """# prose
def f():
    raise NotImplementedError("Write this")

def g():
    raise NotImplementedError("Write this")
"""
HALF = STUB.replace('raise NotImplementedError("Write this")', "return 1", 1)
MINE = HALF.replace('raise NotImplementedError("Write this")', "return 2")
OTHER = MINE.replace("2", "3")
STUBS = {"e": STUB}


def submission(folder, files, stubs):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        is_cell = name.endswith(".ipynb") and not isinstance(text, bytes)
        check = cell("import grader\n\ngrader.check('e')")
        path.write_bytes(notebook(cell(text), check) if is_cell else data)
    return read_submission(folder, ["e"], stubs)


def file_of(found):
    return found.codes["e"].file


@pytest.mark.parametrize(
    "stubs", [pytest.param(STUBS, id="in grading"), pytest.param(None, id="at home")]
)
@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"e.py": MINE}, "e.py"),
        ({"e.ipynb": MINE}, "e.ipynb"),
        ({"e/e.py": MINE}, "e/e.py"),
        ({"e/e.ipynb": MINE}, "e/e.ipynb"),
        ({"e/e.py": STUB, "e/e.ipynb": MINE}, "e/e.ipynb"),
        ({"e/e.py": MINE, "e/e.ipynb": STUB}, "e/e.py"),
        ({"e/e.py": STUB, "e/e.ipynb": STUB}, "e/e.py"),
        ({"e.py": "# a note\n\n" + STUB, "e.ipynb": MINE}, "e.ipynb"),
        ({"e/e.py": STUB, "e/e.ipynb": STUB, "e.ipynb": MINE}, "e.ipynb"),
        ({"e.py": MINE + "\n# the same, with a note", "e.ipynb": MINE}, "e.py"),
        ({"e/e.py": STUB, "e/e.ipynb": HALF}, "e/e.ipynb"),
        ({"e.py": MINE.replace("\n", "\r\n"), "e.ipynb": MINE}, "e.py"),
    ],
)
def test_the_file_that_has_been_worked_on_counts(tmp_path, files, counts, stubs):
    found = submission(tmp_path, files, stubs)
    assert file_of(found) == counts
    assert found.notes == {}
    assert bool(found.codes["e"].parts[0].cell) == counts.endswith(".ipynb")


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"e/e.py": MINE, "e/e.ipynb": OTHER}, "e/e.py"),
        ({"e/e.py": HALF, "e/e.ipynb": MINE}, "e/e.ipynb"),
    ],
)
def test_of_two_that_differ_the_one_counts_in_which_less_is_left_else_the_py(
    tmp_path, files, counts
):
    found = submission(tmp_path, files, STUBS)
    [other] = files.keys() - {counts}
    text = f"{counts} and {other} have been worked on and differ; {counts} counts."
    assert (file_of(found), found.notes) == (counts, {"e": text})


def test_a_place_that_was_filled_in_with_its_line_left_standing_is_work(tmp_path):
    kept = STUB.replace("    raise", "    return 1\n    raise")
    found = submission(tmp_path, {"e/e.py": STUB, "e/e.ipynb": kept}, STUBS)
    assert (file_of(found), found.notes) == ("e/e.ipynb", {})


def test_a_file_that_cant_be_read_may_hold_the_work(tmp_path):
    found = submission(tmp_path, {"e.py": STUB, "e.ipynb": b"{"}, STUBS)
    assert found.codes == {}
    reason = "it can't be read as a notebook (Input data was truncated)"
    assert found.unreadable == {"e": ("e.ipynb", reason)}


def test_a_file_that_cant_be_read_is_named_where_another_one_counts(tmp_path):
    found = submission(tmp_path, {"e.py": MINE, "e.ipynb": b"{"}, STUBS)
    assert file_of(found) == "e.py"
    assert found.notes["e"].startswith("e.ipynb was not looked at: it can't be read")


@pytest.mark.parametrize("text", ["\n", " ", "\t\n", "raise NotImplementedError "])
def test_a_file_of_a_mebibyte_is_looked_through_in_seconds(tmp_path, text):
    """Linear, that is, in whatever it is full of."""
    full = (text * SOURCE_LIMIT)[:SOURCE_LIMIT]
    assert file_of(submission(tmp_path, {"e.py": full, "e/e.py": MINE}, STUBS))


def test_links_are_not_followed_in_the_folder_of_an_exercise_either(tmp_path):
    secret = tmp_path / "solutions" / "e"
    secret.mkdir(parents=True)
    (secret / "e.py").write_text(MINE)
    student = tmp_path / "s1"
    student.mkdir()
    (student / "e").symlink_to(secret)
    found = read_submission(student, ["e"])
    assert found.codes == {}
    reason = "it is a symbolic link, and links are not followed"
    assert found.unreadable == {"e": ("e/e.py", reason)}


def test_a_file_in_place_of_the_exercises_folder_is_nothing(tmp_path):
    (tmp_path / "e").write_text(MINE)
    found = read_submission(tmp_path, ["e"])
    assert (found.codes, found.unreadable) == ({}, {})


def test_a_notebook_may_be_large_for_its_pictures_but_not_without_end(tmp_path):
    pictures = notebook(cell(MINE), attachments="x" * (2 * SOURCE_LIMIT))
    assert "e" in submission(tmp_path, {"e.ipynb": pictures}, STUBS).codes
    with (tmp_path / "e.ipynb").open("wb") as file:
        file.truncate(NOTEBOOK_LIMIT + 1)
    assert read_submission(tmp_path, ["e"]).unreadable == {
        "e": ("e.ipynb", "it is larger than 16 MiB")
    }
