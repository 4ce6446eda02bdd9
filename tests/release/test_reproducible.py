"""The same course gives the same bytes, whoever releases it, wherever and whenever."""

import hashlib
import os
import stat
import subprocess
import sys
import zipfile

import pytest
from conftest import ROOT

ANOTHER_DAY = """
import datetime, sys, time
now, later = time.time, 20 * 365.25 * 86400
time.time = lambda: now() + later
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)
    utcnow = today = now
datetime.datetime = Later
assert time.localtime(time.time()).tm_year == datetime.datetime.now().year > 2040
from grader.cli import main
sys.exit(main(sys.argv[1:]))
"""
OTHERS = {
    "another user, elsewhere, with another seed for hashes": {
        "PYTHONHASHSEED": "4711", "TZ": "Asia/Seoul", "LC_ALL": "tr_TR.UTF-8",
        "USER": "eve", "LOGNAME": "eve", "JUPYTERHUB_USER": "eve",
    },
    "no locale at all": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}  # fmt: skip


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def archive_of(folder):
    return (folder.parent / "bundle.zip").read_bytes()


def release(folder, *program, **environment):
    home = folder / "home"
    home.mkdir()
    command = [sys.executable, *(program or ("-m", "grader")), "release"]
    subprocess.run(
        [*command, "--out", folder / "bundle", "--zip", folder / "bundle.zip"],
        cwd=ROOT, env={**os.environ, "HOME": str(home), **environment}, check=True, umask=0o077,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    assert not list(home.iterdir())
    return folder / "bundle"


@pytest.mark.parametrize("environment", OTHERS.values(), ids=OTHERS)
def test_another_run_elsewhere_gives_the_same_bytes(released, tmp_path, environment):
    again = release(tmp_path, **environment)
    assert digests(again) == digests(released)
    assert archive_of(again) == archive_of(released)


def test_another_day_gives_the_same_bytes(released, tmp_path):
    again = release(tmp_path, "-c", ANOTHER_DAY)
    assert digests(again) == digests(released)
    assert archive_of(again) == archive_of(released)


def test_the_files_modes_dont_depend_on_the_umask_and_a_second_run_writes_nothing(tmp_path, grader):
    again = release(tmp_path)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in again.rglob("*") if path.is_file()}
    assert modes == {0o644}
    assert stat.S_IMODE((tmp_path / "bundle.zip").stat().st_mode) == 0o644
    before = {path: path.stat().st_mtime_ns for path in again.rglob("*")}
    done = grader("release", "--out", again)
    count = len(digests(again)) - 1
    title = "Backpropagation, by hand and in numpy"
    assert done.stdout == f'{again}: {count} files for students of "{title}"\n'
    assert {path: path.stat().st_mtime_ns for path in again.rglob("*")} == before


def test_the_archive_unpacks_to_the_bundle(released, tmp_path):
    with zipfile.ZipFile(released.parent / "bundle.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        for entry in archive.infolist():
            assert entry.date_time == (1980, 1, 1, 0, 0, 0)
            assert entry.external_attr >> 16 == 0o100644
        archive.extractall(tmp_path)
    expected = digests(released)
    del expected[".release.sha256"]
    assert digests(tmp_path) == expected
