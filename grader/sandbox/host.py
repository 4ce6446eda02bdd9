"""The trusted end of the wall: starts the warm process and gets workers from it.

Nothing here looks into what a worker sends; that is the business of
`grader.sandbox.conversation` and `grader.sandbox.replies`.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from typing import Any, Final

from grader.errors import ConfinementError
from grader.language import gettext
from grader.sandbox import confinement as policy
from grader.sandbox.allowance import Allowance, Limits, WarmProcessLost, WorkerFailed
from grader.sandbox.confinement import Confinement
from grader.sandbox.connection import Process, Worker, address_space
from grader.sandbox.wire import WireError, parse

START: Final = """
import json, os, sys
size = int.from_bytes(os.read(0, 4), "little")
config = b""
while len(config) < size:
    part = os.read(0, size - len(config))
    if not part:
        sys.exit()
    config += part
config = json.loads(config)
sys.path += config["path"]
# what libraries would do in each fork: for threads that aren't there, and for random numbers, which
# are to be the same for everybody; it takes a fifth of a fork
os.register_at_fork = lambda **_: None
from grader.sandbox import warm
warm.main(config)
"""
"""What the warm process starts with. It reads its configuration from the control socket, so that
its command line and its environment say nothing."""

ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # each arena maps 64 MiB, and what is mapped counts
}

START_SECONDS: Final = 60.0
"""Wall time that the warm process has to become ready, on a machine under load."""
LOOK_SECONDS: Final = 0.5
"""How often it is looked whether bubblewrap is still there while it starts."""
SHARED_BYTES: Final = 64 * 2**20
"""Bytes of address space by which a worker that serves several exercises may ever have grown."""
SHARED_SECONDS: Final = 5.0
"""CPU seconds after which it serves no other: the kernel's limit is for one exercise."""
FORK_SECONDS: Final = 30.0
"""Wall time that a fork, or the end of a killed worker, may take."""


def shared_limits(limits: Limits) -> Limits:
    """Limits for several exercises, none of which finds less memory than by itself."""
    return replace(limits, memory_mib=limits.memory_mib + SHARED_BYTES // 2**20)


class Sandbox:
    """Warm processes, one for each list of imports, and at most one worker forked from one.

    Parameters
    ----------
    confinement : Confinement
        The layers that each worker gets. Found with `find_confinement`; an empty one accepts the
        risk of running student code unconfined.
    """

    def __init__(self, confinement: Confinement) -> None:
        self.confinement = confinement
        self._warm: _Warm | None = None
        self._imports: tuple[str, ...] = ()
        self._resting: dict[tuple[str, ...], _Warm] = {}
        self._worker: Worker | None = None

    def worker(self, limits: Limits, imports: tuple[str, ...] = ()) -> Worker:
        """A new worker; the last one is ended if it hasn't been.

        Parameters
        ----------
        imports : tuple of str
            What can be imported besides the standard library and numpy.

        Raises
        ------
        WarmProcessLost
            If there is none to be had from a second warm process either.
        """
        self.end_worker()
        if imports != self._imports:
            if self._warm is not None:
                self._resting[self._imports] = self._warm
            self._imports, self._warm = imports, self._resting.pop(imports, None)
        try:
            self._worker = self._forked(limits)
        except (OSError, WarmProcessLost):
            try:
                self._worker = self._forked(limits)
            except OSError as problem:
                text = gettext("no worker can be started: {problem}").format(problem=problem)
                raise WarmProcessLost(text) from problem
        return self._worker

    def _forked(self, limits: Limits) -> Worker:
        """A worker from the warm process, or from a new one; one that fails is given up."""
        if self._warm is None:
            self._warm = _Warm(self.confinement, self._imports)
        try:
            return self._warm.fork(limits)
        except BaseException:
            self._warm.close()
            self._warm = None
            raise

    def can_go_on(self, worker: object) -> bool:
        """Is it the last worker, and has it used so little that another exercise may use it?"""
        last = self._worker
        if last is None or last is not worker or self._warm is None:
            return False
        return self._warm.is_small(last) and last.cpu_seconds() < SHARED_SECONDS

    def end_worker(self) -> None:
        """End the last worker, if it hasn't been."""
        if self._worker is not None:
            self.close_worker(self._worker)

    def close_worker(self, worker: Worker) -> int | None:
        """End `worker` and whatever it left; returns its exit status, None if nobody knows.

        Negative: the signal that killed it.
        """
        if worker is not self._worker or self._warm is None:
            return None
        self._worker = None
        worker.kill()
        status = self._warm.end_of_worker()
        if status is None:
            self._warm.close()
            self._warm = None
        return status

    def close(self) -> None:
        """End the worker, if there is one, and the warm processes."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None
        if self._warm is not None:
            self._warm.close()
            self._warm = None
        while self._resting:
            self._resting.popitem()[1].close()


class _Warm:
    """The warm process, seen from the trusted side."""

    def __init__(self, confinement: Confinement, imports: tuple[str, ...] = ()) -> None:
        self._imports = imports
        self._folder = tempfile.mkdtemp(prefix="grader-")
        self._scratch = os.path.join(self._folder, "scratch")
        os.mkdir(self._scratch, 0o700)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115
        self._control, inner = socket.socketpair()
        self._pending = b""
        self._handle: Process | None = None
        self._has_namespaces = policy.BUBBLEWRAP in confinement.layers
        try:
            if confinement.user is not None:
                os.chown(self._scratch, confinement.user, confinement.user)
            with inner:  # closed here, so that the end of the process is heard
                self._process = self._started(inner)
            self._configure(confinement)
        except BaseException:
            self.close()
            raise

    def _started(self, inner: socket.socket) -> subprocess.Popen[bytes]:
        command = [policy.interpreter(), "-I", "-S", "-B", "-c", START]
        if self._has_namespaces:
            command = [*policy.bubblewrap(self._scratch, ENVIRONMENT, self._imports), *command]
        return subprocess.Popen(  # noqa: S603 - the command and its words are ours
            command,
            stdin=inner.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )

    def _configure(self, confinement: Confinement) -> None:
        told = policy.warm_config(confinement, self._scratch, self._imports)
        config = json.dumps(told).encode()
        self._control.sendall(len(config).to_bytes(4, "little") + config)
        self._handle = self._hear_of_process("ready", START_SECONDS)
        self._address_space = address_space(self._handle.pid)

    def _hear(self, seconds: float) -> tuple[dict[str, Any], int | None]:
        """The next control message and the descriptor that came with it."""
        deadline = time.monotonic() + seconds
        descriptor = None
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            self._control.settimeout(min(max(left, 0.001), LOOK_SECONDS))
            try:
                data, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
            except TimeoutError:
                if left < 0 or self._is_half_started():
                    raise WarmProcessLost(gettext("the warm process says nothing")) from None
                continue
            if not data:
                text = gettext("the warm process ended: {words}")
                raise WarmProcessLost(text.format(words=self._last_words()))
            self._pending += data
            descriptor = descriptors[0] if descriptors else descriptor
        line, self._pending = self._pending.split(b"\n", 1)
        return json.loads(line), descriptor

    def _hear_of_process(self, key: str, seconds: float) -> Process:
        """The process that the next message tells of.

        On Linux it comes as a descriptor. Its number alone may be one of the namespace's, and on
        this side another process's: without the descriptor (no more can be open, say) it is lost.
        """
        message, descriptor = self._hear(seconds)
        if descriptor is None and sys.platform == "linux":
            text = gettext("a process came without its descriptor; too many files are open")
            raise WarmProcessLost(text)
        return Process(int(message[key]), descriptor)

    def _is_half_started(self) -> bool:
        """Has bubblewrap ended before the warm process was there? Its other half waits for it."""
        ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return self._handle is None and os.waitid(os.P_PID, self._process.pid, ended) is not None

    def _last_words(self) -> str:
        self._errors.seek(0)
        words = self._errors.read()[-500:].decode(errors="replace").strip()
        return words or gettext("it said nothing")

    def fork(self, limits: Limits) -> Worker:
        ours, theirs = socket.socketpair()
        try:
            memory = limits.memory_mib * 2**20
            space = None if self._address_space is None else self._address_space + memory
            order = {"address_space": space, "cpu_seconds": int(limits.exercise_seconds) + 60}
            self._control.settimeout(FORK_SECONDS)
            socket.send_fds(
                self._control, [json.dumps({"fork": order}).encode()], [theirs.fileno()]
            )
            process = self._hear_of_process("forked", FORK_SECONDS)
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
        worker = Worker(ours, process, self._scratch)
        try:
            _meet(worker)
        except BaseException:
            worker.kill()
            raise
        return worker

    def is_small(self, worker: Worker) -> bool:
        """Has it never had much more memory than when it was forked?

        By so much its limit is higher (`shared_limits`): else another exercise might have wanted in
        vain what it would have had by itself.
        """
        try:
            space = worker.most_address_space()
        except (OSError, IndexError):  # it is gone
            return False
        return space is None or space - (self._address_space or 0) < SHARED_BYTES

    def end_of_worker(self) -> int | None:
        """The killed worker's exit status; None when this warm process can't be used again."""
        try:
            message, _ = self._hear(FORK_SECONDS)
            _empty(self._scratch)
        except (OSError, WarmProcessLost):
            return None
        return None if message["leftover"] else int(message["exited"])

    def close(self) -> None:
        self._control.close()
        if self._handle is not None:
            self._handle.kill()
        process: subprocess.Popen[bytes] | None = getattr(self, "_process", None)
        if process is not None:
            # with namespaces the end of the warm process ends everything, once it is there
            if self._handle is None or not self._has_namespaces:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            try:
                process.wait(FORK_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._errors.close()
        with contextlib.suppress(RecursionError):
            shutil.rmtree(self._folder, ignore_errors=True)


def _meet(worker: Worker) -> None:
    """Wait until `worker` says that it is confined; it says so before it meets student code."""
    try:
        structure, _ = worker.receive(Allowance(worker, START_SECONDS))
        message = parse(structure)
    except (WorkerFailed, WireError) as failure:  # before it met student code: the machine's fault
        text = gettext("a worker was lost before it began: {reason}").format(reason=failure)
        raise WarmProcessLost(text) from None
    if message != [0, "ready"]:
        text = gettext("a worker could not be confined: {reason}")
        raise ConfinementError(text.format(reason=message[2:]))


def _empty(scratch: str) -> None:
    """Remove what a submission wrote; the folder itself stays, the layers know it by its inode.

    Confined, a submission can make plain files only. Anything else raises OSError, and the warm
    process is replaced together with its folder.
    """
    with os.scandir(scratch) as entries:
        for entry in entries:
            os.unlink(entry.path)
