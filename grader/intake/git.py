"""Runs git on repositories that strangers own, and fetches one.

Nothing is ever checked out, so that no hook, filter, attribute, link or submodule of a repository
does anything: `grader.intake.commits` asks for its objects by name, one by one.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.intake.places import printable
from grader.language import gettext

CLONE_LIMIT: Final = 256 * 2**20
"""Largest clone, in bytes: all files of the one branch in all its commits, packed."""
CLONE_SECONDS: Final = 120
"""Wall time of a clone; and the CPU time of each git."""
MEMORY_LIMIT: Final = 2**30
"""Bytes of data of each git: what a small pack unpacks to is its sender's choice."""
SAID_LIMIT: Final = 200
"""Most characters of what git said that are told."""
REMOTE: Final = "https:http:ssh:git"
LOCAL: Final = "file"
"""Protocols that git may use, as GIT_ALLOW_PROTOCOL has them: none that runs a command."""

# RLIMIT_DATA and not RLIMIT_AS: credential helpers reserve addresses that they never use
_LIMITED: Final = """
{ ulimit -t "$1"; ulimit -f "$2"; ulimit -d "$3"; trap '' XFSZ; } 2>/dev/null
shift 3
exec git "$@"
"""
_OPTIONS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",  # nothing stays behind
    "maintenance.auto=false",
    "submodule.recurse=false",
    "transfer.bundleURI=false",  # nothing from other places than the one that was named
    "pack.threads=1",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=30",
)
_KEPT: Final = ("ASKPASS", "CONFIG", "HTTP", "PROXY", "SSH", "SSL")
"""How variables of git go on that may be what lets the instructor into private repositories."""
_LOOK_SECONDS = 0.05


class Unfetched(Exception):
    """Why a repository can't be used; the text goes on from "it"."""


def require_git() -> None:
    """Stop here if git isn't installed."""
    if shutil.which("git") is None:
        raise GraderError(gettext("git isn't installed, and --from-git needs it: apt install git"))


def without_password(text: str) -> str:
    """`text` with the addresses in it, and none of the names and passwords in these."""
    return re.sub(r"(\w://)[^/@\s]*@", r"\1", text)


def clone(
    address: str, protocols: str, branch: str, folder: Path, is_stopped: Callable[[], bool]
) -> Path:
    """Fetch one branch of a repository into the empty `folder`; where it is then.

    Parameters
    ----------
    protocols : str
        `REMOTE` or `LOCAL`.
    branch : str
        Empty: the default branch.
    is_stopped : callable
        Asked again and again: is the run at its end?

    Raises
    ------
    Unfetched
    GraderError
        If this machine has no room for it.
    """
    where, said = folder / "git", folder / "said"
    command = [
        *("clone", "--bare", "--single-branch", "--no-tags", "--no-local", "--quiet"),
        *("--no-recurse-submodules", "--template="),
        *((f"--branch={branch}",) if branch else ()),
        *("--", address, str(where)),
    ]
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - no word begins with the stranger's own text
            git_command(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment() | {"GIT_ALLOW_PROTOCOL": protocols},
            cwd=folder,
            start_new_session=True,  # no terminal to ask on; and all of it can be ended
        )
    try:
        _watch(process, folder, is_stopped)
    finally:
        end(process)
    if process.returncode:
        reason = _first_words(said, folder)
        if "File too large" in reason:  # git was faster than the looks at it
            raise Unfetched(_too_large())
        if "No space left" in reason and shutil.disk_usage(folder).free < CLONE_LIMIT:
            text = gettext("no room for the clones in {folder}; name another in TMPDIR")
            raise GraderError(text.format(folder=folder.parent))
        raise Unfetched(gettext("git can't clone it ({reason})").format(reason=reason))
    said.unlink()
    return where


def _too_large() -> str:
    return gettext("it is larger than {size} MiB").format(size=CLONE_LIMIT // 2**20)


def git_command(words: list[str]) -> list[str]:
    """The command that has git do something, within limits and without doing more."""
    blocks = 2 * CLONE_LIMIT // 512  # `_watch` comes first, unless the grader was killed
    limits = (CLONE_SECONDS, blocks, MEMORY_LIMIT // 1024)
    options = [word for option in _OPTIONS for word in ("-c", option)]
    return ["/bin/sh", "-c", _LIMITED, "sh", *map(str, limits), *options, *words]


def _environment() -> dict[str, str]:
    """This process's, without what points git to other repositories."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name.removeprefix("GIT_").startswith(_KEPT)
    }
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1"}


def own_environment() -> dict[str, str]:
    """For what needs no way into private repositories: nobody's configuration."""
    left = {name: value for name, value in _environment().items() if "GIT_CONFIG" not in name}
    return left | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def _watch(process: subprocess.Popen[bytes], folder: Path, is_stopped: Callable[[], bool]) -> None:
    """Wait for a clone as long as it keeps within the limits."""
    latest = time.monotonic() + CLONE_SECONDS
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
        if _size(folder) > CLONE_LIMIT:
            raise Unfetched(_too_large())
        if process.returncode is not None:
            return
        if time.monotonic() > latest:
            text = gettext("cloning it takes longer than {seconds} seconds")
            raise Unfetched(text.format(seconds=CLONE_SECONDS))
        if is_stopped():
            raise Unfetched(gettext("the run was stopped"))


def end(process: subprocess.Popen[bytes]) -> None:
    """End it with all it started, if it hasn't ended by itself."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _size(folder: Path) -> int:
    size = 0
    for path, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # gone again
                size += os.lstat(os.path.join(path, name)).st_size
    return size


def _first_words(said: Path, folder: Path) -> str:
    """The first thing that git complained of, fit to be shown to anybody."""
    with said.open("rb") as file:
        text = file.read(4096).decode(errors="replace")
    lines = [line.strip() for line in re.split(r"[\r\n]+", text.replace(f"{folder}/", ""))]
    left_out = ("remote: ", "warning: ", "hint: ")
    complaints = (line for line in lines if line and not line.startswith(left_out))
    words = next(complaints, gettext("no reason"))
    plain = printable(without_password(words).removeprefix("fatal: ").removeprefix("error: "))
    return plain[:SAID_LIMIT].rstrip(".")
