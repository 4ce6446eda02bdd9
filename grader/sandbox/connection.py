"""One worker as the trusted side has it: a stream of frames, a clock, and a way to end it."""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import socket
import sys
import time
from collections import deque
from pathlib import Path
from typing import Final

from grader.language import gettext
from grader.sandbox.allowance import Allowance, Starving, WorkerFailed
from grader.sandbox.exchange import Received, unreadable
from grader.sandbox.wire import HEADER, READ_BYTES, WireError, sizes, take_frames

SCRATCH_BYTES: Final = 64 * 2**20
SCRATCH_ENTRIES: Final = 1000
THREADS: Final = 100
PARTING_SECONDS: Final = 1.0
"""How long a process whose end of the line is closed may take until it is gone; it closes its files
last of all, so that this is far more than it needs."""
LOOK_SECONDS: Final = 0.1
"""How often a running worker's clocks and scratch folder are looked at."""


class Process:
    """Another process: its CPU clock, and a way to kill it that can't hit a stranger."""

    def __init__(self, pid: int, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self.pid = pid if descriptor is None else _pid_here(descriptor)
        self._last_seen = 0.0
        self._last_starved = 0.0
        self._starving = Starving(self.pid)
        self._is_ended = False

    def cpu_seconds(self) -> float:
        """CPU seconds of all its threads; wall seconds where the platform has no such clock."""
        if sys.platform != "linux":
            return time.monotonic()
        if self._is_ended:  # its number may be another process's by now
            return self._last_seen
        with contextlib.suppress(OSError):  # gone: what was seen last still holds
            self._last_seen = time.clock_gettime((~self.pid << 3) | 2)
        return self._last_seen

    def starved_seconds(self) -> float:
        """Seconds in which it could have run and others did."""
        if not self._is_ended:
            self._last_starved = max(self._last_starved, self._starving.seconds())
        return self._last_starved

    def is_stopped(self) -> bool:
        """Has somebody stopped it? (A confined submission can't do that to itself.)"""
        with contextlib.suppress(OSError):
            facts = Path(f"/proc/{self.pid}/stat").read_bytes()
            return facts.rpartition(b")")[2].split()[0] in (b"T", b"t")
        return False

    def has_ended(self, seconds: float) -> bool:
        """Is it gone, or will it be within `seconds`?"""
        if self._is_ended or self._descriptor is None:
            return True
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def threads(self) -> int:
        """How many threads it has; 0 where the platform doesn't say."""
        with contextlib.suppress(OSError):  # a folder has a link from each folder in it
            return os.stat(f"/proc/{self.pid}/task").st_nlink - 2
        return 0

    def kill(self) -> None:
        if self._is_ended:
            return
        self.starved_seconds()
        self._starving.close()
        self._is_ended = True
        with contextlib.suppress(ProcessLookupError):
            if self._descriptor is None:
                os.kill(self.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._descriptor, signal.SIGKILL)
        if self._descriptor is not None:
            os.close(self._descriptor)


class Worker:
    """One worker: a stream of frames, a clock, and the end."""

    def __init__(self, stream: socket.socket, process: Process, scratch: str) -> None:
        self._stream = stream
        self._process = process
        self._scratch = scratch
        self._received = bytearray()
        self._whole: deque[Received] = deque()
        self._most: int | None = None
        self._poll = select.poll()
        self._looked = time.monotonic()
        stream.setblocking(False)

    def cpu_seconds(self) -> float:
        """CPU seconds that the worker has spent since its fork."""
        return self._process.cpu_seconds()

    def starved_seconds(self) -> float:
        """Seconds since its fork in which it could have run and others did."""
        return self._process.starved_seconds()

    def most_address_space(self) -> int | None:
        """Most bytes that it has had mapped since its fork, where the platform can say.

        As it was after the last question: looked up once, since the kernel takes its time.
        """
        if sys.platform != "linux":
            return None
        if self._most is None:
            facts = Path(f"/proc/{self._process.pid}/status").read_bytes()
            self._most = int(facts.partition(b"VmPeak:")[2].split()[0]) * 1024
        return self._most

    def kill(self) -> None:
        """End the worker and hang up."""
        self._stream.close()
        self._process.kill()

    def send(self, frame: bytes, allowance: Allowance) -> None:
        """Send a question; raises `WorkerFailed` if a reply is there before it."""
        if self._whole or self._received or self._is_ready(select.POLLIN, 0):
            self._refuse_early_reply(allowance)
        self._most = None
        view = memoryview(frame)
        while view:
            try:
                view = view[self._stream.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT, allowance)
            except OSError:
                raise self._parted(allowance) from None

    def receive(self, allowance: Allowance) -> Received:
        """The next message.

        Raises
        ------
        WorkerFailed
            If it doesn't come in time, is too large, or never will come.
        """
        if not self._whole:
            self._await_message(allowance)
            allowance.check()
            self._look_at_use()
        return self._whole.popleft()

    def _await_message(self, allowance: Allowance) -> None:
        """Wait for the next message; what came with it is divided at once."""
        self._fill(HEADER.size, allowance)
        try:
            structure, raw = sizes(self._received)
        except WireError as problem:
            raise unreadable(str(problem)) from None
        size = HEADER.size + structure + raw
        allowance.count(received=size)
        self._fill(size, allowance)
        waiting = len(self._received)
        self._whole += take_frames(self._received)
        allowance.count(received=waiting - len(self._received) - size)

    def _fill(self, size: int, allowance: Allowance) -> None:
        """Wait until so many bytes are at hand."""
        while len(self._received) < size:
            self._wait(select.POLLIN, allowance)
            try:
                part = self._stream.recv(READ_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                raise self._parted(allowance)
            self._received += part
            allowance.check()  # one who sends a byte now and then is late, too

    def _wait(self, event: int, allowance: Allowance) -> None:
        """Wait for the worker; time in which it, or this process, is stopped doesn't count."""
        is_ready = False
        while not is_ready:
            start = time.monotonic()
            is_ready = self._is_ready(event, LOOK_SECONDS)
            if is_ready or not self._process.is_stopped():
                allowance.add_waiting(min(time.monotonic() - start, LOOK_SECONDS))
            if not is_ready:
                allowance.check()
                self._look_at_use()

    def _look_at_use(self) -> None:
        """End a worker that has written too much or runs too many threads; looks now and then."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        size, entries = _written(self._scratch)
        if size > SCRATCH_BYTES or entries > SCRATCH_ENTRIES:
            text = gettext("it wrote more than {mib} MiB or {files} files")
            raise WorkerFailed(text.format(mib=SCRATCH_BYTES // 2**20, files=SCRATCH_ENTRIES))
        if self._process.threads() > THREADS:
            text = gettext("it started more than {threads} threads")
            raise WorkerFailed(text.format(threads=THREADS))

    def _is_ready(self, event: int, seconds: float) -> bool:
        self._poll.register(self._stream, event)
        return bool(self._poll.poll(seconds * 1000))

    def _parted(self, allowance: Allowance) -> WorkerFailed:
        """Why there is nobody at the other end: the process is gone, or has hung up and lives on.

        The latter is the submission's own doing, and the signal that then ends it is ours.
        """
        start = time.monotonic()
        has_ended = self._process.has_ended(PARTING_SECONDS)
        allowance.add_waiting(time.monotonic() - start)
        if has_ended:
            return WorkerFailed(gettext("the Python process is gone"), is_death=True)
        return WorkerFailed(gettext("it closed its line to the examiner"))

    def _refuse_early_reply(self, allowance: Allowance) -> None:
        try:
            early = self._whole or self._received or self._stream.recv(1, socket.MSG_PEEK)
        except OSError:
            early = b""
        if not early:
            raise self._parted(allowance)
        raise WorkerFailed(gettext("it sent a reply that nobody asked for"))


def _pid_here(descriptor: int) -> int:
    """The process behind a pidfd, by its number on this side of a pid namespace."""
    facts = Path(f"/proc/self/fdinfo/{descriptor}").read_text()
    return next(int(line.split()[1]) for line in facts.splitlines() if line.startswith("Pid:"))


def _written(scratch: str) -> tuple[int, int]:
    """Bytes and entries of the scratch folder, which has no folders in it."""
    size = entries = 0
    with os.scandir(scratch) as files:
        for file in files:
            with contextlib.suppress(OSError):
                facts = file.stat(follow_symlinks=False)
                size += max(facts.st_size, 512 * facts.st_blocks)
                entries += 1
    return size, entries


def address_space(pid: int) -> int | None:
    """Bytes that `pid` has mapped, where the platform can say."""
    if sys.platform != "linux":
        return None
    return int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize()
