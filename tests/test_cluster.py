"""A class on a Dask cluster comes to the same as here, whatever becomes of its machines."""

import asyncio
import contextlib
import errno
import io
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import ROOT, copy_course, source_of
from distributed import Client, KilledWorker

from grader import batch, cluster
from grader.batch import grade_class
from grader.cli import CANNOT_CONFINE, USAGE, main
from grader.cluster import child, client
from grader.cluster.delivery import Delivery
from grader.cluster.software import software
from grader.course_folder import read_course
from grader.errors import ConfinementError, CourseError, GraderError
from grader.intake import read_submission
from grader.intake.handed import in_folder
from grader.parcel import Parcel
from grader.results_file import read_results
from grader.sandbox.confinement import Confinement
from grader.slot import Grading, Task
from grader.venue import Local

RIGHT = source_of("s01", "sigmoid")
SLOW = f"{RIGHT}\nimport time\ntime.sleep(0.5)\n"
ENDS_ITS_EXAMINER = RIGHT.replace("1 / (1", "42 + 0 / (1")
PRINTS_ITS_ENVIRONMENT = """
import os, sys
from multiprocessing.connection import Connection
names = ("OPENBLAS_NUM_THREADS", "TMPDIR")
Connection(int(sys.argv[2])).send({name: os.environ[name] for name in names})
"""
STUDENTS = 24


def make_class(folder, students):
    """The example class, with a folder of nothing; then right ones, some of them slow."""
    shutil.copytree(ROOT / "examples" / "class", folder, ignore=shutil.ignore_patterns("s05"))
    (folder / "s05").mkdir()
    for number in range(8, students + 1):
        (folder / f"s{number:02}").mkdir()
        text = SLOW if number in (8, 12, 13, 14, 15) else RIGHT
        (folder / f"s{number:02}" / "sigmoid.py").write_text(f"{text}# {number}\n")
    return folder


class Machines:
    """A scheduler, and Dask workers of one thread; they come and go as they are told."""

    def __init__(self, folder):
        self._folder = folder
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self._file = folder / "scheduler.json"
        self.workers = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = json.loads(waited_for(self._read))["address"]

    def _read(self):
        text = self._file.read_text() if self._file.exists() else ""
        return text if text.endswith("}") else ""

    def _start(self, *words, **environment):
        log = (self._folder / "log").open("ab")
        with log:
            return subprocess.Popen(
                [
                    *(sys.executable, "-m", "dask", *words, "--no-dashboard"),
                    *("--scheduler-file", self._file),
                ],
                env={**os.environ, "TMPDIR": str(self.temporary), **environment},
                cwd=self._folder,
                stdout=log,
                stderr=log,
            )

    def worker(self, **environment):
        """Start a Dask worker; it is there a second or two later."""
        self.workers.append(self._start("worker", "--nthreads", "1", "--no-nanny", **environment))
        return self.workers[-1]

    def is_clean(self):
        """Has no Dask worker a process, or a course, left?"""
        alive = [one.pid for one in self.workers if one.poll() is None]
        threads = [path for pid in alive for path in Path(f"/proc/{pid}/task").iterdir()]
        children = [(path / "children").read_text() for path in threads]
        return not any(children) and not list(self.temporary.glob("grader-*"))

    def wait_for(self, workers):
        """Wait until so many Dask workers are there."""
        with Client(self.address, set_as_default=False) as looking:
            looking.wait_for_workers(workers, timeout=30)

    def close(self):
        for one in (*self.workers, self.scheduler):
            one.kill()
            one.wait()


def waited_for(question, seconds=30):
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.02)
    return answer


@contextlib.contextmanager
def running(folder, workers):
    machines = Machines(folder)
    try:
        for _ in range(workers):
            machines.worker()
        yield machines
    finally:
        machines.close()


@pytest.fixture(scope="module")
def always(tmp_path_factory):
    """Two Dask workers that nobody ends."""
    with running(tmp_path_factory.mktemp("always"), 2) as machines:
        yield machines


@pytest.fixture
def machines(always):
    yield always
    waited_for(always.is_clean, 5)


class Room:
    """A class, a course of one exercise, and what this machine makes of it."""

    def __init__(self, folder, confinement, students=STUDENTS):
        self.folder = folder
        self.students = make_class(folder / "class", students)
        self.course = copy_course(folder, exercises=["sigmoid"])
        self._confinement = confinement
        self.right = self.here(folder / "right")

    def here(self, out, jobs=1):
        course = read_course(self.course)
        return self.grade(course, Local(Task(course, self._confinement), jobs), out)

    def there(self, machines, out, on_result=lambda _: None):
        course = read_course(self.course)
        with client.connected(machines.address, course, is_unconfined=False) as venue:
            return self.grade(course, venue, out, on_result)

    def grade(self, course, venue, out, on_result=lambda _: None):
        """The bytes of the results."""
        out.mkdir(exist_ok=True)
        handed = [in_folder(folder) for folder in sorted(self.students.iterdir())]
        results, _ = grade_class(course, venue, handed, out / "results.jsonl", on_result)
        assert len(results) == len(handed)
        return (out / "results.jsonl").read_bytes()


@pytest.fixture(scope="module")
def room(tmp_path_factory, confinement):
    return Room(tmp_path_factory.mktemp("room"), confinement)


def kept(out):
    """What is known for the next time; a line is there once."""
    lines = (out / "graded.jsonl").read_bytes().splitlines()
    assert len(lines) == len(set(lines))
    return set(lines)


def test_the_command_writes_the_same_files_on_a_cluster_as_here(room, machines, tmp_path, capsys):
    for out, where in (("here", ["--jobs", "1"]), ("there", ["--cluster", machines.address])):
        arguments = ["grade", room.students, "--course", room.course, "--out", tmp_path / out]
        assert main([*map(str, arguments), *where, "--no-report"]) == 0
    here, there = capsys.readouterr().out.split("Results: ")[:2]
    assert here.splitlines() == there.split("\n", 1)[1].splitlines()
    for name in ("results.jsonl", "scores.csv", "run.json"):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes()
    assert kept(tmp_path / "here") == kept(tmp_path / "there")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_lost_machine_had_is_graded_elsewhere_once(room, tmp_path, how):
    """Half-way one of two ends; a third one comes, and gets the course, too."""
    told = []
    with running(tmp_path, 2) as machines:
        machines.wait_for(2)

        def tell(result):
            told.append(result.student)
            if len(told) == STUDENTS // 2:
                machines.workers[0].send_signal(how)
                machines.worker()

        assert room.there(machines, tmp_path / "out", tell) == room.right
        assert sorted(told) == sorted(path.name for path in room.students.iterdir())
        assert kept(tmp_path / "out") == kept(room.folder / "right")
        machines.workers[0].wait(20)
        waited_for(machines.is_clean)


def test_two_courses_are_kept_apart(room, machines, tmp_path, confinement):
    other = Room(tmp_path, confinement, 9)
    path = other.course / "sigmoid" / "test_public.py"
    path.write_text(path.read_text().replace("(3, 2), 0.5", "(3, 2), 0.25"))
    right = other.here(tmp_path / "edited")
    assert right != other.right
    course = read_course(room.course)
    with client.connected(machines.address, course, is_unconfined=False) as venue:
        assert other.there(machines, tmp_path / "second") == right
        assert room.grade(course, venue, tmp_path / "first") == room.right


def test_who_ends_the_examiner_goes_without_a_score_and_nobody_else(
    machines, tmp_path, confinement
):
    room = Room(tmp_path, confinement, 9)
    path = room.course / "sigmoid" / "test_public.py"
    ending = "    if not outputs[0, 0] != 42:\n        import os\n        os.kill(os.getpid(), 9)\n"
    line = "    outputs = student.Sigmoid().forward(nets)\n"
    path.write_text(path.read_text().replace(line, line + ending, 1))
    (room.students / "s09" / "sigmoid.py").write_text(ENDS_ITS_EXAMINER)
    right = room.here(tmp_path / "here", jobs=2)
    assert room.there(machines, tmp_path / "there") == right
    by_student = {one.student: one for one in read_results(tmp_path / "there" / "results.jsonl")}
    assert "died, twice" in by_student["s09"].problems[0]
    assert [one.score for one in by_student.values() if one.problems] == [0]


def test_whoever_stops_the_run_stops_it_there(room, machines, tmp_path):
    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.there(machines, tmp_path, stop)
    waited_for(machines.is_clean, 5)
    assert room.there(machines, tmp_path) == room.right


def test_a_run_that_was_killed_leaves_nothing_there(room, machines, tmp_path):
    arguments = ["grade", room.students, "--course", room.course, "--out", tmp_path / "out"]
    command = [sys.executable, "-m", "grader", *arguments, "--cluster", machines.address]
    with subprocess.Popen(command, stdout=-3, stderr=-3, cwd=ROOT) as run:
        kept_so_far = tmp_path / "out" / "graded.jsonl"
        waited_for(lambda: kept_so_far.exists() and kept_so_far.stat().st_size)
        assert not machines.is_clean()
        run.kill()
    waited_for(machines.is_clean, 10)


def test_a_lost_scheduler_is_told_and_the_run_goes_on_elsewhere(room, tmp_path):
    out, told = tmp_path / "out", []
    with running(tmp_path, 1) as machines:

        def tell(result):
            told.append(result.student)
            if len(told) == 10:
                machines.scheduler.kill()

        with pytest.raises(GraderError, match="the Dask scheduler is lost; what is graded is writ"):
            room.there(machines, out, tell)
        waited_for(machines.is_clean)
    assert 5 <= len(kept(out)) < STUDENTS
    assert room.here(out) == room.right


@pytest.mark.parametrize("step", ["_compare", "_register", "_ready"])
def test_a_scheduler_lost_while_machines_are_made_ready_is_told(
    room, tmp_path, monkeypatch, step, capsys
):
    then = getattr(client, step)

    def end_it_first(*words):
        machines.scheduler.kill()
        machines.scheduler.wait()
        return then(*words)

    monkeypatch.setattr(client, step, end_it_first)
    arguments = ["grade", room.students, "--course", room.course, "--out", tmp_path / "out"]
    with running(tmp_path, 1) as machines:
        where = ["--no-report", "--cluster", machines.address]
        assert main([*map(str, arguments), *where]) == USAGE
    assert "the Dask scheduler is lost; what is graded is written" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["_compare", "_register"])
def test_a_dask_worker_that_is_silent_at_the_start_is_named(room, tmp_path, monkeypatch, step):
    then = getattr(client, step)

    def stop_it_first(*words):
        machines.workers[0].send_signal(signal.SIGSTOP)
        return then(*words)

    monkeypatch.setattr(client, step, stop_it_first)
    for name in ("SILENT_SECONDS", "ANSWER_SECONDS", "CONNECT_SECONDS"):
        monkeypatch.setattr(client, name, 2)
    with running(tmp_path, 1) as machines:
        words = r"the Dask worker tcp://.* doesn't answer within 2 seconds; end it or start it"
        with pytest.raises(GraderError, match=words):
            room.there(machines, tmp_path / "out")


def test_a_run_that_nobody_grades_any_more_is_told(room, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "NOBODY_SECONDS", 1)
    with running(tmp_path, 1) as machines:
        with pytest.raises(GraderError, match="no Dask worker has been there for 1 seconds"):
            room.there(machines, tmp_path / "out", lambda _: machines.workers[0].kill())
        assert kept(tmp_path / "out")


def test_a_submission_that_loses_its_dask_worker_again_and_again_is_one_whose_process_died():
    theirs, state = Future(), SimpleNamespace(address="tcp://127.0.0.1:1")
    theirs.set_exception(KilledWorker("grade-1", state, 3))
    executor = SimpleNamespace(submit=lambda *_: theirs)
    with pytest.raises(BrokenExecutor, match="on 4 different workers"):
        client._Translated(executor, "lost").submit(print).result(0)


# --- machines that won't do ----------------------------------------------------------------------


def test_a_machine_with_another_grader_is_refused_at_once_and_when_it_comes_late(room, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "grader", other / "grader")
    with (other / "grader" / "errors.py").open("a") as stream:
        stream.write("# another version\n")
    with running(tmp_path, 1) as machines:

        def tell(_):
            if len(machines.workers) == 1:
                machines.worker(PYTHONPATH=str(other))
                machines.workers[0].send_signal(signal.SIGTERM)

        wrong = r"the Dask worker tcp://.* isn't like .* machine: backprop-grader is .* there and"
        with pytest.raises(GraderError, match=wrong):
            room.there(machines, tmp_path / "out", tell)
        with pytest.raises(GraderError, match=wrong):
            room.there(machines, tmp_path / "out")
        waited_for(machines.is_clean)


def test_a_machine_that_is_upgraded_while_its_dask_worker_runs_is_refused(room, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "grader", other / "grader")
    course = read_course(room.course)
    with running(tmp_path, 0) as machines:
        machines.worker(PYTHONPATH=str(other))
        with client.connected(machines.address, course, is_unconfined=False) as venue:
            with (other / "grader" / "errors.py").open("a") as stream:
                stream.write("# another version\n")
            wrong = r"the Dask worker tcp://.*: it isn't like the instructor's machine: backp"
            with pytest.raises(GraderError, match=wrong):
                room.grade(course, venue, tmp_path / "out")
        waited_for(machines.is_clean)
    assert not kept(tmp_path / "out")


@pytest.fixture
def delivery(room):
    """A course on a Dask worker, without Dask."""
    course = read_course(room.course)
    one = Delivery("a", Parcel.of(course), software(["numpy"]), is_unconfined=True)
    one.setup(SimpleNamespace(address="tcp://there:1"))
    yield one
    asyncio.run(one.teardown(None))


def refused(*_, **__):
    raise OSError(errno.EMFILE, "Too many open files")


def refused_otherwise(*_, **__):
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize(
    ("place", "name", "broken", "words"),
    [
        (child, "START", "import sys; sys.exit(3)", r"ended before it was ready \(status 3\)"),
        (child, "START", "import time; time.sleep(60)", "isn't ready after 1 seconds"),
        (child.multiprocessing, "Pipe", refused, "OSError: .* Too many open files"),
        (child.subprocess, "Popen", refused, "OSError: .* Too many open files"),
    ],
    ids=["ends", "hangs", "no file", "no process"],
)
def test_a_machine_that_can_start_no_process_ends_the_run(
    room, delivery, monkeypatch, place, name, broken, words
):
    """It is no student's fault, whose submission it may be."""
    delivery.ready()
    monkeypatch.setattr(child, "START_SECONDS", 1)
    monkeypatch.setattr(place, name, broken)
    submission = read_submission(in_folder(room.students / "s01"), ["sigmoid"], {"sigmoid": ""})
    with pytest.raises(GraderError, match=f"the Dask worker tcp://there:1 .*{words}"):
        delivery.grade(submission, Grading({}, Confinement()))


def test_a_machine_that_cannot_make_ready_ends_the_run(delivery, monkeypatch):
    monkeypatch.setattr(Parcel, "unpack", refused_otherwise)
    words = "the Dask worker tcp://there:1 .* can't make ready to grade: RuntimeError: can't start"
    with pytest.raises(GraderError, match=words):
        delivery.ready()


def test_a_process_sums_in_one_thread_whatever_the_machine_says(tmp_path, monkeypatch):
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    monkeypatch.setattr(child, "START", PRINTS_ITS_ENVIRONMENT)
    process = child.Child(tmp_path, [])
    said = process.ready()
    process.close()
    assert said == {"OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(tmp_path)}


def test_where_nobody_knows_the_machine_a_result_lists_what_held_on_all():
    """`uid` is void within bubblewrap, so the two have no more in common than the other layers."""
    one = Confinement(frozenset({"bubblewrap", "uid", "seccomp"}))
    other = Confinement(frozenset({"landlock", "uid", "seccomp"}))
    venue = SimpleNamespace(confinements=[one, other])
    grading = batch._ungraded(SimpleNamespace(exercises=[]), venue, RuntimeError())
    assert grading.confinement.names() == ("seccomp",)


@pytest.mark.parametrize(
    "problem", [GraderError("no room"), CourseError(["one", "two"]), ConfinementError("no")]
)
def test_what_the_process_says_of_its_machine_names_it(room, delivery, monkeypatch, problem):
    def say(*_):
        raise problem

    monkeypatch.setattr(child.Child, "grade", say)
    with pytest.raises(type(problem)) as told:
        delivery.grade(None, Grading({}, Confinement()))
    for said, line in zip(str(problem).split("\n"), str(told.value).split("\n"), strict=True):
        assert line.startswith("the Dask worker tcp://there:1 (")
        assert line.endswith(f": {said}")


def test_a_machine_confines_as_it_can_and_results_say_how(room, tmp_path, confinement):
    """One without bubblewrap, or without root's layers, comes beside one that can't confine."""
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "pyseccomp.py").write_text("raise ImportError\n")
    course = read_course(room.course)
    path = os.pathsep.join(filter(None, [str(tmp_path / "without"), *sys.path]))
    with running(tmp_path, 0) as machines:
        machines.worker(PATH="/nowhere")
        weaker = set(confinement.names()) - {"bubblewrap"}
        out = tmp_path / "out"
        first = room.there(machines, out)
        results = read_results(out / "results.jsonl")
        assert all(weaker <= set(one.confinement) for one in results)
        assert all("bubblewrap" not in one.confinement for one in results)
        assert kept(out).isdisjoint(kept(room.folder / "right")) == (
            "bubblewrap" in confinement.layers
        )
        machines.worker()
        machines.wait_for(2)
        known = []
        assert room.there(machines, out, known.append) == first  # all known, by whom it was graded
        machines.worker(PYTHONPATH=path)
        with client.connected(machines.address, course, is_unconfined=True) as venue:
            waited_for(lambda: venue.room() == 6)
        with pytest.raises(
            ConfinementError, match=r"Dask worker tcp.*: This machine can't confine"
        ):
            room.there(machines, tmp_path / "refused")
        assert not (tmp_path / "refused").exists()
        with client.connected(machines.address, course, is_unconfined=True) as venue:
            layers = [one.names() for one in venue.confinements]
            assert len(layers) == (3 if "bubblewrap" in confinement.layers else 2)
            room.grade(course, venue, tmp_path / "mixed")
        found = {one.confinement for one in read_results(tmp_path / "mixed" / "results.jsonl")}
        assert found <= set(layers)
        assert any(
            ("seccomp" in names) != ("seccomp" in other) for names in found for other in found
        )


# --- where there is none -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("tcp://127.0.0.1:1", "tcp://127.0.0.1:1: no Dask scheduler answers"),
        ("127.0.0.1", "127.0.0.1: this is no address of a Dask scheduler; name it as tcp://HOST"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1: this is no address of a Dask scheduler"),
        ("tls://127.0.0.1:1", "tls://127.0.0.1:1: Dask's configuration here needs a certificate"),
    ],
)
def test_without_a_scheduler_it_says_so_within_seconds(
    room, tmp_path, address, words, capsys, monkeypatch
):
    monkeypatch.setattr(client, "CONNECT_SECONDS", 1)
    arguments = ["grade", room.students, "--course", room.course, "--out", tmp_path / "out"]
    start = time.monotonic()
    assert main([*map(str, arguments), "--no-report", "--cluster", address]) == USAGE
    assert time.monotonic() - start < 5
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_scheduler_without_workers_is_told(room, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "FIRST_SECONDS", 1)
    with running(tmp_path, 0) as machines:
        text = rf"the scheduler has no Dask worker; start some: dask worker {machines.address}"
        with pytest.raises(GraderError, match=text):
            room.there(machines, tmp_path / "out")


def test_without_the_package_it_names_the_extra(room, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda _: None)
    arguments = ["grade", str(room.students), "--out", str(tmp_path), "--no-report"]
    assert main([*arguments, "--cluster", "tcp://127.0.0.1:1"]) == USAGE
    assert "pip install 'backprop-grader[cluster]'" in capsys.readouterr().err


def test_jobs_and_a_cluster_exclude_each_other(room, tmp_path, capsys):
    arguments = ["grade", str(room.students), "--out", str(tmp_path), "--jobs", "2"]
    with pytest.raises(SystemExit):
        main([*arguments, "--cluster", "tcp://127.0.0.1:1"])
    assert "argument --cluster: not allowed with argument --jobs" in capsys.readouterr().err


def test_nothing_of_it_is_loaded_without_a_cluster():
    code = "import sys, grader.commands.grade, grader.batch, grader.cluster\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "grader.batch" in loaded
    assert {"distributed", "dask", "cloudpickle"}.isdisjoint(loaded)


# --- what travels --------------------------------------------------------------------------------


def test_a_submission_travels_as_texts_bytes_and_numbers(room):
    """Nothing in it is of a class that a student could choose."""
    named = set()

    class Looking(pickle.Unpickler):
        def find_class(self, module, name):
            named.add(f"{module}.{name}")
            return super().find_class(module, name)

    course = read_course(room.course)
    stubs = {exercise.name: exercise.stub for exercise in course.exercises}
    for folder in room.students.iterdir():
        submission = read_submission(in_folder(folder), list(stubs), stubs)
        assert Looking(io.BytesIO(pickle.dumps(submission))).load() == submission
    assert named <= {
        "grader.intake.folders.Submission",
        "grader.intake.places.Moment",
        "grader.intake.code.Code",
        "grader.intake.code.Part",
        "datetime.datetime",
        "datetime.timezone",
        "datetime.timedelta",
    }


def test_a_course_arrives_as_it_was_and_nobody_else_can_open_it(room, tmp_path):
    course = read_course(room.course)
    parcel = Parcel.of(course)
    arrived = pickle.loads(pickle.dumps(parcel)).unpack(tmp_path / "course")  # noqa: S301
    assert Parcel.of(arrived).digest == parcel.digest
    assert arrived.told(f"{arrived.folder}/sigmoid") == f"{course.origin}/sigmoid"
    assert (tmp_path / "course").stat().st_mode & 0o077 == 0
    (room.course / "sigmoid" / "new.txt").write_text("more")
    assert Parcel.of(course).digest != parcel.digest
    (room.course / "sigmoid" / "new.txt").unlink()


def test_the_class_is_refused_with_its_own_status_where_a_machine_cannot_confine():
    problem = pickle.loads(pickle.dumps(ConfinementError("the Dask worker")))  # noqa: S301
    assert isinstance(problem, ConfinementError)
    assert CANNOT_CONFINE == 3
