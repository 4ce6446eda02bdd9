"""A folder for all that a run needs for a while, which goes with the grader however it ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.language import gettext

SWEEPER: Final = """
import os, signal, sys
for name in ("SIGHUP", "SIGTERM"):  # a machine that goes down tells everybody, the grader first
    if hasattr(signal, name):
        signal.signal(getattr(signal, name), signal.SIG_IGN)
try:
    folder = os.path.realpath(os.path.join(sys.argv[1], "grader-" + os.urandom(8).hex()))
    os.mkdir(folder, 0o700)
except OSError as problem:
    sys.exit(str(problem))
try:
    os.write(1, os.fsencode(folder))
    os.close(1)
except OSError:  # the grader is gone already; its end of the line says the same
    pass
import shutil, time  # the grader waits no longer
os.read(0, 1)
for _ in range(100):
    shutil.rmtree(folder, ignore_errors=True)
    if not os.path.lexists(folder):
        break
    time.sleep(0.05)
"""
"""Makes the folder, says its name, and removes it when the grader has ended: its standard input
closes even with one that is killed, whose processes may go on writing for a moment."""


@contextlib.contextmanager
def workplace() -> Iterator[Path]:
    """A private folder, in which temporary files are made until the block ends.

    Raises
    ------
    GraderError
        If it can't be made.
    """
    with private_folder() as folder:
        before, tempfile.tempdir = tempfile.tempdir, str(folder)
        try:
            yield folder
        finally:
            tempfile.tempdir = before


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that nobody else may open, until the block ends.

    Raises
    ------
    GraderError
        If it can't be made.
    """
    sweeper, folder = _started()
    try:
        yield Path(folder)
    finally:
        sweeper.communicate()
        shutil.rmtree(folder, ignore_errors=True)  # should somebody have ended the sweeper


def _started() -> tuple[subprocess.Popen[bytes], str]:
    """The sweeper and its folder; tried twice, should somebody end it before it has one."""
    reasons = []
    for _ in range(2):
        try:
            place = tempfile.gettempdir()
        except OSError as problem:
            reasons.append(str(problem))
            break
        sweeper = subprocess.Popen(  # noqa: S603 - the command and its words are ours
            [sys.executable, "-I", "-S", "-c", SWEEPER, place],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is not for it
        )
        if sweeper.stdout and (folder := os.fsdecode(sweeper.stdout.read())):
            return sweeper, folder
        _, reason = sweeper.communicate()
        status = gettext("status {number}").format(number=sweeper.returncode)
        reasons.append(os.fsdecode(reason).strip() or status)
    text = gettext(
        "no temporary folder can be made ({reason}); make room, or name another folder in TMPDIR"
    )
    raise GraderError(text.format(reason=reasons[-1]))
