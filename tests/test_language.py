"""The grader's messages in other languages, and a class that is graded in Korean."""

import html
import importlib.util
import re
import string
import subprocess
import sys
from html.parser import HTMLParser

import msgspec
import pytest
from conftest import ROOT, copy_course

from grader import language
from grader.course_folder import read_course
from grader.errors import CourseError, GraderError
from grader.release import make_bundle
from grader.results_file import read_results
from grader.translation import texts_in

LANGUAGES = [name for name in language.languages() if name != "en"]
COURSE = ROOT / "solutions"


def _tool():
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CATALOGUES = _tool()


def places(text):
    """The places of a message, format and all: Python's and the templates'."""
    fields = {
        f"{name}!{conversion or ''}:{spec}"
        for _, name, spec, conversion in string.Formatter().parse(text)
        if name is not None
    }
    return fields | set(re.findall(r"%\(\w+\)s|%%", text))


# --- catalogues ----------------------------------------------------------------------------------


def test_there_is_korean():
    assert "ko" in LANGUAGES


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_message_is_translated_and_has_its_places(name):
    catalogue = CATALOGUES.read(name)
    known = {message.id for message in catalogue if message.id}
    asked = {message.id for message in CATALOGUES.messages() if message.id}
    assert known == asked
    for message in catalogue:
        if message.id:
            ids = message.id if message.pluralizable else (message.id,)
            texts = message.string if message.pluralizable else (message.string,)
            assert not message.fuzzy, message.id
            assert all(texts), message.id
            assert all(places(text) == places(ids[-1]) for text in texts), message.id


@pytest.mark.parametrize("name", LANGUAGES)
def test_what_the_program_reads_is_made_of_the_catalogue(name):
    read = language.catalogue(name)
    for message in CATALOGUES.read(name):
        if message.pluralizable:
            assert read.ngettext(*message.id, 2) == message.string[-1]
        elif message.id:
            assert read.gettext(message.id) == message.string


def test_an_unknown_language_is_named():
    with pytest.raises(GraderError, match=r"no messages in 'xx'; there are en, ko"):
        language.speak("xx")
    assert language.spoken() == "en"


def test_of_a_course_too(tmp_path):
    folder = copy_course(tmp_path)
    path = folder / "course.toml"
    path.write_text('language = "xx"\n' + path.read_text())
    with pytest.raises(CourseError, match=r"course\.toml:1: there are no messages in 'xx'"):
        read_course(folder)


def test_what_a_course_adds_doesnt_change_the_graders_own_words():
    language.speak("ko", {"points": "no", "a sum": "합"})
    assert language.gettext("a sum") == "합"
    assert language.own_gettext("points") != "no"
    assert language.own_gettext("a sum") == "a sum"
    assert language.gettext("") == ""


# --- no English ----------------------------------------------------------------------------------

CODE = re.compile(
    r"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|https?://\S+|\S*[/_=]\S*|\((?:\w+, )+\w+\)", re.DOTALL
)
ENGLISH = re.compile(r"[A-Za-z][a-z']+(?:[ ,]+[A-Za-z][a-z']+)+")
LAYERS = "bubblewrap, landlock, seccomp, capabilities, rlimits"


def english(text, *allowed):
    """What reads like English in `text`: two words or more beside each other, code apart."""
    for each in (*allowed, LAYERS):
        text = text.replace(each, "")
    return ENGLISH.findall(CODE.sub("", text))


class Page(HTMLParser):
    """The texts of a page that aren't code."""

    def __init__(self, text):
        super().__init__()
        self.inside, self.texts = 0, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.inside += tag in ("code", "pre", "style", "script")
        self.texts += [value for name, value in attributes if name in ("alt", "aria-label")]

    def handle_endtag(self, tag):
        self.inside -= tag in ("code", "pre", "style", "script")

    def handle_data(self, data):
        if not self.inside:
            self.texts.append(data)


def test_english_is_found():
    assert english("이것은 the result 입니다") == ["the result"]
    assert english("`the result`의 값") == []
    assert Page('<p>a b</p><img alt="c d"><code>e f</code>').texts == ["a b", "c d"]


def run(*arguments, folder=ROOT):
    """What a command says."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The example class, graded in both languages: what was said, and the folders."""
    folder = tmp_path_factory.mktemp("graded")
    course = copy_course(folder)
    (folder / "korean").mkdir()
    korean = copy_course(folder / "korean")
    path = korean / "course.toml"
    path.write_text(f'language = "ko"\n{path.read_text()}')
    said = {}
    for name, place in (("en", course), ("ko", korean)):
        said[name] = run(
            *("grade", ROOT / "examples" / "class", "--course", place, "--out", folder / name)
        )
    return said, folder


def test_scores_are_the_same(graded):
    _, folder = graded
    results = {name: read_results(folder / name / "results.jsonl") for name in ("en", "ko")}
    for english_one, korean_one in zip(results["en"], results["ko"], strict=True):
        assert english_one.score == korean_one.score
        for one, other in zip(english_one.exercises, korean_one.exercises, strict=True):
            marks = [
                [(check.id, check.outcome, check.score, check.diagnosis) for check in each.checks]
                for each in (one, other)
            ]
            assert marks[0] == marks[1]
        assert korean_one.run.language == "ko"
    assert (folder / "en" / "scores.csv").read_bytes() == (
        folder / "ko" / "scores.csv"
    ).read_bytes()


def test_pages_and_commands_have_no_english_sentence(graded):
    said, folder = graded
    texts = [said["ko"], run("report", folder / "ko"), run("diff", folder / "ko", folder / "ko")]
    pages = [folder / "ko" / "report.html", *(folder / "ko" / "feedback").iterdir()]
    for page in pages:
        text = page.read_text()
        assert '<html lang="ko">' in text
        texts += Page(text).texts
    # what Python says of an exception is its own
    own = ("Some exercises", "sigmoid", "training", "object has no attribute", "py, line")
    assert [found for text in texts for found in english(html.unescape(text), *own)] == []
    assert english(said["en"]) != []


def test_hints_and_findings_are_korean(graded):
    _, folder = graded
    results = read_results(folder / "ko" / "results.jsonl")
    exercises = [exercise for result in results for exercise in result.exercises]
    texts = [diagnosis.hint for exercise in exercises for diagnosis in exercise.diagnoses]
    checks = [check for exercise in exercises for check in exercise.checks]
    texts += [check.title for check in checks]
    texts += [check.message for check in checks if check.message and check.hidden]
    assert len(texts) > 50
    assert all(re.search("[가-힣]", text) for text in texts)


def test_another_language_is_graded_again(graded):
    _, folder = graded
    out = folder / "again"
    place = folder / "korean" / "solutions"
    command = ("grade", ROOT / "examples" / "class", "--course", place, "--out", out)
    run(*command, "--no-report")
    path = place / "course.toml"
    path.write_text(path.read_text().replace('language = "ko"\n', ""))
    again = run(*command, "--no-report")
    assert "Unchanged" not in again
    first = msgspec.to_builtins(read_results(out / "results.jsonl")[0].exercises)
    right = msgspec.to_builtins(read_results(folder / "en" / "results.jsonl")[0].exercises)
    assert first == right


# --- what students get ---------------------------------------------------------------------------

KINDS = r"(list|set|dict|tuple|iterable|float|int)( of| or) .*"
NUMPYDOC = re.compile(
    rf"^\s*(Parameters|Returns|Raises|Attributes|-+|[\w, ]+ : .*|\(.*\) .*|{KINDS})$", re.M
)


def test_a_bundle_in_korean_has_no_english_sentence():
    course = read_course(COURSE, language="ko")
    bundle = make_bundle(course)
    found = {}
    for name, data in bundle.items():
        text = data.decode()
        if name.endswith(".py"):
            texts = [NUMPYDOC.sub("", each.text) for each in texts_in(text) if each.kind != "case"]
        elif name.endswith(".ipynb"):
            continue  # the same text as the script, cell by cell
        else:
            texts = [line for line in text.split("\n") if not line.startswith("    ")]
        wrong = [each for one in texts for each in english(one, "local gradient")]
        if wrong:
            found[name] = wrong
    assert found == {}


def test_a_student_is_answered_in_the_bundles_language(tmp_path):
    course = read_course(COURSE, language="ko").only(["sigmoid"])
    for name, data in make_bundle(course).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    said = run("check", folder=tmp_path)
    assert english(re.sub(r"^ +(File|raise) .*", "", said, flags=re.M)) == []
    assert "아직 작성하지 않은" in said


def test_english_is_what_it_was():
    assert make_bundle(read_course(COURSE, language="en")) == make_bundle(read_course(COURSE))


def test_a_release_says_how_many_texts_stay_english(tmp_path):
    course = copy_course(tmp_path, exercises=["sigmoid"])
    path = course / "sigmoid" / "locale" / "ko.po"
    whole = run("release", "--course", course, "--out", tmp_path / "out", "--lang", "ko")
    assert "grader catalogues" not in whole
    text = path.read_text()
    path.write_text(text[: text.rindex("\nmsgid")])
    said = run("release", "--course", course, "--out", tmp_path / "out", "--lang", "ko")
    assert "sigmoid: " in said
    assert "grader catalogues" in said
