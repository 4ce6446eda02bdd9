"""Runs a command and says what was left of it: ``python keeper.py REPORT SECONDS COMMAND...``.

A process whose parent ends is adopted by this one, wherever it has gone (``PR_SET_CHILD_SUBREAPER``
needs no right). So whatever the command started and didn't end is found below this process. What
was killed takes a moment until it is gone: it has SECONDS for it.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def main(report: str, grace: str, *command: str) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER)")
    start = time.monotonic()
    status = subprocess.run(command, check=False).returncode
    seconds = time.monotonic() - start
    deadline = time.monotonic() + float(grace)
    while (left := below(os.getpid())) and time.monotonic() < deadline:
        time.sleep(0.05)
    Path(report).write_text(
        json.dumps({"status": status, "seconds": seconds, "left": list(left.values())})
    )
    for pid in left:
        os.kill(pid, signal.SIGKILL)


def below(ancestor: int) -> dict[int, str]:
    """The processes that come from `ancestor`, with their command lines; the dead are buried."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has just ended
            continue
        children.setdefault(parent, []).append(int(entry.name))
    found: dict[int, str] = {}
    waiting = [ancestor]
    while waiting:
        for pid in children.get(waiting.pop(), []):
            waiting.append(pid)
            found[pid] = words(pid)
    return found


def words(pid: int) -> str:
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return "?"
    return line.replace(b"\0", b" ").decode(errors="replace")[:300]


if __name__ == "__main__":
    main(*sys.argv[1:])
