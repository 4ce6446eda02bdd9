"""Where a class is graded: in this process, or in processes of this machine."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from grader.sandbox.confinement import Confinement
from grader.slot import Grades, Task, slot

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_CORE = struct.Struct("=I")


class Venue(Protocol):
    """Something with an executor, to which `grader.slot.grade` is handed.

    Attributes
    ----------
    task : Grades
        What `grade` needs besides the submission.
    confinements : sequence of Confinement
        Those of its machines, each once.
    """

    @property
    def task(self) -> Grades: ...
    @property
    def confinements(self) -> Sequence[Confinement]: ...

    def room(self) -> int:
        """How many submissions may be under way now; about two for each that is being graded.

        Raises
        ------
        GraderError
            If nobody grades any more.
        """

    def executor(self, *, is_alone: bool = False) -> AbstractContextManager[Executor]:
        """An executor; where it is left, what is under way is ended.

        A future of it that raises `concurrent.futures.BrokenExecutor` tells that its process died.

        Parameters
        ----------
        is_alone : bool
            For one submission that may have ended a process.
        """


class Local:
    """This machine.

    Parameters
    ----------
    task : Task
    jobs : int
        Submissions graded at a time, each in a process of its own if there are more than one.
    """

    def __init__(self, task: Task, jobs: int) -> None:
        self.task = task
        self.confinements = (task.confinement,)
        self._jobs = jobs

    def room(self) -> int:
        """Two a process, so that none of them waits; here, no more than the one."""
        return 1 if self._jobs == 1 else 2 * self._jobs

    def executor(self, *, is_alone: bool = False) -> AbstractContextManager[Executor]:
        """This process, or a pool of others."""
        if self._jobs == 1:
            return _Here()
        return _pool(1 if is_alone else self._jobs)


class _Here(Executor):
    """Runs what it is handed at once."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as problem:
            slot.close()
            future.set_exception(problem)
        return future

    def shutdown(self, *_: object, **__: object) -> None:
        slot.close()


@contextlib.contextmanager
def _pool(jobs: int) -> Iterator[Executor]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # spawn: a fork would copy this process's threads in whatever state they are
    spawn = multiprocessing.get_context("spawn")
    lifeline, hold = spawn.Pipe(duplex=False)
    cores, giver = spawn.Pipe(duplex=False)
    with giver:
        os.write(giver.fileno(), b"".join(map(_CORE.pack, own_cores(jobs))))
    with (
        lifeline,
        cores,
        tempfile.TemporaryDirectory(prefix="grader-") as folder,
        ProcessPoolExecutor(jobs, spawn, _prepare_process, (folder, lifeline, cores)) as pool,
        hold,  # let go, it ends what is under way
    ):
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def own_cores(jobs: int) -> list[int]:
    """A core for each of `jobs` processes where they take all of them; else none.

    An examiner and its worker take turns. Where a turn wakes the other one on another core, whose
    caches know nothing of the submission, it takes longer.
    """
    cores = sorted(os.sched_getaffinity(0))
    return cores if len(cores) == jobs else []


def _prepare_process(folder: str, lifeline: Connection, cores: Connection) -> None:
    """Have this process leave nothing outside `folder`, and end when the grader lets it go.

    Parameters
    ----------
    folder : str
    lifeline : Connection
        Closed at the other end when the grader lets go.
    cores : Connection
        Holds a core for each process of the pool, or none: then the system chooses.
    """
    tempfile.tempdir = folder
    with cores:
        core = os.read(cores.fileno(), _CORE.size)  # at once: others read, too
    if core:
        with contextlib.suppress(OSError):  # it was taken away meanwhile
            os.sched_setaffinity(0, _CORE.unpack(core))
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches all processes: go quietly
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    lifeline.poll(None)
    os._exit(1)
