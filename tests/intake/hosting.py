"""Repositories for a class, made commit by commit, and a Git server for them on this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from conftest import skip_or_fail
from intake.deliveries import Files, write

GIT = shutil.which("git") or "git"
SERVED = "2026-12-01T10:00:00+00:00"
"""When a commit is made, unless it matters."""
PEOPLE = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A Student"), ("EMAIL", "student@example.org"))
}


class Repository:
    """A repository with a working tree, in which a test commits."""

    def __init__(self, path: Path, branch: str = "main", *options: str) -> None:
        self.path = path
        path.mkdir(parents=True)
        self.git("init", "--quiet", f"--initial-branch={branch}", *options)

    def git(self, *words: object, at: str = SERVED, data: bytes = b"") -> str:
        """What git says, asked with nobody's configuration."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        own |= PEOPLE | {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
        own |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            [GIT, *map(str, words)], cwd=self.path, env=own, input=data, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def commit(self, files: Files, at: str = SERVED) -> str:
        """Commit `files`, and what is staged; the commit's name."""
        write(self.path, files)
        self.git("add", "--force", "--", *files, at=at) if files else None
        self.git("commit", "--quiet", "--allow-empty", "--message", "work", at=at)
        return self.git("rev-parse", "HEAD")

    def commit_tree(self, tree: bytes) -> str:
        """Commit a tree of any bytes, such as no git would make."""
        words = ("hash-object", "-t", "tree", "-w", "--literally", "--stdin")
        made = self.git("commit-tree", "-m", "odd", self.git(*words, data=tree))
        self.git("update-ref", "HEAD", made)
        return made

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", data=data)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which the repositories in `folder` can be fetched."""
    listed = subprocess.run([GIT, "--exec-path"], capture_output=True, text=True, check=True)
    if not (Path(listed.stdout.strip()) / "git-daemon").exists():
        skip_or_fail("this git has no daemon")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ("--export-all", "--reuseaddr", "--listen=127.0.0.1", f"--port={port}")
    with (folder.parent / "daemon.log").open("wb") as log:
        daemon = subprocess.Popen(
            [GIT, "daemon", *words, f"--base-path={folder}", str(folder)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(port, daemon)
        yield f"git://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(daemon.pid, 15)
        daemon.wait()


def _wait_for(port: int, daemon: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert daemon.poll() is None, "git daemon has ended"
        time.sleep(0.05)
    raise AssertionError("git daemon doesn't answer")


def table(path: Path, rows: Mapping[str, str]) -> Path:
    """A table of students and their repositories."""
    lines = [f"{student},{repository}" for student, repository in rows.items()]
    path.write_text("\n".join(["student,repository", *lines, ""]))
    return path
