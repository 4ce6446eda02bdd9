"""An exercise's own list of imports: what is on it can be imported, and for no other exercise."""

import pytest
from conftest import copy_course, skip_or_fail
from intake.deliveries import RIGHT, grade, write

from grader.course_folder import read_course
from grader.errors import CourseError
from grader.examiner.examiner import Examiner
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits
from grader.sandbox.confinement import BUBBLEWRAP, LANDLOCK
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import StudentError
from grader.sandbox.host import Sandbox

ALLOWED = "tqdm.utils"
"""Pure Python, always installed, and nothing that runs next to student code needs it."""
SOURCE = b"import tqdm.utils\n\ndef f():\n    import tqdm.asyncio\n    return tqdm.__name__\n"


def loaded(sandbox, imports, source=SOURCE):
    worker = sandbox.worker(Limits(), imports)
    allowance = Allowance(worker, 5.0)
    conversation = Conversation(worker)
    loading = Loading("e", [("e.py", source, False)], 5.0, allowed=("numpy", *imports))
    return conversation.load(loading, allowance).notes, conversation, allowance


@pytest.mark.parametrize("layer", [None, BUBBLEWRAP, LANDLOCK])
def test_what_is_allowed_can_be_imported_with_each_layer(layer, confinement):
    layers = confinement.without(layer) if layer else confinement
    if not layers.is_sufficient:
        skip_or_fail(f"nothing closes the files here but {layer}")
    sandbox = Sandbox(layers)
    try:
        notes, conversation, allowance = loaded(sandbox, (ALLOWED,))
        assert notes == []
        [answer] = conversation.call(0, "f", [((), {})], allowance)
        assert answer.value == "tqdm"
    finally:
        sandbox.close()


def test_for_another_exercise_it_is_not_there_before_or_after(sandbox):
    for imports, count in (((), 1), ((ALLOWED,), 0), ((), 1), ((ALLOWED,), 0)):
        notes, _, _ = loaded(sandbox, imports)
        assert len(notes) == count
        assert all(isinstance(note, StudentError) for note in notes)


def test_another_package_is_not_readable_with_it(sandbox):
    import rich

    source = f"text = open({rich.__file__!r}).read()\nimport rich\n".encode()
    notes, _, _ = loaded(sandbox, (ALLOWED,), source)
    assert len(notes) == 2


def allowing(tmp_path, text):
    course = copy_course(tmp_path)
    path = course / "sigmoid" / "exercise.toml"
    path.write_text(f"imports = {text}\n{path.read_text()}")
    return course


def test_a_course_allows_it_by_its_list(tmp_path, confinement):
    course = allowing(tmp_path, f'["{ALLOWED}"]')
    files = {f"ada/{name}.py": b"import tqdm.utils\n" + RIGHT for name in ("sigmoid", "training")}
    _, [result] = grade(write(tmp_path / "class", files), tmp_path / "out", course)
    sigmoid, training = result.exercises
    assert (sigmoid.score, sigmoid.notes) == (7.0, ())
    assert "tqdm can't be imported here: there are numpy, the standard library" in training.notes[0]


@pytest.mark.parametrize("text", ["[1]", '["a-b"]', '["../x"]', '"scipy"', '[""]'])
def test_what_is_no_list_of_modules_is_an_error_of_the_course(text, tmp_path):
    with pytest.raises(CourseError, match=r"exercise\.toml:1: "):
        read_course(allowing(tmp_path, text))


@pytest.mark.parametrize("name", ["nowhere_installed", "tqdm.nowhere"])
def test_what_is_allowed_and_not_installed_is_an_error_of_the_course(name, tmp_path, confinement):
    course = read_course(allowing(tmp_path, f'["{name}"]'))
    with pytest.raises(
        CourseError, match=f"{name} is allowed and can't be imported .*; install it"
    ):
        Examiner(course, confinement)
