"""What is sent to each Dask worker: the course, and with it all that grades there."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import distributed
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin

from grader.cluster.child import Child
from grader.cluster.software import differences, software
from grader.errors import CourseError, GraderError
from grader.language import gettext, gettext_noop
from grader.sandbox.confinement import Confinement
from grader.sandbox.trial import find_confinement
from grader.slot import Grading, Task
from grader.workplace import private_folder

if TYPE_CHECKING:
    from grader.intake import Submission
    from grader.parcel import Parcel

NOT_READY: Final = gettext_noop("the Dask worker {address} can't make ready to grade: {error}")
NO_PROCESS: Final = gettext_noop(
    "the Dask worker {address} can't start a process to grade in: {error}"
)


@dataclass(frozen=True)
class Delivered:
    """Names a course that was delivered: what travels with each submission in its place."""

    name: str

    def grade(self, submission: Submission, known: Grading, /) -> Grading:
        """Have a process of this Dask worker's grade it."""
        return delivery_of(self.name, distributed.get_worker()).grade(submission, known)


class Delivery(WorkerPlugin):
    """The course on a Dask worker.

    Dask hands it to every Dask worker there is, and to each that comes later or again.

    Parameters
    ----------
    name : str
        Of this run alone: another run's, of this course or another, is another delivery.
    parcel : Parcel
    needed : mapping
        The `software` that there must be.
    is_unconfined : bool
        Is it accepted where the machine can't confine?
    """

    def __init__(
        self, name: str, parcel: Parcel, needed: Mapping[str, str], *, is_unconfined: bool
    ) -> None:
        self.name = name
        self._parcel = parcel
        self._needed = needed
        self._is_unconfined = is_unconfined

    def setup(self, worker: distributed.Worker) -> None:
        """Do nothing that could fail or take time: a Dask worker that fails here ends."""
        self._place = f"{worker.address} ({socket.gethostname()})"
        self._lock = threading.Lock()
        self._task: Task | None = None
        self._is_closed = False
        self._closing = contextlib.ExitStack()
        self._idle: list[Child] = []
        self._children: set[Child] = set()

    async def teardown(self, worker: distributed.Worker) -> None:  # noqa: ARG002
        """End what runs, and remove the course."""
        await asyncio.to_thread(self._close)

    def ready(self) -> Confinement:
        """Have the course and a confinement here; by what is confined.

        Raises
        ------
        GraderError
            If this machine won't do; the text names it.
        """
        return self._ready().confinement

    def _ready(self) -> Task:
        with self._lock:
            self._check_open()
            if self._task is None:
                with self._named(gettext(NOT_READY)):
                    self._task = self._unpacked()
            return self._task

    @contextlib.contextmanager
    def _named(self, failure: str) -> Iterator[None]:
        """Have what goes wrong in the block, the machine's fault and no student's, name it."""
        try:
            yield
        except GraderError as problem:
            raise _placed(problem, self._place) from problem
        except Exception as problem:
            error = f"{type(problem).__name__}: {problem}"
            raise GraderError(failure.format(address=self._place, error=error)) from problem

    def _unpacked(self) -> Task:
        self._compare(software(self._imports()))
        confinement = find_confinement(is_unconfined=self._is_unconfined)
        self._folder = self._closing.enter_context(private_folder())
        return Task(self._parcel.unpack(self._folder / "course"), confinement)

    def _imports(self) -> list[str]:
        return [name for one in self._parcel.course.exercises for name in one.imports]

    def _compare(self, there: Mapping[str, str]) -> None:
        if found := differences(self._needed, there):
            text = gettext("it isn't like the instructor's machine: {differences}")
            raise GraderError(text.format(differences=found))

    def grade(self, submission: Submission, known: Grading) -> Grading:
        """Grade it in a process that is free, or in a new one.

        Raises
        ------
        BrokenExecutor
            If the process ends while it grades it.
        GraderError
            If this machine won't do; the text names it.
        """
        task = self._ready()
        child = self._free_child()
        try:
            graded = child.grade(task, submission, known)
        except BrokenExecutor:
            self._drop(child)
            self._check_open()
            raise
        except Exception as problem:
            self._take_back(child)
            if isinstance(problem, GraderError):
                raise _placed(problem, self._place) from problem
            raise
        self._take_back(child)
        return graded

    def _free_child(self) -> Child:
        with self._lock:
            self._check_open()
            if self._idle:
                return self._idle.pop()
            with self._named(gettext(NO_PROCESS)):
                child = Child(self._folder, self._imports())
            self._children.add(child)
        try:
            with self._named(gettext(NO_PROCESS)):
                self._compare(child.ready())  # this one has read the disk again
        except BaseException:
            self._drop(child)
            self._check_open()
            raise
        return child

    def _take_back(self, child: Child) -> None:
        with self._lock:
            if not self._is_closed:
                self._idle.append(child)
                return
        self._drop(child)

    def _drop(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)
        child.close()

    def _check_open(self) -> None:
        if self._is_closed:  # the Dask worker is about to end: another one will do it
            raise distributed.Reschedule

    def _close(self) -> None:
        try:
            with self._lock:
                self._is_closed = True
                for child in self._children:
                    child.end()  # who waits for its answer closes it
                while self._idle:
                    child = self._idle.pop()
                    self._children.discard(child)
                    child.close()
        finally:
            self._closing.close()


def _placed(problem: GraderError, place: str) -> GraderError:
    """The same of the same class, with the machine's name."""
    placed = gettext("the Dask worker {address}: {problem}")
    if isinstance(problem, CourseError):
        return CourseError(
            [placed.format(address=place, problem=text) for text in problem.problems]
        )
    return type(problem)(placed.format(address=place, problem=problem))


class Withdrawal(SchedulerPlugin):
    """Takes a delivery back when the instructor's side is gone, however it ended.

    Parameters
    ----------
    delivery : str
    client : str
        The number that Dask gives to the instructor's side.
    """

    def __init__(self, delivery: str, client: str) -> None:
        self.name = f"{delivery}-withdrawal"
        self._delivery = delivery
        self._client = client

    def remove_client(self, scheduler: distributed.Scheduler, client: str) -> None:
        """Do it, if it is that one."""
        if client == self._client:
            scheduler.remove_plugin(self.name)
            scheduler.loop.add_callback(self._withdraw, scheduler)

    async def _withdraw(self, scheduler: distributed.Scheduler) -> None:
        with contextlib.suppress(Exception):  # it was withdrawn before, or a Dask worker is gone
            await scheduler.unregister_worker_plugin(None, self._delivery)


def delivery_of(name: str, worker: distributed.Worker) -> Delivery:
    """The delivery of that name.

    Raises
    ------
    Reschedule
        If the Dask worker is about to end.
    GraderError
        If it has none.
    """
    delivery = worker.plugins.get(name)
    if isinstance(delivery, Delivery):
        return delivery
    if worker.status is not distributed.Status.running:
        raise distributed.Reschedule
    text = gettext("the Dask worker {address} has no course any more: grade again")
    raise GraderError(text.format(address=worker.address))


async def made_ready(name: str, dask_worker: distributed.Worker) -> Confinement:
    """Have the Dask worker be ready, in a thread, so that it can go on answering."""
    return await asyncio.to_thread(delivery_of(name, dask_worker).ready)
