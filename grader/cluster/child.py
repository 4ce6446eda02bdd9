"""A process of a Dask worker's own, in which submissions are graded one after the other.

The watchdog of the examiner needs the main thread, and Dask runs what it is handed in others. A
Dask worker that has a nanny is a daemon of `multiprocessing`, which lets it have no processes: so
this is one of `subprocess`, with a pipe of `multiprocessing`. Both ends are trusted, and of the
same version.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from grader.cluster.software import software
from grader.errors import GraderError
from grader.language import gettext
from grader.slot import Grading, Task, grade, slot

START: Final = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from grader.cluster.child import serve
serve(int(sys.argv[2]), json.loads(sys.argv[3]))
"""
START_SECONDS: Final = 120
"""For it to be ready, on a busy machine with a slow disk."""
ONE_THREAD: Final = {
    f"{library}_THREADS": "1"
    for library in ("OPENBLAS_NUM", "OMP_NUM", "MKL_NUM", "VECLIB_MAXIMUM")
}
"""For numpy to sum in the same order on each machine, whatever the Dask worker was told."""
_Question = tuple[Task, Any, Grading]


class Child:
    """The process, seen from the Dask worker.

    Parameters
    ----------
    folder : Path
        Where it makes its temporary files.
    imports : sequence of str
        What the exercises import, for `ready`.

    Raises
    ------
    OSError
        If it can't be started.
    """

    def __init__(self, folder: Path, imports: Sequence[str]) -> None:
        self._pipe, theirs = multiprocessing.Pipe()
        with theirs:
            command = [sys.executable, "-P", "-c", START, json.dumps(sys.path)]
            self._process = subprocess.Popen(  # noqa: S603 - the command and its words are ours
                [*command, str(theirs.fileno()), json.dumps(imports)],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **ONE_THREAD, "TMPDIR": str(folder)},
                start_new_session=True,  # Ctrl-C is not for it
            )

    def ready(self) -> dict[str, str]:
        """Wait, once, until it can grade; its `software`, as it was on the disk when it started.

        Raises
        ------
        GraderError
            If it ends before, or takes too long.
        """
        with contextlib.suppress(EOFError, OSError):
            if not self._pipe.poll(START_SECONDS):
                text = gettext("a process to grade in isn't ready after {seconds} seconds")
                raise GraderError(text.format(seconds=START_SECONDS))
            told: dict[str, str] = self._pipe.recv()
            return told
        self._process.kill()
        status = self._process.wait()
        text = gettext(
            "a process to grade in ended before it was ready (status {status}); "
            "the log of the Dask worker may say why"
        )
        raise GraderError(text.format(status=status))

    def grade(self, task: Task, submission: Any, known: Grading) -> Grading:
        """What the process makes of it.

        Raises
        ------
        BrokenExecutor
            If it ends meanwhile.
        """
        try:
            self._pipe.send((task, submission, known))
            answer = self._pipe.recv()
        except (EOFError, OSError):
            raise BrokenExecutor("the process that graded it ended") from None
        if isinstance(answer, Exception):
            raise answer
        graded: Grading = answer
        return graded

    def end(self) -> None:
        """End it, from any thread; the one that waits for an answer hears of that."""
        self._process.kill()

    def close(self) -> None:
        """End it and let go of the pipe, on which nobody waits."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()


def serve(descriptor: int, imports: Sequence[str]) -> None:
    """Be the process: say what it is, and grade what comes until nothing can come any more."""
    os.set_inheritable(descriptor, False)
    pipe = Connection(descriptor)
    pipe.send(software(imports))
    questions: queue.SimpleQueue[_Question] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(pipe, questions), daemon=True).start()
    while True:
        answer: Grading | Exception
        try:
            answer = grade(*questions.get())
        except Exception as problem:
            slot.close()
            answer = problem
        try:
            pipe.send(answer)
        except OSError:
            os._exit(1)
        except Exception:  # an exception that can't be pickled
            pipe.send(RuntimeError(f"{type(answer).__name__}: {answer}"))


def _hear(pipe: Connection, questions: queue.SimpleQueue[_Question]) -> None:
    """Take in what is asked; where the Dask worker has ended, however, end too."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            questions.put(pipe.recv())
    os._exit(1)
