"""The warm process: holds the interpreter, numpy and the worker's code, and forks workers.

Started by exec as ``python -I -S -B -c START`` with its control socket as standard input. It is
told nothing but paths of libraries, its scratch folder and the layers to apply: it never holds a
course, a student's name or a result, so there is nothing to find in a fork of it.

Control messages are lines of JSON. From the host: ``{"fork": {...}}`` with the worker's end of a
socket attached. To the host: ``{"ready": pid}`` at the start and ``{"forked": pid}``, each with a
pidfd attached on Linux, and ``{"exited": status, "leftover": bool}`` when that worker is gone. When
the host goes, so does everything here.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from typing import Any, Final

from grader.sandbox import layers, worker

CONTROL_PACKET: Final = 65536
"""Longest control message in bytes. The host never sends one before the last was answered."""

CHANNEL: Final = 3
"""The file descriptor on which a worker speaks with the examiner."""

PRELOADED: Final = (
    "numpy.fft numpy.linalg numpy.random numpy.polynomial "
    "abc array bisect bz2 cmath collections.abc copy copyreg csv dataclasses datetime decimal enum "
    "fractions functools glob hashlib heapq inspect io itertools json locale logging lzma math "
    "numbers operator pathlib pickle pprint queue random re shutil statistics string struct "
    "tempfile textwrap threading time timeit traceback types typing unittest warnings weakref zlib"
).split()
"""Loaded before the first fork: what submissions import most, and every module of the standard
library that a numerical one needs and that links a system library (which workers can't read)."""


def main(config: dict[str, Any]) -> None:
    """Serve the host on standard input until it goes away; never returns."""
    control = socket.socket(fileno=os.dup(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 0)
    warm = _Warm(control, config)
    for name in ("numpy", *PRELOADED, *config["imports"]):  # as the user that imports in a worker
        importlib.import_module(name)
    for name in ("random", "numpy.random"):  # who draws without a seed gets what everybody gets
        importlib.import_module(name).seed(0)
    sys.path[:] = [entry for entry in sys.path if entry not in config["path"]]
    gc.collect()
    gc.freeze()
    layers.adopt_orphans()
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    warm.serve()


class _Warm:
    def __init__(self, control: socket.socket, config: dict[str, Any]) -> None:
        self._control = control
        self._drops_capabilities: bool = config["capabilities"]
        self._system_calls = base64.b64decode(config["seccomp"]) if config["seccomp"] else None
        readable = config["landlock"]
        scratch: str = config["scratch"]
        self._files = None if readable is None else layers.FileRules(readable, scratch)
        os.chdir(scratch)  # workers start here: another user couldn't enter the folders around it
        if config["user"] is not None:
            layers.become(config["user"])

    def serve(self) -> None:
        self._tell({"ready": os.getpid()}, _pidfd(os.getpid()))
        while True:
            packet, sockets, _, _ = socket.recv_fds(self._control, CONTROL_PACKET, 1)
            if not packet:
                os._exit(0)
            self._run(json.loads(packet)["fork"], sockets[0])

    def _run(self, limits: dict[str, Any], channel: int) -> None:
        """Fork one worker, wait until it is gone, and say so."""
        parent = os.getpid()
        child = os.fork()
        if child == 0:
            self._become_worker(limits, channel, parent)
        os.close(channel)
        watch = _pidfd(child)
        self._tell({"forked": child}, watch)
        status = self._reaped(child, watch)
        self._tell({"exited": status, "leftover": _has_children()})

    def _reaped(self, child: int, watch: int | None) -> int:
        """Wait for `child`; the end of the host ends it and this process at once."""
        if watch is not None:
            poll = select.poll()
            poll.register(self._control, select.POLLRDHUP | select.POLLHUP)
            poll.register(watch, select.POLLIN)
            while watch not in (ready := dict(poll.poll())):
                if ready:
                    os.kill(child, signal.SIGKILL)
                    os._exit(0)
            os.close(watch)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)

    def _become_worker(self, limits: dict[str, Any], channel: int, parent: int) -> None:
        """In the fork: close every door, then serve the examiner; never returns."""
        try:
            os.dup2(channel, CHANNEL)
            os.dup2(0, 1)
            os.dup2(0, 2)
            self._enter(limits, parent)
            worker.main(CHANNEL)
        except BaseException as problem:  # the channel closes with it, and the host gives up
            with contextlib.suppress(BaseException):
                os.write(CHANNEL, worker.refusal(problem))
        finally:
            os._exit(70)

    def _enter(self, limits: dict[str, Any], parent: int) -> None:
        layers.die_with_parent()
        if os.getppid() != parent:
            os._exit(70)
        os.umask(0o077)
        layers.limit_resources(limits["address_space"], limits["cpu_seconds"])
        if self._files is not None:
            self._files.enforce()
        os.closerange(CHANNEL + 1, 2**16)
        if self._drops_capabilities:
            layers.drop_capabilities()
        if self._system_calls is not None:
            layers.forbid_system_calls(self._system_calls)

    def _tell(self, message: dict[str, Any], descriptor: int | None = None) -> None:
        packet = json.dumps(message).encode() + b"\n"
        if descriptor is None:
            self._control.send(packet)
        else:
            socket.send_fds(self._control, [packet], [descriptor])


def _pidfd(pid: int) -> int | None:
    return os.pidfd_open(pid) if hasattr(os, "pidfd_open") else None


def _has_children() -> bool:
    """Is a process still running that the worker left behind? (They are adopted here.)"""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True
