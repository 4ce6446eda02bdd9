"""What a command costs: seconds, CPU seconds and memory, all of its processes counted.

The CPU seconds are those that the kernel adds up for a process when it is waited for, its own
children's among them. Who outlives the parent becomes this process's child (prctl(2),
PR_SET_CHILD_SUBREAPER), is waited for here, and so is counted, too. With `grader grade`, workers
included, that was what a cgroup of its own counted, to a thousandth.
"""

from __future__ import annotations

import ctypes
import functools
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SUBREAPER = 36
PATIENCE = 5.0
"""Seconds for what outlives a command."""


@dataclass(frozen=True)
class Cost:
    """Of a command, or of a submission.

    Attributes
    ----------
    seconds, cpu : float
        On the clock, and of all cores.
    memory : int
        The largest resident set of a single process, in bytes.
    """

    seconds: float
    cpu: float
    memory: int

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.seconds + other.seconds, self.cpu + other.cpu, max(self.memory, other.memory)
        )

    def each(self, count: int) -> Cost:
        """Of one submission of `count`."""
        return Cost(self.seconds / count, self.cpu / count, self.memory)


def cost(
    command: Sequence[str],
    *,
    core: int | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    watch: Callable[[int], None] | None = None,
) -> Cost:
    """Run `command`, which must succeed, on one core or on all.

    Parameters
    ----------
    watch : callable, optional
        Called with the process's number as soon as it has started; returns when it has ended.
    """
    adopt()
    pin = None if core is None else functools.partial(os.sched_setaffinity, 0, {core})
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            preexec_fn=pin,
        )
        if watch is not None:
            watch(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        said.seek(0)
        last = said.read()[-2000:]
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss
    for late in orphans():
        cpu += late.ru_utime + late.ru_stime
        memory = max(memory, late.ru_maxrss)
    if process.returncode:
        words = " ".join(map(str, command))
        raise RuntimeError(f"exit status {process.returncode}: {words}\n{last}")
    return Cost(seconds, cpu, 1024 * memory)


@functools.cache
def adopt() -> None:
    """Become the parent of what its own parent leaves behind."""
    if ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "processes that outlive their parent can't be counted")


def orphans() -> list[resource.struct_rusage]:
    """What each process that outlived a command used."""
    found = []
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            pid, _, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            break
        if pid:
            found.append(used)
        else:
            time.sleep(0.01)
    return found


def spread(values: Sequence[float], digits: int = 3) -> str:
    """Median and range."""
    middle, low, high = statistics.median(values), min(values), max(values)
    figures = [f"{value:.{digits}g}" for value in (middle, low, high)]
    return figures[0] if len(values) == 1 else f"{figures[0]} ({figures[1]}-{figures[2]})"


def machine() -> str:
    """What it ran on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{models[0] if models else platform.machine()}, {os.cpu_count()} cores, "
        f"{memory:.1f} GiB; {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before the start {load:.2f}"
    )
