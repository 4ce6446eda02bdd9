"""The archive that one uploads: its files, their modes, and that it is always the same."""

import csv
import email
import io
import stat
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT, copy_course
from gradescope.conftest import package, unpacked

from grader.course_folder import read_course

PROGRAMS = ("setup.sh", "run_autograder")


def test_everything_lies_where_gradescope_looks_for_it(archive):
    with zipfile.ZipFile(archive) as files:
        names = files.namelist()
        modes = {entry.filename: entry.external_attr >> 16 for entry in files.infolist()}
    assert names == sorted(names)
    assert {name.split("/")[0] for name in names} == {
        "setup.sh", "run_autograder", "failed.json", "course", "wheels",
    }  # fmt: skip
    for name, mode in modes.items():
        assert mode == stat.S_IFREG | (0o755 if name in PROGRAMS else 0o644)


def test_it_is_for_its_owner_alone(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600


def test_it_holds_the_assignment_s_exercises_and_no_others(archive, tmp_path):
    course = read_course(unpacked(archive, tmp_path) / "source" / "course")
    whole = read_course(ROOT / "solutions")
    assert [exercise.name for exercise in course.exercises] == ["sigmoid", "training"]
    assert (course.title, course.seed, course.contact) == (whole.title, whole.seed, whole.contact)
    assert course.deadlines == {}
    folders = {path.name for path in (tmp_path / "autograder/source/course").iterdir()}
    assert folders == {"course.toml", "sigmoid", "training"}


def test_the_whole_course_goes_in_without_an_assignment(course_folder, tmp_path):
    done = package(tmp_path / "a.zip", "--course", course_folder)
    assert "2 exercises, 15 points" in done.stdout


def test_titles_and_contacts_survive_whatever_is_in_them(tmp_path):
    folder = copy_course(tmp_path)
    title = 'Ünits "one" \\ 😀'
    text = (folder / "course.toml").read_text().replace('"Some exercises"', f"'{title}'")
    (folder / "course.toml").write_text(f"contact = 'a@b'\n{text}")
    assert package(tmp_path / "a.zip", "--course", folder).returncode == 0
    course = read_course(unpacked(tmp_path / "a.zip", tmp_path) / "source" / "course")
    assert (course.title, course.contact) == (title, "a@b")


@pytest.mark.parametrize("zone", ["Asia/Seoul", "UTC"])
def test_the_same_course_and_grader_give_the_same_bytes(archive, tmp_path, zone):
    environment = {"PATH": "/usr/bin:/bin", "TZ": zone, "PYTHONHASHSEED": "4711"}
    environment |= {"PYTHONPATH": str(ROOT)}
    done = package(tmp_path / "again.zip", "--assignment", "example", **environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()


def test_the_visibility_stands_in_the_program(archive, tmp_path):
    package(tmp_path / "a.zip", "--assignment", "example", "--hidden-visibility", "hidden")
    texts = []
    for path in (archive, tmp_path / "a.zip"):
        with zipfile.ZipFile(path) as files:
            texts.append(files.read("run_autograder").decode())
    assert "grader.packaging.grading /autograder after_published" in texts[0]
    assert "grader.packaging.grading /autograder hidden" in texts[1]
    assert not [text for text in texts if "@" in text]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_programs_are_shell_that_can_be_read(archive, tmp_path, program):
    source = unpacked(archive, tmp_path) / "source"
    subprocess.run(["/bin/sh", "-n", source / program], check=True)
    assert (source / program).read_text().startswith("#!/bin/sh\n")
    assert "@" not in (source / program).read_text().replace('"$@"', "")


def test_the_grader_s_own_wheel_is_one_that_pip_installs(archive, tmp_path):
    [wheel] = (unpacked(archive, tmp_path) / "source" / "wheels").iterdir()
    with zipfile.ZipFile(wheel) as files:
        names = set(files.namelist())
        [facts] = {name.split("/")[0] for name in names if ".dist-info" in name}
        recorded = {row[0] for row in csv.reader(io.TextIOWrapper(files.open(f"{facts}/RECORD")))}
        metadata = email.message_from_bytes(files.read(f"{facts}/METADATA"))
    assert recorded == names
    assert {"grader/cli.py", "grader/packaging/templates/setup.sh", "grader/py.typed"} <= names
    assert f"{facts}/licenses/LICENSE" in names
    assert not [name for name in names if "__pycache__" in name or "solutions" in name]
    assert any(need.startswith("landlockpy") for need in metadata.get_all("Requires-Dist"))
    place = tmp_path / "place"
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*command, "--target", place, wheel], check=True, timeout=120)
    assert (place / "bin" / "grader").is_file()


def test_wheels_of_a_folder_go_in_and_nothing_is_asked_of_an_index(tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    for name in ("numpy-2.0-cp311.whl", "backprop_grader-0.0.1-py3-none-any.whl", "numpy.tar.gz"):
        (folder / name).write_bytes(b"something")
    options = ("--assignment", "example", "--wheels", folder)
    assert package(tmp_path / "a.zip", *options).returncode == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as files:
        wheels = [name for name in files.namelist() if name.startswith("wheels/")]
        text = files.read("setup.sh").decode()
    assert len(wheels) == 2
    assert "wheels/backprop_grader-0.0.1-py3-none-any.whl" not in wheels
    assert "wheels/numpy-2.0-cp311.whl" in wheels
    assert "--no-index --find-links wheels" in text


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--wheels", "docs"], "docs: there are no wheels; fill it", id="no wheels"),
        pytest.param(["--assignment", "x"], "no assignment is called x", id="no assignment"),
        pytest.param(
            ["--course", "docs"], "docs: there is no course.toml; name the course", id="no course"
        ),
    ],
)
def test_what_can_not_be_packed_is_said_and_nothing_is_written(tmp_path, options, said):
    done = package(tmp_path / "a.zip", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "a.zip").exists()


def test_what_exercises_allow_besides_numpy_is_installed_too(tmp_path):
    folder = copy_course(tmp_path)
    toml = folder / "sigmoid" / "exercise.toml"
    toml.write_text('imports = ["yaml", "math"]\n' + toml.read_text())
    assert package(tmp_path / "a.zip", "--course", folder).returncode == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as files:
        assert "wheels/backprop_grader-*.whl PyYAML\n" in files.read("setup.sh").decode()
    toml.write_text(toml.read_text().replace('"yaml"', '"nobody_has_this"'))
    done = package(tmp_path / "b.zip", "--course", folder)
    assert "nobody_has_this: an exercise allows it, and it isn't installed" in done.stderr
