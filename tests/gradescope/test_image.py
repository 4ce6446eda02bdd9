"""The whole way, from nothing: a bare Debian, setup.sh without a network, run_autograder."""

import shutil
import subprocess
import sys
import zipfile

import pytest
from conftest import skip_or_fail
from containers import in_container, require_containers
from gradescope.conftest import RIGHT, VENV, package, results_in, unpacked
from gradescope.schema import check_schema

pytestmark = pytest.mark.long

SUITE, PYTHON = "bookworm", "3.11"
PACKAGES = "python3,python3-venv,libseccomp2"


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A bare Debian."""
    require_containers()
    if not shutil.which("debootstrap"):
        skip_or_fail("debootstrap makes a bare Debian; `make packages` doesn't install it, "
                     "`make test-all` does where it may")  # fmt: skip
    folder = tmp_path_factory.mktemp("image") / "root"
    command = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        skip_or_fail(f"debootstrap makes no Debian here: {(done.stdout + done.stderr)[-500:]}")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def offline(archive, tmp_path_factory):
    """An archive with all that has to be installed on `PYTHON`."""
    folder = tmp_path_factory.mktemp("offline")
    with zipfile.ZipFile(archive) as files:
        [wheel] = [name for name in files.namelist() if name.startswith("wheels/")]
        own = files.extract(wheel, folder)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--only-binary", ":all:"]
    command += ["--python-version", PYTHON, "--dest", folder / "needed", own]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        skip_or_fail(f"the wheels can't be had: {done.stderr[-500:]}")
    path = folder / "autograder.zip"
    done = package(path, "--assignment", "example", "--wheels", folder / "needed")
    assert done.returncode == 0, done.stderr
    return path


def test_a_bare_debian_installs_it_and_grades_with_it(image, offline, tmp_path):
    place = unpacked(offline, tmp_path)
    binds = {"/autograder": place}
    done = in_container("/autograder/source/setup.sh", root=image, binds=binds, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (image / VENV.lstrip("/") / "bin" / "grader").is_file()
    for submission, score in ((RIGHT, 15), ({"sigmoid.py": RIGHT["sigmoid.py"]}, 7)):
        shutil.rmtree(place / "submission")
        (place / "submission").mkdir()
        for name, text in submission.items():
            (place / "submission" / name).write_text(text)
        program = "/autograder/run_autograder"
        done = in_container(program, root=image, binds=binds, folder="/autograder")
        assert done.returncode == 0, done.stdout + done.stderr
        results = results_in(place)
        check_schema(results)
        assert results["score"] == score, done.stdout
        assert "Confined by: landlock, seccomp, uid, capabilities, rlimits." in done.stdout
