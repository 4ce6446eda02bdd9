"""A worker in this very process: for students who check their own code on their own machine.

The examiner speaks with it as with any other, in frames, so that what is green at home is green in
grading; but the code runs in a thread of this process, unconfined, on every platform: it can
print, and a debugger can stop in it.
"""

from __future__ import annotations

import contextlib
import ctypes
import linecache
import os
import queue
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from grader.language import gettext
from grader.sandbox import loading, worker
from grader.sandbox.allowance import Allowance, Limits, WorkerFailed
from grader.sandbox.exchange import Received
from grader.sandbox.output import Output
from grader.sandbox.respondent import GIVEN, SUBMISSION, Respondent
from grader.sandbox.wire import HEADER, Incoming, Node, divided, sizes, unframed

LOOK_SECONDS: Final = 0.05
"""How often the clock is looked at while the code runs."""
FAREWELLS: Final = 10
"""How often code that runs on after its time is interrupted before it is left alone."""


class Interrupted(BaseException):
    """Raised in code whose time is up."""


class LocalSandbox:
    """Gives workers in this process, one at a time.

    Parameters
    ----------
    folder : Path
        Where the submission's file is.
    module : module, optional
        What the submission has defined already, in a notebook; its file isn't loaded then.

    Attributes
    ----------
    output : Output
        Where what the code prints is kept, if the caller has put it in standard output's place.
    own : set of str
        The submission's own files, as tracebacks call them.
    problem : BaseException or None
        What last came out of the submission's code.
    trace : StackSummary
        Where that was, or where the code was when its time was up, outermost frame first: the
        frames of the submission's own files.
    """

    def __init__(self, folder: Path, module: types.ModuleType | None = None) -> None:
        self.folder = folder
        self.module = module
        self.output = Output()
        self.own: set[str] = set()
        self.problem: BaseException | None = None
        self.trace = traceback.StackSummary()

    def worker(self, _: Limits, _imports: tuple[str, ...] = ()) -> LocalWorker:
        """A new worker."""
        return LocalWorker(self)

    def close_worker(self, worker: LocalWorker) -> int | None:
        """End `worker`."""
        worker.kill()
        return 0

    def can_go_on(self, _: LocalWorker) -> bool:
        """No: at home each exercise has a worker of its own."""
        return False

    def keep(self, trace: traceback.StackSummary, problem: BaseException | None = None) -> None:
        """Keep what came out of the submission's code, and where."""
        own = [frame for frame in trace if self._is_own(frame.filename)]
        self.trace = traceback.StackSummary.from_list(own)
        self.problem = problem

    def _is_own(self, file: str) -> bool:
        if self.module is not None:
            return "ipykernel_" in file or file.startswith("<ipython-input-")
        return file in self.own


class LocalWorker:
    """A worker in a thread of this process.

    Parameters
    ----------
    sandbox : LocalSandbox
    """

    def __init__(self, sandbox: LocalSandbox) -> None:
        self._sandbox = sandbox
        self._stream = _QueueStream()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self._stream.sent.get()  # "ready": there is nothing to confine

    def _serve(self) -> None:
        with contextlib.suppress(Interrupted):
            worker.serve(self._stream, partial(_LocalRespondent, self._sandbox))

    def cpu_seconds(self) -> float:
        """Seconds on the wall clock: not every platform tells a thread's own."""
        return 0.0 if _is_debugged() else time.monotonic()

    def starved_seconds(self) -> float:
        """Nobody knows."""
        return 0.0

    def send(self, frames: bytes, _: Allowance) -> None:
        """Send a question, or several."""
        while frames:
            end = HEADER.size + sum(sizes(frames))
            self._stream.asked.put(frames[:end])
            frames = frames[end:]

    def receive(self, allowance: Allowance) -> Received:
        """The next message; raises `WorkerFailed` if it doesn't come in time."""
        while True:
            try:
                return divided(self._stream.sent.get(timeout=LOOK_SECONDS))
            except queue.Empty:
                if not self._thread.is_alive():
                    raise WorkerFailed(gettext("its thread has ended"), is_death=True) from None
                if not _is_debugged():
                    self._check(allowance)

    def _check(self, allowance: Allowance) -> None:
        try:
            allowance.check()
        except WorkerFailed:
            frame = sys._current_frames().get(self._thread.ident or 0)
            self._sandbox.keep(
                traceback.extract_stack(frame) if frame else traceback.StackSummary()
            )
            raise

    def kill(self) -> None:
        """Hang up, and interrupt code that is still running."""
        self._stream.asked.put(None)
        for _ in range(FAREWELLS):
            self._thread.join(LOOK_SECONDS)
            if not self._thread.is_alive() or self._thread.ident is None:
                return
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread.ident), ctypes.py_object(Interrupted)
            )


class _QueueStream:
    """Frames between two threads."""

    def __init__(self) -> None:
        self.asked: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.sent: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def write(self, frame: bytes) -> None:
        self.sent.put(frame)

    def receive(self) -> tuple[list[Any], bytes]:
        frame = self.asked.get()
        if frame is None:
            raise Interrupted
        return unframed(frame)


class _LocalRespondent(Respondent):
    """Knows where the submission's file is, and keeps what came out of it."""

    def __init__(
        self, sandbox: LocalSandbox, call_back: Callable[[Respondent, int, list[Any]], Any]
    ) -> None:
        super().__init__(call_back)
        self._sandbox = sandbox
        self.output = sandbox.output

    def report(self, problem: BaseException) -> list[str | int]:
        self._sandbox.keep(traceback.extract_tb(problem.__traceback__), problem)
        return super().report(problem)

    def _give(self, sent: Incoming, name: str, code: Node) -> bytes:
        if self._sandbox.module is None or name not in sys.modules:
            return super()._give(sent, name, code)
        self.roots[GIVEN] = sys.modules[name]  # the notebook has imported it: its classes are these
        return self.frame("value", None)

    def make(self, name: str, told: list[Any]) -> list[loading.Failure]:
        if self._sandbox.module is not None:
            self.roots[SUBMISSION] = self._sandbox.module
            return []
        parts, modules, *rest = told
        folder = str(self._sandbox.folder)
        parts = [
            (file if is_cell else os.path.join(folder, file), source, is_cell)
            for file, source, is_cell in parts
        ]
        self._sandbox.own = {file for file, *_ in (*parts, *modules)}
        for file, source, *_ in (*parts, *modules):  # so that tracebacks can quote them
            lines = source.decode("utf-8", "replace").splitlines(keepends=True)
            linecache.cache[file] = len(source), None, lines, file
        return super().make(name, [parts, modules, *rest])


def _is_debugged() -> bool:
    """Is somebody stepping through the code? Then time says nothing."""
    monitoring = getattr(sys, "monitoring", None)  # Python 3.12
    return sys.gettrace() is not None or (
        monitoring is not None and monitoring.get_tool(monitoring.DEBUGGER_ID) is not None
    )
