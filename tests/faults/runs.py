"""The real command as a process that things can be done to, and a small class to run it on."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from conftest import ROOT, skip_or_fail, source_of

END_SECONDS = 2.0
"""Within so many seconds of the grader's end all that it started is gone."""

RIGHT = source_of("s01", "sigmoid")
SLEEPY, LOOPING = (
    f"""{RIGHT}
import time
class Slow(Sigmoid):
    def forward(self, x):
        {slowly}
        return super().forward(x)
Sigmoid = Slow
"""
    for slowly in ("time.sleep(0.05)", "while x.ndim == 3: pass")
)
"""One is right and takes its time, the other never ends in one of the checks."""
DEAD = "import os\nclass Sigmoid:\n    def forward(self, x): os._exit(3)\n"
UNFINISHED = RIGHT.replace("return", "return (")


def make_class(folder: Path) -> Path:
    """Ten students: the example class, and one slow, one whose process dies, one half written."""
    shutil.copytree(ROOT / "examples" / "class", folder)
    shutil.copy(folder / "s01" / "training.py", folder / "s05")
    new = {"s05": LOOPING, "s08": SLEEPY, "s09": DEAD, "s10": UNFINISHED}
    for student, text in new.items():
        (folder / student).mkdir(exist_ok=True)
        (folder / student / "sigmoid.py").write_text(text)
    return folder


@dataclass(frozen=True)
class Process:
    """A process of a run, which no other one can be taken for."""

    pid: int
    started: str
    role: str

    @property
    def is_alive(self) -> bool:
        facts = _facts(self.pid)
        return facts is not None and facts.started == self.started and facts.state != "Z"

    def send(self, number: int) -> None:
        if self.is_alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


class Run:
    """``grader grade``, started; keeps a list of every process that belongs to it.

    Parameters
    ----------
    temporary : Path
        A folder of its own for temporary files.
    arguments : tuple
        What follows ``grader``.
    prefix : sequence of str
        The command that starts it, if another one does.
    before : callable
        Called in the new process before the command.
    log : str
        Where it writes its progress to; a file of its own.
    """

    def __init__(
        self,
        temporary: Path,
        *arguments: object,
        environment: Mapping[str, str] = MappingProxyType({}),
        prefix: Sequence[str] = (),
        before: Callable[[], object] | None = None,
        log: str = "",
    ) -> None:
        temporary.mkdir(exist_ok=True)
        self.temporary = temporary
        self._log = Path(log or temporary.with_name(f"{temporary.name}.log"))
        self._seen: dict[int, Process] = {}
        with self._log.open("wb") as errors:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-m", "grader", *map(str, arguments)],
                cwd=ROOT,
                env={**os.environ, "TMPDIR": str(temporary), **environment},
                stdout=subprocess.DEVNULL,
                stderr=errors,
                preexec_fn=before,
            )

    @property
    def errors(self) -> str:
        """What the command says of its progress, and of trouble."""
        return self._log.read_text()

    @property
    def finished(self) -> int:
        """How many students are finished, by what the command says."""
        return sum(line.startswith("[") for line in self.errors.splitlines())

    def processes(self) -> list[Process]:
        """Every process of the run that is alive now.

        They are found by their parents and, should these be gone, by the session of one that was
        there.
        """
        table = dict(_table())
        known = {pid: seen.role for pid, seen in self._seen.items() if seen.is_alive}
        roles = {self.process.pid: "grader", **known}
        queue = list(roles)
        for one in queue:
            for pid, facts in table.items():
                if pid not in roles and (facts.parent == one or facts.session in self._seen):
                    roles[pid] = _role(pid, roles.get(facts.parent, ""))
                    queue.append(pid)
        for pid, role in roles.items():
            if pid in table and role:
                self._seen[pid] = Process(pid, table[pid].started, role)
        return [process for process in self._seen.values() if process.is_alive]

    def wait(self, seconds: float = 120) -> int:
        """Wait for its end; the exit status."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "it never ends"
            self.processes()
            time.sleep(0.05)
        return self.process.returncode

    def leftovers(self) -> list[object]:
        """Processes and files that are there when they should no longer be."""
        deadline = time.monotonic() + END_SECONDS
        while time.monotonic() < deadline:
            left: list[object] = [*self.processes(), *self.temporary.iterdir()]
            if not left:
                break
            time.sleep(0.02)
        return left


def with_mounts(script: str) -> list[str]:
    """A prefix for a command that sees what `script` mounts; nothing else does.

    ``"$@"`` in the script is the command.
    """
    for unshare in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        with contextlib.suppress(OSError):
            mount = [*unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
            if subprocess.run(mount, check=False, capture_output=True).returncode == 0:
                return [*unshare, "sh", "-c", script, "sh"]
    skip_or_fail("nothing can be mounted here, not even in a namespace of its own")
    raise AssertionError


def obey_modes() -> None:
    """In a new process: read and write what the files' modes allow, even as root."""
    drop_from_bounding_set, override = 24, 1
    if os.geteuid() == 0:
        assert ctypes.CDLL(None).prctl(drop_from_bounding_set, override, 0, 0, 0) == 0


class _Facts(NamedTuple):
    """What the kernel tells of a process."""

    state: str
    parent: int
    session: int
    started: str


def _table() -> Iterator[tuple[int, _Facts]]:
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        if facts := _facts(pid):
            yield pid, facts


def _facts(pid: int) -> _Facts | None:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return _Facts(fields[0], int(fields[1]), int(fields[3]), fields[19])


def _role(pid: int, parent: str) -> str:
    """What a process does in a run; "" for one that is just being started, or is gone."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
    if parent == "warm":
        return "worker"
    if Path(command.split("\0")[0]).name == "bwrap":
        return "bubblewrap"
    known = {"warm.main": "warm", "spawn_main": "pool", "resource_tracker": "tracker",
             "rmtree": "sweeper"}  # fmt: skip
    found = re.search("|".join(known), command)
    return known[found[0]] if found else ""
