"""Asks git for what is in a clone: its commits, and its objects by their names."""

from __future__ import annotations

import contextlib
import errno
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from grader.intake.git import CLONE_SECONDS, Unfetched, end, git_command, own_environment
from grader.language import gettext


class Commit(NamedTuple):
    """A commit's name, in hexadecimal digits, and when it was made: its maker's own word."""

    name: str
    at: datetime


def last_commit(where: Path, before: datetime | None) -> Commit:
    """The last commit of a clone's branch that isn't later than `before`, by first parents.

    First parents are what the branch itself was at: a side branch that was merged after the
    deadline is no work of before, however old its commits are.

    Raises
    ------
    Unfetched
        If there is none.
    """
    if _answer(where, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
        raise Unfetched(gettext("it has no commit on its default branch"))
    until = [] if before is None else [f"--min-age={max(0, int(before.timestamp()))}"]
    words = ("rev-list", "--max-count=1", "--first-parent", "--timestamp", *until, "HEAD", "--")
    answer = _answer(where, *words)
    if answer is None:
        raise Unfetched(gettext("git can't read its commits"))
    if not answer:
        text = gettext("it has no commit that isn't later than {time}")
        raise Unfetched(text.format(time=before and before.isoformat()))
    seconds, name = answer.split()
    try:
        return Commit(name, datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError):
        text = gettext("the time of its commit {commit} is none")
        raise Unfetched(text.format(commit=name[:10])) from None


class Objects:
    """Reads objects of clones, through one git at a time, which stays for the next of a clone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._where: Path | None = None

    def read(self, where: Path, name: str, kind: str, limit: int) -> bytes:
        """What is in an object.

        Parameters
        ----------
        kind : str
            ``blob`` or ``tree``.

        Raises
        ------
        ValueError
            If it is larger than `limit` bytes; the text goes on from "it".
        OSError
            If it isn't there, or is something else.
        """
        process = self._process
        if process is None or self._where != where or process.poll() is not None:
            process = self._start(where)
        if process.stdin is None or process.stdout is None:
            raise _damaged()
        try:
            process.stdin.write(f"{name}\n".encode())
            process.stdin.flush()
        except BrokenPipeError:  # it has ended already
            self.close()
            raise _damaged() from None
        head = process.stdout.readline(200).split()
        if len(head) != 3 or head[1] != kind.encode() or int(head[2]) > limit:
            self.close()  # with what it still has to say
            if len(head) == 3 and head[1] == kind.encode():
                text = gettext("it is larger than {size} MiB")
                raise ValueError(text.format(size=limit // 2**20))
            raise _damaged()
        size = int(head[2])
        data = process.stdout.read(size + 1)
        if len(data) != size + 1:
            self.close()
            raise _damaged()
        return data[:size]

    def _start(self, where: Path) -> subprocess.Popen[bytes]:
        self.close()
        self._where = where
        self._process = subprocess.Popen(  # noqa: S603 - the words are ours
            git_command([f"--git-dir={where}", "cat-file", "--batch"]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own_environment(),
            start_new_session=True,
        )
        return self._process

    def close(self) -> None:
        """End the git that is there."""
        if self._process is not None:
            end(self._process)
            for stream in (self._process.stdin, self._process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
        self._process = None


def _damaged() -> OSError:
    return OSError(errno.EIO, gettext("the repository is damaged"))


def _answer(where: Path, *words: str) -> str | None:
    """What git says of a clone; None if it can't."""
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours
            git_command([f"--git-dir={where}", *words]),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=own_environment(),
            timeout=CLONE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout.decode().strip() if done.returncode == 0 else None
