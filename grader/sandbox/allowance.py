"""What a worker may use, and what happens when it uses more."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from typing import Final, Protocol

from grader.language import gettext

WALL_FACTOR: Final = 3.0
"""Seconds allowed for each CPU second, running or asleep: the backstop for a worker that sleeps."""
RECEIVED_BYTES: Final = 256 * 2**20
"""Most bytes that a worker may send within one allowance."""
RECEIVED_VALUES: Final = 1_000_000
"""Most values within one allowance: a check may keep them all."""


class WorkerFailed(Exception):
    """The worker can't be used any more; the text says why, to a student.

    Parameters
    ----------
    reason : str
    is_timeout : bool
        Was it the time limit?
    is_death : bool
        Did the process end by itself?
    """

    def __init__(self, reason: str, *, is_timeout: bool = False, is_death: bool = False) -> None:
        super().__init__(reason)
        self.is_timeout = is_timeout
        self.is_death = is_death


class WarmProcessLost(Exception):
    """The warm process, from which workers come, is gone; a new one is needed."""


@dataclass(frozen=True)
class Limits:
    """What a worker may use.

    Parameters
    ----------
    check_seconds, exercise_seconds : float
        CPU seconds of one check and of all checks of an exercise with loading.
    memory_mib : int
        MiB of address space beyond what the interpreter and numpy have mapped.
    """

    check_seconds: float = 5.0
    exercise_seconds: float = 20.0
    memory_mib: int = 1024


class Clocked(Protocol):
    """Something that spends CPU time."""

    def cpu_seconds(self) -> float:
        """CPU seconds spent so far."""

    def starved_seconds(self) -> float:
        """Seconds so far in which it could have run and others did."""


class Allowance:
    """The time that something may take: CPU time decides, waiting for it is the backstop.

    A busy machine makes a worker slower on the wall clock, and the examiner, too. So that it
    changes no score, only those seconds count in which the examiner waited for the worker or
    worked itself, and of these not the ones in which either of them was kept from running.

    Parameters
    ----------
    seconds : float
        CPU seconds; `WALL_FACTOR` times as many of waiting.
    """

    def __init__(self, worker: Clocked, seconds: float) -> None:
        self._worker = worker
        self.seconds = seconds
        self._own = Starving.of_this_process()
        self._cpu_start = worker.cpu_seconds()
        self._starved_start = self._starved()
        self._own_start = time.process_time()
        self._waiting = 0.0
        self._bytes = 0
        self._values = 0

    def cpu_spent(self) -> float:
        """CPU seconds spent so far (wall seconds where the platform has no clock for them)."""
        return self._worker.cpu_seconds() - self._cpu_start

    def add_waiting(self, seconds: float) -> None:
        """Count seconds in which the examiner waited for the worker."""
        self._waiting += seconds

    def waited(self) -> float:
        """Seconds that it has taken so far, were nobody kept from running."""
        starved = self._starved() - self._starved_start
        return max(self._waiting - starved, 0.0) + time.process_time() - self._own_start

    def check(self) -> None:
        """Raises `WorkerFailed` when time is up."""
        most = WALL_FACTOR * self.seconds
        at_most = self._waiting + time.process_time() - self._own_start
        if self.cpu_spent() > self.seconds or (at_most > most and self.waited() > most):
            text = gettext("it took longer than {seconds:.3g} s")
            raise WorkerFailed(text.format(seconds=self.seconds), is_timeout=True)

    def _starved(self) -> float:
        return self._worker.starved_seconds() + self._own.seconds()

    def count(self, *, received: int = 0, values: int = 0) -> None:
        """Add bytes and values received; raises `WorkerFailed` when they are too many."""
        self._bytes += received
        self._values += values
        if self._bytes > RECEIVED_BYTES or self._values > RECEIVED_VALUES:
            text = gettext("it sent more than {mib} MiB or {values} values")
            raise WorkerFailed(text.format(mib=RECEIVED_BYTES // 2**20, values=RECEIVED_VALUES))


class Starving:
    """Says how long a process's first thread could have run and others did.

    Parameters
    ----------
    process : int or str
        Its number, or ``self``. The file that tells is kept open: it is this process's, and no
        later one's of the same number.
    """

    _own: tuple[int, Starving] | None = None

    def __init__(self, process: int | str) -> None:
        self._descriptor = -1
        with contextlib.suppress(OSError):  # no such process, or a platform that doesn't say
            self._descriptor = os.open(f"/proc/{process}/schedstat", os.O_RDONLY)

    @classmethod
    def of_this_process(cls) -> Starving:
        """This process's; a fork gets its own."""
        if cls._own is None or cls._own[0] != os.getpid():
            cls._own = os.getpid(), cls("self")
        return cls._own[1]

    def seconds(self) -> float:
        """Seconds so far; 0 where nobody knows."""
        try:
            return int(os.pread(self._descriptor, 100, 0).split()[1]) / 1e9
        except (OSError, IndexError, AttributeError):
            return 0.0

    def close(self) -> None:
        """Forget the process."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1
