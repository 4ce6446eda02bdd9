"""Root's workers are another user: what root alone may read they can't, whatever else holds.

Asked in a container, where Python lies in nobody's own folder and bubblewrap can't be had.
"""

import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from containers import PACKAGES, in_container, require_containers

from grader.sandbox.confinement import BUBBLEWRAP, SECCOMP, UID, Confinement

SCRIPT = """
import contextlib, json, os
from grader.sandbox import confinement as policy
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits
from grader.sandbox.conversation import Conversation
from grader.sandbox.confinement import Confinement
from grader.sandbox.host import Sandbox
from grader.sandbox.trial import find_confinement

os.umask(0)
for name, mode in (("for_root", 0o600), ("for_all", 0o644)):
    with open(f"/tmp/{name}", "w") as file:
        file.write("something")
    os.chmod(f"/tmp/{name}", mode)
os.mkdir("/tmp/folder_for_root", 0o700)
with open("/tmp/folder_for_root/for_all", "w") as file:
    file.write("something")

ASKED = '''
import os
def reads(path):
    try:
        return bool(open(path).read())
    except PermissionError:
        return False
def who():
    return [os.getresuid(), os.getresgid(), os.getgroups()]
def becomes_root():
    try:
        os.setresuid(0, 0, 0)
    except OSError:
        return False
    return True
def capabilities():
    import ctypes
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    assert ctypes.CDLL(None).capget(ctypes.byref(header), ctypes.byref(sets)) == 0
    return list(sets)
def works():
    import calendar, numpy as np
    np.save("array.npy", np.eye(3))
    return float(np.load("array.npy").sum())
'''

def answers(layers, *more):
    with contextlib.closing(Sandbox(Confinement(frozenset(layers)))) as sandbox:
        worker = sandbox.worker(Limits())
        talk, allowance = Conversation(worker), Allowance(worker, 30)
        talk.load(Loading("asked", [("asked.py", ASKED.encode(), False)], 30), allowance)
        def call(name, *args):
            [answer] = talk.call(0, name, [(args, {})], allowance)
            return answer.value
        paths = ("/tmp/for_root", "/tmp/folder_for_root/for_all", "/tmp/for_all")
        asked = {name: call(name) for name in ("who", "works", *more)}
        asked["reads"] = [call("reads", path) for path in paths]
        return asked

print(json.dumps({
    "found": find_confinement().names(),
    "with": answers({"seccomp", "uid", "rlimits"}),
    "without": answers({"seccomp", "capabilities", "rlimits"}),
    "unfiltered": answers({"uid", "rlimits"}, "becomes_root", "capabilities"),
}))
"""


@pytest.fixture(scope="module")
def found():
    require_containers()
    environment = {"PYTHONPATH": f"{ROOT}:{PACKAGES}", "PYTHONDONTWRITEBYTECODE": "1"}
    done = in_container(sys.executable, "-c", SCRIPT, environment=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_it_is_among_the_layers_of_a_container(found):
    assert found["found"] == ["landlock", "seccomp", "uid", "capabilities", "rlimits"]


def test_a_worker_is_another_user_with_no_other_group(found):
    assert found["with"]["who"] == [[65533] * 3, [65533] * 3, []]
    assert found["without"]["who"][:2] == [[0] * 3, [0] * 3]


def test_what_root_alone_may_read_can_not_be_read_without_landlock_either(found):
    assert found["with"]["reads"] == [False, False, True]
    assert found["without"]["reads"] == [True, True, True]


def test_there_is_no_way_back_to_root_and_no_capability(found):
    assert not found["unfiltered"]["becomes_root"]
    assert found["unfiltered"]["capabilities"][:2] == [0, 0]


def test_its_scratch_folder_and_the_standard_library_are_there(found):
    for layers in ("with", "without", "unfiltered"):
        assert found[layers]["works"] == 3.0


def test_bubblewrap_has_a_user_of_its_own():
    both = Confinement(frozenset({BUBBLEWRAP, SECCOMP, UID}))
    assert both.names() == ("bubblewrap", "seccomp")
    assert both.user is None
    assert both.without(BUBBLEWRAP).names() == ("seccomp", "uid")
    assert not both.without(BUBBLEWRAP).is_sufficient


def test_it_is_not_tried_where_python_lies_in_a_private_folder(tmp_path, monkeypatch):
    from grader.sandbox import confinement as policy

    tmp_path.chmod(0o700)
    (tmp_path / "lib").mkdir(mode=0o755)
    monkeypatch.setattr(
        policy.sysconfig, "get_path", lambda _: str(Path(tmp_path, "lib", "python"))
    )
    assert not policy._is_open_to_all()
