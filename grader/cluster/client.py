"""The instructor's side of a Dask cluster: finds it, delivers the course, hands out submissions."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import Any, Final

from distributed import Client, KilledWorker, Reschedule
from distributed.client import ClosedClientError
from distributed.diagnostics.plugin import SchedulerPlugin, WorkerPlugin
from distributed.security import Security

from grader.cluster.delivery import NOT_READY, Delivered, Delivery, Withdrawal, made_ready
from grader.cluster.software import differences, software
from grader.course import Course
from grader.errors import GraderError
from grader.language import gettext
from grader.parcel import Parcel
from grader.sandbox.confinement import Confinement

CONNECT_SECONDS: Final = 5
"""For the scheduler to answer at the start."""
ANSWER_SECONDS: Final = 30
"""For it to answer later, when it may be busy."""
SILENT_SECONDS: Final = 25
"""For each Dask worker to answer at the start; Dask itself takes one for gone after 30."""
READY_SECONDS: Final = 120
"""For each to have the course and to find out what confines; nobody is silent then."""
FIRST_SECONDS: Final = 30
"""For the first Dask worker to be there."""
NOBODY_SECONDS: Final = 120
"""For another one to come when all of them have gone: a nanny starts its own again."""
LOOK_SECONDS: Final = 1.0
"""How often it is looked who is there."""
_ADDRESS: Final = re.compile(r"(tcp|tls)://[^/\s]+:\d+")


@contextlib.contextmanager
def connected(address: str, course: Course, *, is_unconfined: bool) -> Iterator[Cluster]:
    """The cluster whose scheduler is at `address`, ready to grade by `course`.

    Parameters
    ----------
    is_unconfined : bool
        Is it accepted where a machine can't confine?

    Raises
    ------
    GraderError
        If there is none, or one of its machines won't do.
    """
    if not _ADDRESS.fullmatch(address):
        text = gettext(
            "{address}: this is no address of a Dask scheduler; "
            "name it as tcp://HOST:PORT or tls://HOST:PORT"
        )
        raise GraderError(text.format(address=address))
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they log is told as an error
    with contextlib.ExitStack() as closing:
        try:
            _check_encryption(address)
            client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="grader")
        except OSError as problem:
            text = gettext(
                "{address}: no Dask scheduler answers ({reason}); start one with: dask scheduler"
            )
            reason = str(problem).strip() or gettext("it took too long")
            raise GraderError(text.format(address=address, reason=reason)) from None
        closing.callback(_close, client)
        needed = software(name for exercise in course.exercises for name in exercise.imports)
        parcel = Parcel.of(course)
        name = f"grader-{parcel.digest[:10]}-{uuid.uuid4().hex[:10]}"
        delivery = Delivery(name, parcel, needed, is_unconfined=is_unconfined)
        with _lost_told(client, address):
            _wait_for_one(client, address)
            _compare(client, address, needed)
            closing.callback(_withdraw, client, name)
            _register(client, Withdrawal(name, client.id))
            _register(client, delivery)
            cluster = Cluster(client, address, name, _ready(client, name))
        yield cluster


def _wait_for_one(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=FIRST_SECONDS)
    except TimeoutError:
        text = gettext(
            "{address}: the scheduler has no Dask worker; start some: dask worker {address}"
        )
        raise GraderError(text.format(address=address)) from None


def _close(client: Client) -> None:
    with contextlib.suppress(Exception):  # no scheduler: there is nothing to take leave of
        client.close(timeout=CONNECT_SECONDS)


@contextlib.contextmanager
def _lost_told(client: Client, address: str) -> Iterator[None]:
    """Say so where the scheduler is lost in the block: Dask raises this and that."""
    try:
        yield
    except GraderError:
        raise
    except Exception as problem:
        kinds = (OSError, RuntimeError, ClosedClientError)
        if isinstance(problem, kinds) or client.status != "running":
            raise GraderError(_lost(address)) from problem
        raise


def _lost(address: str) -> str:
    text = gettext(
        "{address}: the Dask scheduler is lost; what is graded is written down; "
        "run the same command again to go on"
    )
    return text.format(address=address)


def _check_encryption(address: str) -> None:
    """Look whether Dask's own configuration can reach `address`; a client that can't never ends."""
    security = Security()
    if address.startswith("tls:"):
        if security.get_connection_args("client").get("ssl_context") is None:
            text = gettext(
                "{address}: Dask's configuration here needs a certificate, its key and the CA's "
                "in distributed.comm.tls"
            )
            raise GraderError(text.format(address=address))
    elif security.require_encryption:
        text = gettext(
            "{address}: Dask's configuration here wants encryption; "
            "name the scheduler as tls://HOST:PORT"
        )
        raise GraderError(text.format(address=address))


def _compare(client: Client, address: str, needed: Mapping[str, str]) -> None:
    """Refuse machines that aren't like this one, the scheduler's too: it unpacks what it hands on.

    All that is wrong is told at once.
    """
    names = [name for name in needed if name not in ("backprop-grader", "distributed")]
    answers = _answers(client, SILENT_SECONDS, software, names)
    try:
        told = client.run_on_scheduler(software, names, callback_timeout=ANSWER_SECONDS)
    except OSError:
        raise
    except Exception as problem:  # whatever it couldn't import
        told = problem
    problems = []
    machines = {gettext("the scheduler {address}").format(address=address): told}
    for who, there in answers.items():
        machines[gettext("the Dask worker {address}").format(address=who)] = there
    for machine, there in machines.items():
        if isinstance(there, OSError):
            continue  # gone meanwhile
        if isinstance(there, BaseException):
            text = gettext(
                "{machine} has no backprop-grader like this one: {reason}; "
                "install backprop-grader {version} there"
            )
            version = needed["backprop-grader"]
            problems.append(text.format(machine=machine, reason=there, version=version))
        elif found := differences(needed, there):
            text = gettext("{machine} isn't like this machine: {differences}")
            problems.append(text.format(machine=machine, differences=found))
    if problems:
        raise GraderError("\n".join(problems))


def _ready(client: Client, name: str) -> list[Confinement]:
    """By what the Dask workers confine; raises if one of them can't."""
    answers = _answers(client, READY_SECONDS, made_ready, name)
    problems = {who: one for who, one in answers.items() if isinstance(one, Exception)}
    for who, problem in problems.items():
        if isinstance(problem, GraderError):
            raise problem
        if not isinstance(problem, (OSError, Reschedule)):  # those are gone meanwhile
            error = f"{type(problem).__name__}: {problem}"
            raise GraderError(gettext(NOT_READY).format(address=who, error=error))
    found = {one.names(): one for one in answers.values() if isinstance(one, Confinement)}
    if not found:
        text = gettext("every Dask worker has gone meanwhile: {problems}")
        raise GraderError(text.format(problems=[*problems.values()]))
    return [found[names] for names in sorted(found)]


def _answers(
    client: Client, seconds: float, question: Callable[..., Any], *words: Any
) -> dict[str, Any]:
    """What each Dask worker answers to `question`, or what it raises.

    Raises
    ------
    GraderError
        If some don't answer in time; the text names them.
    """
    silent = []

    async def answer(who: str) -> Any:
        try:
            async with asyncio.timeout(seconds):
                asked = client.run(question, *words, workers=[who], on_error="return")
                return (await asked)[who]
        except TimeoutError:
            silent.append(who)

    async def answers(everybody: Sequence[str]) -> list[Any]:
        return await asyncio.gather(*map(answer, everybody))

    everybody = list(client.nthreads(callback_timeout=ANSWER_SECONDS))
    found = client.sync(answers, everybody)
    if silent:
        text = gettext(
            "the Dask worker {address} doesn't answer within {seconds} seconds; "
            "end it or start it again"
        )
        raise GraderError("\n".join(text.format(address=who, seconds=seconds) for who in silent))
    return dict(zip(everybody, found, strict=True))


def _register(client: Client, plugin: SchedulerPlugin | WorkerPlugin) -> None:
    """Hand it to the scheduler, and through it to the Dask workers."""
    try:
        client.sync(client.register_plugin, plugin, callback_timeout=ANSWER_SECONDS)
    except TimeoutError:
        _answers(client, CONNECT_SECONDS, os.getpid)  # names who is silent
        raise


def _withdraw(client: Client, name: str) -> None:
    """Have the Dask workers end what runs and remove the course."""
    if client.status == "running" and client.scheduler is not None:
        with contextlib.suppress(Exception):  # they have gone: there is nothing to withdraw
            client.sync(
                client.scheduler.unregister_worker_plugin,
                name=name,
                callback_timeout=CONNECT_SECONDS,
            )


class Cluster:
    """A `grader.venue.Venue` of the machines that have Dask workers."""

    def __init__(
        self, client: Client, address: str, name: str, confinements: Sequence[Confinement]
    ) -> None:
        self.task = Delivered(name)
        self.confinements = confinements
        self._client = client
        self._address = address
        self._room = 0
        self._looked = self._manned = -float("inf")

    def room(self) -> int:
        """Two a thread of a Dask worker, by who is there now; one, while nobody is."""
        now = time.monotonic()
        if self._client.status != "running":
            raise GraderError(_lost(self._address))
        if now < self._looked + LOOK_SECONDS:
            return self._room
        try:
            threads = self._client.nthreads(callback_timeout=ANSWER_SECONDS)
        except Exception as problem:  # whatever it is, the scheduler doesn't answer
            raise GraderError(_lost(self._address)) from problem
        if threads or self._manned < 0:
            self._manned = now
        elif now > self._manned + NOBODY_SECONDS:
            text = gettext(
                "{address}: no Dask worker has been there for {seconds} seconds; "
                "start some, and run the same command again to go on"
            )
            raise GraderError(text.format(address=self._address, seconds=NOBODY_SECONDS))
        self._looked, self._room = now, max(1, 2 * sum(threads.values()))
        return self._room

    @contextlib.contextmanager
    def executor(self, *, is_alone: bool = False) -> Iterator[Executor]:  # noqa: ARG002
        """The client's; each submission has a process there that no other one is in."""
        executor = self._client.get_executor(pure=False)
        try:
            yield _Translated(executor, _lost(self._address))
        finally:
            with contextlib.suppress(Exception):  # no scheduler: there is nothing to cancel
                executor.shutdown(wait=False)


class _Translated(Executor):
    """Says in the words of `concurrent.futures` what became of a submission."""

    def __init__(self, executor: Executor, lost: str) -> None:
        self._executor = executor
        self._lost = lost

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            theirs = self._executor.submit(fn, *args, **kwargs)
        except ClosedClientError:
            raise GraderError(self._lost) from None
        theirs.add_done_callback(partial(self._hand_on, future))
        return future

    def _hand_on(self, ours: Future[Any], theirs: Future[Any]) -> None:
        if theirs.cancelled():  # Dask does so when the connection is lost
            ours.set_exception(GraderError(self._lost))
        elif isinstance(problem := theirs.exception(), KilledWorker):
            ours.set_exception(BrokenExecutor(str(problem)))
        elif problem is not None:
            ours.set_exception(problem)
        else:
            ours.set_result(theirs.result())
