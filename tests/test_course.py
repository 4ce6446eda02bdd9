"""A course is read whole, and everything wrong with it is said at once, with file and line."""

import os
import pickle
import shutil
import textwrap

import pytest
from conftest import ROOT, copy_course

from grader.check_rules import read_checks
from grader.course_folder import read_course
from grader.errors import CourseError, GraderError

POINTS = {
    "chain_rule": 10,
    "gradient_check": 6,
    "sigmoid": 7,
    "activations": 8,
    "vanishing_gradient": 4,
    "affine": 9,
    "softmax_with_loss": 10,
    "identity_with_loss": 4,
    "worked_example": 8,
    "two_layer_network": 10,
    "deep_network": 9,
    "network": 7,
    "training": 8,
}

GOOD = '''
import numpy as np
import pytest

LIMIT = 3
PAIRS = ((1, 2), (3, -4.5))


@pytest.fixture
def box():
    return []


@pytest.mark.points(1.5)
@pytest.mark.parametrize("n", [1, pytest.param(2, id="two"), (3, "x")])
def test_it(student, box, n):
    """The title

    and what isn't part of it.
    """
'''


def problems_of(text, tmp_path, is_hidden=False):
    path = tmp_path / "test_hidden.py"
    path.write_text(textwrap.dedent(text))
    problems: list[str] = []
    checks = read_checks(path, is_hidden, problems)
    return checks, [problem.removeprefix(f"{path}:") for problem in problems]


def test_the_course_is_as_it_says():
    course = read_course(ROOT / "solutions")
    points = {e.name: e.points for e in course.exercises}
    assert list(points.items()) == list(POINTS.items())
    assert sum(points.values()) == 100
    for exercise in course.exercises:
        public = sum(check.points for check in exercise.checks if not check.is_hidden)
        assert public <= 0.4 * exercise.points


def test_a_good_check_file_has_no_problems(tmp_path):
    [check], problems = problems_of(GOOD, tmp_path)
    assert not problems
    assert (check.name, check.title, check.points, check.cases) == ("test_it", "The title", 1.5, 3)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("class TestIt:\n    pass", 1, "class TestIt keeps state", id="class"),
        pytest.param("import numpy as np\nW = np.zeros(3)", 2, "can change", id="array"),
        pytest.param("CACHE = {}", 1, "can change", id="dict"),
        pytest.param("A = (1, [2])", 1, "can change", id="list in a tuple"),
        pytest.param("A: list = []", 1, "can change", id="annotated list"),
        pytest.param("if True:\n    A = []", 1, "only imports", id="statement"),
        pytest.param("def f(x=[]): pass", 1, "default that can change", id="default"),
        pytest.param("def f(*, x={}): pass", 1, "default that can change", id="keyword default"),
        pytest.param("def f():\n    global A\n    A = 1", 2, "global keeps", id="global"),
        pytest.param("import functools\n@functools.cache\ndef f(): pass", 2, "a decorator must",
                     id="cache"),
        pytest.param("from functools import cache as memo\n@memo\ndef f(): pass", 2,
                     "a decorator must", id="cache by another name"),
        pytest.param("from pytest import fixture as fix\n@fix(scope='session')\ndef f(): pass", 2,
                     "a decorator must", id="fixture by another name"),
        pytest.param("import pytest\n@pytest.fixture(**{'scope': 'session'})\ndef f(): pass", 2,
                     "wider", id="scope in a dict"),
        pytest.param("def f(): pass\ndef g():\n    f.left = 1", 3, "changing f", id="attribute"),
        pytest.param("import numpy as np\ndef g():\n    np.left[0] += 1", 3, "changing np",
                     id="item of a module"),
        pytest.param("def testShapes(student):\n    'title'", 1, "begins with test_", id="name"),
        pytest.param("import pytest\n@pytest.fixture(scope='module')\ndef f(): pass", 2, "wider",
                     id="module fixture"),
        pytest.param("import pytest\n@pytest.fixture(scope='session')\ndef f(): pass", 2, "wider",
                     id="session fixture"),
        pytest.param("async def f(): pass", 1, "only imports", id="async"),
        pytest.param("def test_it(student):\n    'title'", 1, "no points", id="no points"),
        pytest.param("@pytest.mark.points(1)\ndef test_it(student): pass", 2, "no title",
                     id="no title"),
        pytest.param("@pytest.mark.points(0.3)\ndef test_it(student):\n    'title'", 2,
                     "multiple of 0.5", id="points that are no halves"),
        pytest.param("@pytest.mark.points(-1)\ndef test_it(student):\n    'title'", 2,
                     "multiple of 0.5", id="negative points"),
        pytest.param("@pytest.mark.points(1)\n@pytest.mark.parametrize('n', [1, 2, 3])\n"
                     "def test_it(student, n):\n    'title'", 3, "no case has", id="uneven cases"),
        pytest.param("@pytest.mark.points(1)\n@pytest.mark.parametrize('n', [np.ones(3)])\n"
                     "def test_it(student, n):\n    'title'", 2, "constants", id="array as a case"),
        pytest.param("@pytest.mark.points(1)\n@pytest.mark.parametrize('n', CASES)\n"
                     "def test_it(student, n):\n    'title'", 2, "listed in place", id="far cases"),
        pytest.param("@pytest.mark.xfail\n@pytest.mark.points(1)\ndef test_it(s):\n    'title'", 1,
                     "xfail", id="xfail"),
        pytest.param("@pytest.mark.points(1)\ndef test_it(student, reference):\n    'title'", 2,
                     "students don't have", id="reference in a public check"),
        pytest.param("def f(:", 1, "doesn't parse", id="syntax"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_check_file_is_named_with_its_line(text, line, words, tmp_path):
    _, problems = problems_of(text, tmp_path)
    assert [p for p in problems if p.startswith(f"{line}: ") and words in p], problems


def test_a_hidden_check_may_not_put_values_into_its_messages(tmp_path):
    text = """
    import pytest

    def helper(x):
        raise Mismatch("rule", f"x is {x}")

    @pytest.mark.points(1)
    def test_it(student):
        "title"
        x = 3
        require(x == 3, f"x is {x}")
    """
    _, problems = problems_of(text, tmp_path, is_hidden=True)
    words = "the text must be a constant: a hidden check's message shows it"
    assert problems == [f"5: {words}", f"11: {words}"]
    assert problems_of(text, tmp_path, is_hidden=False)[1] == []


def test_all_mistakes_of_a_course_are_said_at_once(tmp_path):
    course = copy_course(tmp_path)
    (course / "course.toml").write_text(
        'title = 3\nexercises = ["sigmoid", "training", "missing", "Bad"]\ncolour = "red"\n'
    )
    (course / "sigmoid" / "exercise.toml").write_text(
        'title = "S"\npoints = 12\nsources = []\n[limits]\ncheck_seconds = -1\nspeed = 3\n'
    )
    with (course / "sigmoid" / "test_hidden.py").open("a") as file:
        file.write("\n\nSTATE = []\n")
    line = len((course / "sigmoid" / "test_hidden.py").read_text().splitlines())
    with (course / "training" / "exercise.toml").open("a") as file:
        file.write("\nwrong = = 1\n")
    with pytest.raises(CourseError) as caught:
        read_course(course)
    found = "\n".join(caught.value.problems)
    for words in (
        "course.toml:1: title is 3, which is not a text",
        "course.toml:3: unknown key 'colour'; known are title, seed, exercises, contact",
        "course.toml:1: the key 'seed' is missing",
        "course.toml:2: 'Bad' can't be an exercise's name",
        f"course.toml:2: {course / 'missing'} has no exercise.toml, test_public.py",
        "sigmoid/exercise.toml:5: check_seconds must be more than 0, and a sensible",
        "sigmoid/exercise.toml:6: unknown key 'speed'",
        f"sigmoid/test_hidden.py:{line}: a value that can change keeps state",
        "training/exercise.toml:10: ",
    ):
        assert words in found, found


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("training/given.py", "def f(:\n", "given.py:1: it doesn't parse"),
        ("sigmoid/sigmoid.py", "\nclass Sigmoid(\n", "sigmoid.py:2: it doesn't parse"),
        ("sigmoid/misconceptions.py", "1 +", "misconceptions.py:1: it doesn't parse"),
        ("course.toml", 'title = "t"\nseed = -1\nexercises = ["sigmoid"]', "2: seed must not"),
        ("course.toml", 'title = "t"\nseed = 1\nexercises = ["sigmoid", 3]', "3: exercises must"),
        ("course.toml", 'title = "t"\nseed = 1\nexercises = ["sigmoid", "sigmoid"]', "2 times"),
        ("course.toml", 'title = "t"\nseed = 1\nexercises = "sigmoid"', "not a list"),
        ("course.toml", None, "it can't be read: Is a directory"),
    ],
)
def test_a_mistake_in_any_file_is_found_before_anyone_is_graded(tmp_path, file, text, words):
    path = copy_course(tmp_path) / file
    path.unlink()
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)
    with pytest.raises(CourseError) as caught:
        read_course(tmp_path / "solutions")
    assert words in "\n".join(caught.value.problems)


@pytest.mark.parametrize("limit", ["inf", "nan", "0", "1e300"])
def test_a_limit_must_be_a_sensible_number(tmp_path, limit):
    with pytest.raises(CourseError, match="check_seconds must be more than 0"):
        read_course(copy_course(tmp_path, limits=f"check_seconds = {limit}\n"))


def test_points_that_do_not_add_up_are_said(tmp_path):
    course = copy_course(tmp_path)
    toml = course / "sigmoid" / "exercise.toml"
    toml.write_text(toml.read_text().replace("points = 7", "points = 8"))
    with pytest.raises(CourseError) as caught:
        read_course(course)
    assert caught.value.problems == (
        f"{toml}:2: the exercise has 8 points and its checks add up to 7",
    )


def test_an_unknown_exercise_is_named_with_those_there_are(course):
    with pytest.raises(
        CourseError, match="no exercise is called tanh; there are sigmoid, training"
    ):
        course.only(["tanh"])
    assert [e.name for e in course.only(["training"]).exercises] == ["training"]
    assert course.only([]) is course


def test_an_assignment_is_a_part_of_the_course(tmp_path):
    folder = copy_course(tmp_path)
    text = (folder / "course.toml").read_text()
    (folder / "course.toml").write_text(f'{text}[assignments.week1]\nexercises = ["training"]\n')
    course = read_course(folder)
    assert [e.name for e in course.assignment("week1").exercises] == ["training"]
    with pytest.raises(CourseError, match="no assignment is called week2; there are week1"):
        course.assignment("week2")
    (folder / "course.toml").write_text(
        f'{text}[assignments.week1]\nexercises = ["tanh"]\ncolour = 1\n[assignments.week2]\n'
    )
    line = len(text.splitlines()) + 1
    with pytest.raises(CourseError) as caught:
        read_course(folder)
    found = [problem.split("course.toml:")[1] for problem in caught.value.problems]
    assert found == [
        f"{line + 2}: unknown key 'colour'; known are exercises, due, penalty",
        f"{line + 1}: 'tanh' is no exercise of the course",
        "1: the key 'exercises' is missing",
    ]


def test_an_assignment_of_nothing_is_refused(tmp_path):
    folder = copy_course(tmp_path)
    toml = folder / "course.toml"
    toml.write_text(f"{toml.read_text()}[assignments.week1]\nexercises = []\n")
    with pytest.raises(CourseError, match="names no exercise"):
        read_course(folder, assignment="week1")


def test_a_copy_is_read_and_the_instructors_own_files_are_named(tmp_path):
    folder, copy = copy_course(tmp_path), tmp_path / "copy"
    (folder / "sigmoid" / "__pycache__").mkdir()
    (folder / "sigmoid" / "gone.py").symlink_to("nowhere")
    course = read_course(folder, copy=copy)
    assert {exercise.folder.parent for exercise in course.exercises} == {copy}
    assert {path.name for path in copy.iterdir()} == {"sigmoid", "training"}
    assert not (copy / "sigmoid" / "__pycache__").exists()
    assert course.told(f"{copy}/sigmoid: wrong") == f"{folder}/sigmoid: wrong"
    shutil.rmtree(copy)
    (folder / "sigmoid" / "test_public.py").write_text("def (")
    with pytest.raises(CourseError) as caught:
        read_course(folder, copy=copy)
    [problem] = caught.value.problems
    assert problem.startswith(f"{folder}/sigmoid/test_public.py:1: it doesn't parse")


def test_a_course_that_cannot_be_copied_is_said(tmp_path):
    folder = copy_course(tmp_path)
    os.mkfifo(folder / "sigmoid" / "data")
    with pytest.raises(GraderError, match=r"solutions: it can't be copied .*data.* named pipe"):
        read_course(folder, copy=tmp_path / "copy")


def test_the_problems_of_a_course_travel_between_processes():
    error = CourseError(["one", "two"])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - its own
    assert again.problems == error.problems
    assert str(again) == "one\ntwo"


def test_of_a_course_only_what_is_named_is_read(tmp_path):
    folder = copy_course(tmp_path)
    toml = folder / "course.toml"
    toml.write_text(f'{toml.read_text()}[assignments.week1]\nexercises = ["training"]\n')
    (folder / "sigmoid" / "test_public.py").write_text("what doesn't parse")
    with pytest.raises(CourseError, match="sigmoid/test_public.py:1: it doesn't parse"):
        read_course(folder)
    for chosen in ({"only": ["training"]}, {"assignment": "week1"}):
        course = read_course(folder, copy=tmp_path / next(iter(chosen)), **chosen)
        assert [exercise.name for exercise in course.exercises] == ["training"]
        assert [path.name for path in course.folder.iterdir()] == ["training"]
    with pytest.raises(CourseError, match="no exercise is called sigmoid; there are training"):
        read_course(folder, assignment="week1", only=["sigmoid"])
    with pytest.raises(CourseError, match="no assignment is called week2; there are week1"):
        read_course(folder, assignment="week2")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("course.toml", "Some exercises", " ", "course.toml:1: the title is empty"),
        ("course.toml", "20260901", "true", "course.toml:2: seed is true, which is not a whole"),
        (
            "sigmoid/exercise.toml", "points = 7", "points = true",
            "sigmoid/exercise.toml:2: points is true, which is not a number",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_said_once_and_in_the_files_own_words(tmp_path, file, old, new, said):
    course = copy_course(tmp_path, exercises=["sigmoid"])
    text = (course / file).read_text()
    assert old in text
    (course / file).write_text(text.replace(old, new))
    with pytest.raises(CourseError) as caught:
        read_course(course)
    [problem] = caught.value.problems
    assert said in problem


def test_a_deadline_without_a_time_says_how_to_write_one(tmp_path):
    course = copy_course(tmp_path, exercises=["sigmoid"])
    with (course / "course.toml").open("a") as file:
        file.write('[assignments.one]\nexercises = ["sigmoid"]\ndue = 2026-10-01\n')
    with pytest.raises(CourseError, match="due is 2026-10-01, which is not a time with its zone"):
        read_course(course)
