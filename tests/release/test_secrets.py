"""Nothing of the answers reaches students: not in the bundle, nor in the package they install.

A secret is every line of a solution region, of hidden checks and of misconceptions with their hints
that doesn't stand in what the course gives out anyway: in a reference outside its regions, in
public checks or in a ``given.py``. In the bundle each of them counts, be it ``else:``. The package
is code of its own, where five words or signs in a row agree by chance; there a line counts that has
more of them. A misconception's name counts wherever it stands.
"""

import json
import re
import zipfile

import pytest
from conftest import ROOT
from release.conftest import unpacked

from grader.catalogues import texts_of
from grader.course_folder import read_course
from grader.release import make_bundle

COURSE = read_course(ROOT / "solutions")
REGION = re.compile(r"^ *### BEGIN SOLUTION\n(.*?)^ *### END SOLUTION$", re.DOTALL | re.MULTILINE)
BY_CHANCE = 5
"""Words or signs of a line that two programs may have in common."""


def lines(text):
    return {line.strip() for line in text.splitlines()} - {""}


def secret_lines():
    secret, public = set(), set()
    for exercise in COURSE.exercises:
        text = exercise.reference.read_text()
        secret |= lines("\n".join(REGION.findall(text)))
        public |= lines(REGION.sub("", text))
        for path in exercise.folder.glob("*.py"):
            if path.name in ("test_hidden.py", "misconceptions.py"):
                secret |= lines(path.read_text())
            elif path != exercise.reference:
                public |= lines(path.read_text())
    return secret - public


def misconceptions():
    """The names of the wrong variants."""
    texts = [(each.folder / "misconceptions.py").read_text() for each in COURSE.exercises]
    return {name for text in texts for name in re.findall(r"^class (\w+)", text, re.MULTILINE)}


SECRETS = secret_lines()
TELLING = {line for line in SECRETS if len(re.findall(r"\w+|[^\w\s]", line)) > BY_CHANCE}
NAMES = misconceptions()


def found(texts, secrets):
    """The secrets in `texts`, each with the name of the text; a notebook's cells count, too."""
    leaks = []
    for name, text in texts.items():
        searched = lines(text)
        if name.endswith(".ipynb"):
            cells = json.loads(text)["cells"]
            searched |= lines("\n".join("".join(cell["source"]) for cell in cells))
        leaks += [(name, line) for line in sorted(searched & secrets)]
        leaks += [(name, word) for word in sorted(set(re.findall(r"\w+", text)) & NAMES)]
    return leaks


def texts_in(folder):
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_text(errors="replace") for p in paths}


@pytest.fixture(scope="module")
def packages(published, tmp_path_factory):
    """Wheel and sdist, unpacked."""
    folder = tmp_path_factory.mktemp("packages")
    with zipfile.ZipFile(published["wheel"]) as archive:
        archive.extractall(folder / "wheel")
    return {"wheel": folder / "wheel", "sdist": unpacked(published["sdist"], folder / "sdist")}


def test_there_are_secrets_of_every_exercise_to_look_for():
    """But of the sigmoid's reference: the layer is handed out with a later exercise."""
    assert len(TELLING) > 2000
    assert len(NAMES) > 100
    without = set()
    for exercise in COURSE.exercises:
        for name in (exercise.reference.name, "test_hidden.py", "misconceptions.py"):
            if not lines((exercise.folder / name).read_text()) & TELLING:
                without.add(name)
    assert without == {"sigmoid.py"}


def test_a_leak_would_be_found(released):
    texts = texts_in(released)
    answer = "return (dout @ self.W.T).reshape(self.shape)"
    assert found({"a.py": f"    {answer}\n"}, TELLING)
    assert found({"README.md": "see KeptOnTheClass"}, SECRETS)
    leaking = json.loads(texts["affine/affine.ipynb"])
    leaking["cells"][2]["source"].insert(5, f"        {answer}\n")
    assert found({"affine.ipynb": json.dumps(leaking)}, SECRETS)
    hint = "Two layers of the same class share something here. Where does forward keep its output?"
    assert found({"a.md": f'"""{hint}"""'}, SECRETS)


def test_no_secret_is_in_the_bundle(released):
    texts = texts_in(released)
    assert len(texts) > 40
    assert found(texts, SECRETS) == []
    assert not [name for name in texts if "hidden" in name or "misconceptions" in name]


def test_no_secret_is_in_the_archive(released):
    with zipfile.ZipFile(released.parent / "bundle.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(texts) > 40
    assert found(texts, SECRETS) == []


def test_no_hidden_text_is_in_a_bundle_in_another_language():
    course = read_course(ROOT / "solutions", language="ko")
    bundle = "\n".join(data.decode() for data in make_bundle(course).values())
    texts = [
        (exercise.texts[text], place.startswith(("test_hidden.py", "misconceptions.py")))
        for exercise in course.exercises
        for text, place in texts_of(exercise.folder)
        if text in exercise.texts
    ]
    public = "\n".join(text for text, is_hidden in texts if not is_hidden)
    telling = [
        text for text, is_hidden in texts if is_hidden and len(text) > 20 and text not in public
    ]
    assert len(telling) > 200
    assert not [text for text in telling if text in bundle]


@pytest.mark.parametrize("package", ["wheel", "sdist"])
def test_no_secret_is_in_the_package_that_students_install(packages, package):
    texts = texts_in(packages[package])
    assert "grader/cli.py" in texts
    assert found(texts, TELLING) == []


@pytest.mark.parametrize("package", ["wheel", "sdist"])
def test_the_package_holds_the_grader_and_nothing_of_a_course(packages, package):
    top = {re.sub(r".*(?=\.dist-info)", "", path.name) for path in packages[package].iterdir()}
    of_its_own = {
        "wheel": {".dist-info"},
        "sdist": {".gitignore", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"},
    }
    assert top == {"grader"} | of_its_own[package]
    inside = {path.name for path in packages[package].rglob("*")}
    courses = {exercise.name for exercise in COURSE.exercises}
    assert not inside & ({"solutions", "assignments", "examples", "tests", "docs"} | courses)
    for path in ("release/templates/README.md", "release/templates/check.yml", "py.typed"):
        assert (packages[package] / "grader" / path).is_file()
