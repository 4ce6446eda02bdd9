"""``grader init`` and ``grader new``: what an instructor begins with holds."""

import tomllib

import pytest

from grader.course_folder import read_course
from grader.errors import CourseError, GraderError
from grader.release import make_bundle
from grader.scaffold import lay_out, make_exercise
from grader.scaffold.course import EXAMPLE_CONTENTS
from grader.scaffold.exercise import TODOS
from grader.validate import todos_in, validate


def reports(folder, confinement):
    return list(validate(read_course(folder), confinement, other_seeds=(1,)))


def test_a_course_of_ones_own_holds_from_the_first(tmp_path, confinement):
    written = lay_out(tmp_path / "mine")
    assert {path.name for path in written} >= {"README.md", "course.toml", "course.yml"}
    [report] = reports(tmp_path / "mine" / "solutions", confinement)
    assert report.problems == []
    assert len(report.rows) > 12


def test_what_a_new_exercise_lacks_is_listed_until_it_is_written(tmp_path, confinement):
    lay_out(tmp_path / "mine")
    folder = tmp_path / "mine" / "solutions"
    make_exercise(folder, "a_layer")
    report = reports(folder, confinement)[1]
    assert report.rows == []
    listed = [problem for problem in report.problems if "still to be written" in problem]
    gaps = [text for text in TODOS.values() if "TODO" in text]
    assert len(listed) == len(report.problems) == len(gaps) + 1  # the title stands in two files
    assert any(problem.startswith("a_layer/test_public.py:12: ") for problem in listed)
    for path in (path for path in (folder / "a_layer").iterdir() if path.is_file()):
        text = path.read_text()
        for key, gap in TODOS.items():
            indent = next((line for line in text.splitlines() if gap in line), "")
            start = "# " if indent.startswith("# ") else " " * (len(indent) - len(indent.lstrip()))
            text = text.replace(gap, EXAMPLE_CONTENTS[key].replace("\n", f"\n{start}"))
        path.write_text(text)
    assert reports(folder, confinement)[1].problems == []


def test_every_course_has_a_seed_of_its_own(tmp_path):
    seeds = set()
    for name in ("one", "other"):
        lay_out(tmp_path / name)
        seeds.add(tomllib.loads((tmp_path / name / "solutions/course.toml").read_text())["seed"])
    assert len(seeds) == 2


def test_students_get_no_solution_of_it(tmp_path):
    lay_out(tmp_path / "mine")
    files = make_bundle(read_course(tmp_path / "mine" / "solutions"))
    assert "square/square.py" in files
    assert b"grader explain square" not in files["README.md"]  # it has no graph
    assert not any(b"2 * dout" in content for content in files.values())
    assert not any("hidden" in name or "misconceptions" in name for name in files)


@pytest.mark.parametrize(
    "listed",
    [
        pytest.param("exercises = []", id="none"),
        pytest.param('exercises = ["square"]', id="one"),
        pytest.param('exercises = [\n    "square", # first\n]\n\n[titles]\nko = "x"', id="lines"),
        pytest.param('exercises=["square",]', id="comma"),
    ],
)
def test_it_is_listed_last_and_the_rest_stays(tmp_path, listed):
    table = tmp_path / "course.toml"
    table.write_text(f'# mine\ntitle = "t"\nseed = 1\n{listed}\n')
    before = tomllib.loads(table.read_text())
    make_exercise(tmp_path, "a_layer")
    after = tomllib.loads(table.read_text())
    assert after == {**before, "exercises": [*before["exercises"], "a_layer"]}
    assert table.read_text().startswith('# mine\ntitle = "t"\n')


def test_a_list_that_cant_be_read_is_left_alone(tmp_path):
    table = tmp_path / "course.toml"
    table.write_text('title = "t"\nseed = 1\n"exercises" = ["square"]\n')
    with pytest.raises(CourseError, match="write a_layer into it by hand"):
        make_exercise(tmp_path, "a_layer")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["course.toml"]


@pytest.mark.parametrize(
    "name",
    [
        "My_layer",
        "a-layer",
        "given",
        "../x",
        "",
        "1st",
        "class",
        "test_public",
        "json",
        "numpy",
        "con",
    ],
)
def test_a_name_that_cant_be_is_refused(tmp_path, name):
    (tmp_path / "course.toml").write_text('title = "t"\nseed = 1\nexercises = []\n')
    with pytest.raises(GraderError, match="can't be an exercise's name"):
        make_exercise(tmp_path, name)


def test_a_fresh_repository_is_empty_enough(tmp_path):
    (tmp_path / ".git").mkdir()
    assert tmp_path / "README.md" in lay_out(tmp_path)


def test_an_editors_todo_is_none_of_ours(tmp_path, confinement):
    lay_out(tmp_path / "mine")
    folder = tmp_path / "mine" / "solutions"
    path = folder / "square" / "square.py"
    path.write_text(path.read_text().replace("The output.", "The output (listed under TODO).", 1))
    (folder / "square" / "notes.py").write_bytes(b"# caf\xe9\n")
    [exercise] = read_course(folder).exercises
    assert todos_in(exercise) == []


def test_nothing_is_written_over(tmp_path):
    lay_out(tmp_path / "mine")
    with pytest.raises(GraderError, match="there already"):
        make_exercise(tmp_path / "mine" / "solutions", "square")
    with pytest.raises(GraderError, match="isn't an empty folder"):
        lay_out(tmp_path / "mine")
    with pytest.raises(CourseError, match="grader init"):
        make_exercise(tmp_path, "a_layer")


def test_the_example_of_a_course_of_ones_own_holds(confinement):
    from conftest import ROOT

    [report] = reports(ROOT / "examples" / "course", confinement)
    assert report.problems == []
    assert todos_in(report.exercise) == []
