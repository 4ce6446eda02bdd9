"""The texts in a Python file, and the file with them in another language."""

import ast
import re

import pytest
from conftest import ROOT

from grader.catalogues import lacking, problems_of, read_texts, texts_of, update
from grader.course_folder import read_course
from grader.errors import CourseError, GraderError
from grader.stubs import stub
from grader.translation import texts_in, translated

SOURCE = '''\
# %% [markdown]
# # A title
#
# A paragraph
# of two lines.
#
# $$ y = x $$

# %%
"""The module."""

import numpy as np  # arrays

# Two lines
# that belong together.


def f(x):
    """What it gives.

    Parameters
    ----------
    x : (N,) ndarray
        Numbers \\\\alpha.
    """
    if x is None:
        raise ValueError("no 'x' is \\"given\\"")
    return {"key": 1}, f"{x} is not looked at", "`x`"


@mark.parametrize("n", [param(1, id="one case")])
def g(n):
    """한글 뒤에도 맞는 자리."""; return "right here"
'''

DOCSTRING = "What it gives.\n\nParameters\n----------\nx : (N,) ndarray\n    Numbers \\alpha."


def source_files():
    folders = [path.parent for path in (ROOT / "solutions").glob("*/exercise.toml")]
    return [path for folder in folders for path in folder.glob("*.py")]


def test_what_people_read_is_found():
    found = [(text.kind, text.text) for text in texts_in(SOURCE)]
    assert found == [
        ("prose", "# A title"),
        ("prose", "A paragraph\nof two lines."),
        ("prose", "$$ y = x $$"),
        ("docstring", "The module."),
        ("comment", "arrays"),
        ("comment", "Two lines\nthat belong together."),
        ("docstring", DOCSTRING),
        ("constant", "no 'x' is \"given\""),
        ("constant", "`x`"),
        ("case", "one case"),
        ("docstring", "한글 뒤에도 맞는 자리."),
        ("constant", "right here"),
    ]  # fmt: skip


def test_every_text_is_put_in_its_place_and_nothing_else_changes():
    texts = {
        "A paragraph\nof two lines.": "한 줄",
        "arrays": "배열",
        "Two lines\nthat belong together.": "함께\n있는\n세 줄",
        DOCSTRING: "돌려주는 것\n\nParameters\n----------\nx : (N,) ndarray\n    수 \\alpha.",
        "no 'x' is \"given\"": 'x가 "없다"\\',
        "one case": "한 경우",
        "right here": "바로 여기",
    }
    new = translated(SOURCE, texts)
    assert [text.text for text in texts_in(new)] == [
        text.text if text.kind == "case" else texts.get(text.text, text.text)
        for text in texts_in(SOURCE)
    ]
    assert "import numpy as np  # 배열\n" in new
    assert '    """돌려주는 것\n\n    Parameters\n' in new
    assert "    # 있는" not in new
    assert 'id="one case"' in new
    assert [ast.dump(node) for node in ast.walk(ast.parse(new)) if isinstance(node, ast.Name)] == [
        ast.dump(node) for node in ast.walk(ast.parse(SOURCE)) if isinstance(node, ast.Name)
    ]


@pytest.mark.parametrize(
    "other", ['so "heißt" es', 'ends in "quotes"', 'has """ in it', "back\\\\", "a\n\nb"]
)
def test_whatever_a_translation_holds_the_file_parses(other):
    source = 'def f():\n    """A text."""\n\n\ndef g():\n    r"""Another \\\\a text."""\n'
    texts = {"A text.": other, "Another \\\\a text.": other}
    assert [text.text for text in texts_in(translated(source, texts))] == [other, other]


def test_a_paragraph_that_would_become_two_is_refused():
    with pytest.raises(ValueError, match="can't stand where its text does"):
        translated(SOURCE, {"A paragraph\nof two lines.": "one\n\nanother"})


@pytest.mark.parametrize("path", source_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_with_its_own_texts_a_file_stays_as_it_is(path):
    source = path.read_text()
    joined = re.sub(r'(?<=[^",])"\n\s+"(?=[^"])', "", source)
    new = translated(source, {text.text: text.text for text in texts_in(source)})
    assert new in (source, joined)


def test_no_text_of_a_solution_is_given_to_translators():
    region = "    ### BEGIN SOLUTION\n    # the very answer\n    return x\n    ### END SOLUTION\n"
    reference = f"def f(x):\n{region}"
    assert [text.text for text in texts_in(reference)] == ["the very answer"]
    assert "the very answer" not in [text.text for text in texts_in(stub(reference))]


@pytest.mark.parametrize(
    ("text", "other", "wrong"),
    [
        ("`dx` of $x$", "$x$의 `dx`", []),
        ("`dx` of $x$", "`dW`", ["$x$", "`dW`", "`dx`"]),
        ("{n} of {m}", "{m} 가운데", ["{n}"]),
        ("$$ a\n = b $$", "$$ a = b $$", []),
    ],
)
def test_code_formulas_and_places_are_the_same(text, other, wrong):
    assert lacking(text, other) == wrong


# --- catalogues ----------------------------------------------------------------------------------


@pytest.fixture
def exercise(tmp_path):
    """The folder of an exercise."""
    folder = tmp_path / "double"
    folder.mkdir()
    files = {
        "exercise.toml": 'title = "Doubling"\n',
        "double.py": (
            '# %% [markdown]\n# Twice `x`.\n\n# %%\ndef double(x):\n    """Twice `x`, again."""\n'
            "    ### BEGIN SOLUTION\n    return 2 * x  # the answer\n    ### END SOLUTION\n"
        ),
        "test_public.py": 'def test_it(student):\n    """it doubles"""\n',
        "test_hidden.py": (
            '"""Hidden checks."""\n\ndef helper():\n    """no title"""\n\n'
            'def test_more(student):\n    """it doubles more"""\n    require(False, "a finding")\n'
        ),
        "misconceptions.py": 'class Once:\n    """How often\n    do you add?"""\n',
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


def fill_in(folder, translations):
    path = folder / "locale" / "ko.po"
    text = path.read_text()
    for english, korean in translations.items():
        assert f'msgid "{english}"\nmsgstr ""' in text
        text = text.replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{korean}"'
        )
    path.write_text(text)


def test_a_catalogue_holds_what_students_and_results_say_and_no_answer(exercise):
    assert [text for text, _ in texts_of(exercise)] == [
        "Doubling",
        "Twice `x`.",
        "Twice `x`, again.",
        "it doubles",
        "it doubles more",
        "a finding",
        "How often do you add?",
    ]


def test_a_translation_is_kept_and_looked_at_again_when_the_text_changes(exercise):
    assert read_texts(exercise, "ko") == {}
    assert update(exercise, "ko") == 7
    fill_in(exercise, {"it doubles": "두 배를 준다", "a finding": "찾은 것"})
    assert update(exercise, "ko") == 5
    assert read_texts(exercise, "ko") == {"it doubles": "두 배를 준다", "a finding": "찾은 것"}
    hidden = exercise / "test_hidden.py"
    hidden.write_text(hidden.read_text().replace("a finding", "a findings"))
    assert update(exercise, "ko") == 6
    assert read_texts(exercise, "ko") == {"it doubles": "두 배를 준다"}
    wrong = problems_of(exercise, "ko")
    assert len(wrong) == 6
    assert any("fuzzy" in line and "'a findings'" in line for line in wrong)


def test_a_text_that_comes_back_has_its_translation_again(exercise):
    update(exercise, "ko")
    fill_in(exercise, {"it doubles": "두 배를 준다"})
    public = exercise / "test_public.py"
    text = public.read_text()
    public.write_text(text.replace("it doubles", "quite another thing, of which nobody has heard"))
    update(exercise, "ko")
    public.write_text(text)
    update(exercise, "ko")
    assert read_texts(exercise, "ko")["it doubles"] == "두 배를 준다"


@pytest.mark.parametrize("language", ["../x", "pt-BR", "Korean"])
def test_what_is_no_language_is_refused(exercise, language):
    with pytest.raises(GraderError, match="no language's code"):
        update(exercise, language)


def test_what_a_translation_lacks_is_said(exercise):
    update(exercise, "ko")
    fill_in(exercise, {"Twice `x`.": "두 배"})
    [line] = [line for line in problems_of(exercise, "ko") if "the translation lacks" in line]
    assert line.endswith("ko.po: the translation lacks `x`, double.py:2: 'Twice `x`.'")


def test_a_catalogue_that_cant_be_read_is_named(exercise):
    update(exercise, "ko")
    path = exercise / "locale" / "ko.po"
    path.write_text(path.read_text() + '\nmsgid "open\n')
    with pytest.raises(CourseError, match=r"ko\.po: it can't be read"):
        read_texts(exercise, "ko")


@pytest.mark.parametrize("name", [each.name for each in read_course(ROOT / "solutions").exercises])
def test_every_text_of_the_course_is_translated(name):
    [exercise] = read_course(ROOT / "solutions").only([name]).exercises
    assert problems_of(exercise.folder, "ko") == []
