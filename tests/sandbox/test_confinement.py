"""What a submission can't reach, tried from inside a worker, with every combination of layers."""

import contextlib
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Talk, skip_or_fail

from grader.errors import ConfinementError
from grader.sandbox import confinement as policy
from grader.sandbox import trial
from grader.sandbox.confinement import BUBBLEWRAP, LANDLOCK, SECCOMP, Confinement
from grader.sandbox.host import Sandbox

ATTEMPTS = """
import ctypes, errno, fcntl, gc, io, mmap, os, pathlib, select, signal, socket, sys, threading

def refused(attempt, *args):
    try:
        attempt(*args)
    except (OSError, ModuleNotFoundError, ValueError):  # (raising an rlimit: ValueError)
        return True
    return False

def libc():
    return ctypes.CDLL(None, use_errno=True)

def call(number, *args):
    if libc().syscall(number, *args) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def fork():
    if os.fork() == 0: os._exit(0)
def vfork(): os.posix_spawn("/bin/true", ["true"], {})
def exec_(): os.execv("/bin/true", ["true"])
def system(): raise OSError if os.system("true") else None
def tcp(): socket.socket()
def unix(): socket.socket(socket.AF_UNIX)
def pair(): socket.socketpair()
def kill_parent(): os.kill(os.getppid(), 0)
def kill_all(): os.kill(-1, 0)
def kill_group(): os.killpg(0, 0)
def own_signals(): fcntl.fcntl(3, 8, os.getppid())
def ptrace():
    if libc().ptrace(16, os.getppid(), 0, 0) < 0: raise OSError
def read_memory(): call(310, os.getppid(), 0, 0, 0, 0, 0)
def io_uring(): call(425, 8, 0)
def namespaces(): call(272, 0x10000000)
def mount():
    if libc().mount(b"none", b"/", b"tmpfs", 0, 0) < 0: raise OSError
def bpf(): call(321, 0, 0, 0)
def key(): call(250, 0, 0)
def limits():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
def memfd(): os.memfd_create("x")
def shared_memory(): call(29, 0, 4096, 0o1600)
def change_mode(): os.chmod("/dev/null", 0o600)
def change_owner(): os.chown(".", 0, 0)
def change_times(): os.utime(".", (0, 0))
def link(): os.symlink("/etc/passwd", "link")
def hard_link():
    open("a", "w").close()
    os.link("a", "b")
def rename():
    open("c", "w").close()
    os.rename("c", "d")
def unlink():
    open("e", "w").close()
    os.unlink("e")
def folder(): os.mkdir("folder")
def unnamed(): os.open(".", os.O_TMPFILE | os.O_RDWR)
def allocate():
    with open("f", "w") as file: os.posix_fallocate(file.fileno(), 0, 1)
def device(): os.mknod("device", 0o20600, 0x103)
def root_folder(): os.listdir("/")
def environment(): open("/proc/self/environ").read()
def parent_line(): open(f"/proc/{os.getppid()}/cmdline").read()
def processes(): os.listdir("/proc")
def own_memory(): open("/proc/self/mem").read()
def descriptors(): os.listdir("/proc/self/fd")
def passwords(): open("/etc/passwd").read()
def home(): os.listdir(os.path.expanduser("~root"))
def temporary(): os.listdir("/tmp")
def shm(): open("/dev/shm/left", "w")
def system_files(): os.listdir("/sys")

ALL = [fork, vfork, exec_, system, tcp, unix, pair, kill_parent, kill_all, kill_group, own_signals,
       ptrace, read_memory, io_uring, namespaces, mount, bpf, key, limits, memfd, shared_memory,
       change_mode, change_owner, change_times, link, hard_link, rename, unlink, folder, unnamed,
       allocate, device, environment, parent_line,
       processes, own_memory, descriptors, passwords, home, shm, system_files]

def got_through():
    return [attempt.__name__ for attempt in ALL if not refused(attempt)]

def open_descriptors():
    found = []
    for number in range(256):
        try:
            os.fstat(number)
        except OSError:
            continue
        found.append(number)
    return found

def variables():
    return dict(os.environ)

def command_line():
    return [*sys.argv, *sys.orig_argv]

def search_path():
    return sys.path

def found_in_memory(needles):
    texts = (thing for thing in gc.get_objects() if isinstance(thing, (str, bytes, dict, list)))
    return [needle for needle in needles for text in texts if needle in str(text)[:10000]]

def frames():
    names, frame = [], sys._getframe()
    while frame is not None:
        names.append(frame.f_code.co_filename)
        frame = frame.f_back
    return names

def reads(path):
    return not refused(lambda: open(path).read())

def lists(path):
    return [] if refused(os.listdir, path) else os.listdir(path)

def writes(path):
    return not refused(lambda: open(path, "a"))

def truncates(path):
    return not refused(os.truncate, path, 0) or not refused(os.open, path, os.O_TRUNC)

def imports(name):
    return not refused(__import__, name)

def works():
    import numpy as np, tempfile
    assert np.linalg.norm(np.fft.fft(np.random.default_rng().normal(size=8))) > 0
    np.linalg.svd(np.eye(3)); np.polynomial.Polynomial([1, 2])(3)
    np.save("array.npy", np.eye(3))
    assert np.load("array.npy").sum() == 3
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(len, ["ab"] * 64)) == 128
    import asyncio.events, calendar, colorsys, doctest, email.message, fileinput, html, secrets
    import uuid, xml.dom, zipfile, concurrent.futures
"""

STRONGEST = [
    pytest.param({BUBBLEWRAP, LANDLOCK, SECCOMP}, id="all"),
    pytest.param({LANDLOCK, SECCOMP}, id="landlock+seccomp"),
    pytest.param({BUBBLEWRAP, SECCOMP}, id="bubblewrap+seccomp"),
]


@pytest.fixture(params=STRONGEST, scope="module")
def worker(request):
    """A worker behind some of the layers that this machine has."""
    everything = policy.possible()
    left_out = {BUBBLEWRAP, LANDLOCK, SECCOMP} - request.param
    layers = everything.layers - left_out
    with contextlib.closing(Sandbox(Confinement(frozenset(layers)))) as sandbox:
        if not request.param <= layers or trial._tried(sandbox):
            skip_or_fail(f"this machine lacks one of {', '.join(sorted(request.param))}")
        yield Talk(sandbox, ATTEMPTS, seconds=20.0, memory_mib=512)


def test_nothing_that_reaches_out_gets_through(worker):
    assert worker.call("got_through") == []


def test_only_the_channel_and_null_are_open(worker):
    assert worker.call("open_descriptors") == [0, 1, 2, 3]


def test_the_environment_holds_nothing(worker):
    names = set(worker.call("variables"))
    assert names <= {
        "LANG",
        "LC_CTYPE",
        "PWD",
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "MALLOC_ARENA_MAX",
    }


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(ROOT / "solutions" / "sigmoid" / "test_hidden.py", id="hidden checks"),
        pytest.param(ROOT / "solutions" / "sigmoid" / "sigmoid.py", id="the reference"),
        pytest.param(ROOT / "examples" / "class" / "s01" / "sigmoid.py", id="another submission"),
        pytest.param(ROOT / "grader" / "examiner" / "compare.py", id="the examiner's code"),
        pytest.param(Path(pytest.__file__), id="pytest"),
        pytest.param(Path("/etc/hostname"), id="the host's name"),
    ],
)
def test_files_outside_can_neither_be_read_nor_written(worker, place):
    assert place.exists()
    assert not worker.call("reads", str(place))
    assert not worker.call("writes", str(place))
    assert not worker.call("truncates", str(place))


@pytest.mark.parametrize("place", [ROOT / "solutions", ROOT / "examples"], ids=str)
def test_folders_outside_show_nothing_but_what_is_mounted_for_the_worker(worker, place):
    shown = {name for name in worker.call("lists", str(place)) if (place / name).is_file()}
    assert any(path.is_file() for path in place.rglob("*"))
    assert not shown


def test_readable_libraries_can_not_be_written(worker):
    for path in (os.__file__, str(Path(sys.modules["numpy"].__file__))):
        assert not worker.call("writes", path)
        assert not worker.call("truncates", path)
    assert Path(os.__file__).stat().st_size


def test_the_grader_is_not_importable(worker):
    for name in ("grader.examiner.marking", "grader.course", "pytest", "_pytest", "hypothesis"):
        assert not worker.call("imports", name)


def test_neither_path_nor_command_line_names_the_course(worker):
    words = [*worker.call("search_path"), *worker.call("command_line")]
    assert not [word for word in words if str(ROOT) in word or "site-packages" in word]


def test_frames_lead_to_the_worker_and_no_further(worker):
    names = {Path(name).name for name in worker.call("frames")}
    assert names == {"tried.py", "respondent.py", "worker.py", "warm.py", "<string>"}


def test_numerical_python_works(worker):
    worker.call("works")


def test_what_confines_nothing_is_found_out():
    for layers in ({LANDLOCK}, {SECCOMP}, {BUBBLEWRAP}, set()):
        assert not Confinement(frozenset(layers)).is_sufficient
        if layers <= policy.possible().layers:
            with contextlib.closing(Sandbox(Confinement(frozenset(layers)))) as sandbox:
                assert "a submission could" in trial._tried(sandbox)


def test_a_machine_that_can_not_confine_is_told_what_to_do(monkeypatch):
    monkeypatch.setattr(policy, "possible", lambda: Confinement(frozenset({"rlimits"})))
    with pytest.raises(ConfinementError, match=r"--unconfined"):
        trial.find_confinement()


def test_a_layer_that_does_not_hold_is_left_out(monkeypatch):
    if not {LANDLOCK, SECCOMP} <= policy.possible().layers:
        skip_or_fail("this machine lacks Landlock or seccomp")
    broken = Confinement(policy.possible().layers | {BUBBLEWRAP})
    monkeypatch.setattr(policy, "possible", lambda: broken)
    monkeypatch.setattr(policy, "bubblewrap", lambda *_: ["/bin/false"])
    assert trial.find_confinement() == broken.without(BUBBLEWRAP)


def test_a_worker_that_can_not_be_confined_does_not_run(monkeypatch):
    if LANDLOCK not in policy.possible().layers:
        skip_or_fail("this machine lacks Landlock")
    monkeypatch.setattr(policy, "seccomp_program", lambda: b"no BPF program, 24 bytes")
    sandbox = Sandbox(Confinement(frozenset({LANDLOCK, SECCOMP})))
    with contextlib.closing(sandbox), pytest.raises(ConfinementError, match="seccomp|SECCOMP"):
        Talk(sandbox, "", seconds=5.0, memory_mib=512)


def test_no_process_and_no_file_outlives_the_sandbox(confinement, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sandbox = Sandbox(confinement)
    talk = Talk(sandbox, "import time\ndef sleep(): time.sleep(60)", 0.2, 512)
    pids = [talk.worker._process.pid, sandbox._warm._handle.pid, sandbox._warm._process.pid]
    assert all(Path(f"/proc/{pid}").exists() for pid in pids)
    sandbox.close()
    for pid in pids:
        wait_for_end(pid)
    assert list(tmp_path.iterdir()) == []


def test_the_worker_dies_with_the_grader(confinement, tmp_path):
    script = tmp_path / "start.py"
    script.write_text(
        "import os\n"
        "from grader.sandbox.ahead import Loading\n"
        "from grader.sandbox.allowance import Allowance, Limits\n"
        "from grader.sandbox.conversation import Conversation\n"
        "from grader.sandbox.confinement import Confinement\n"
        "from grader.sandbox.host import Sandbox\n"
        f"sandbox = Sandbox(Confinement(frozenset({sorted(confinement.layers)})))\n"
        "worker = sandbox.worker(Limits())\n"
        "print(worker._process.pid, sandbox._warm._handle.pid, flush=True)\n"
        "part = 'm.py', b'while True: pass', False\n"
        "Conversation(worker).load(Loading('m', [part], 60), Allowance(worker, 60))\n"
    )
    grader = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    pids = [int(word) for word in grader.stdout.readline().split()]
    grader.kill()
    grader.wait()
    grader.stdout.close()
    for pid in pids:
        wait_for_end(pid)


def wait_for_end(pid):
    with contextlib.suppress(ProcessLookupError):
        descriptor = os.pidfd_open(pid)
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        assert poll.poll(10_000), f"process {pid} still runs"
        os.close(descriptor)
