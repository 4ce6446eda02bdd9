"""A container as Docker makes one: root with few rights, no user namespaces, no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, skip_or_fail

RIGHTS = (
    "chown dac_override fowner fsetid kill mknod net_bind_service net_raw setfcap setgid setpcap "
    "setuid sys_chroot audit_write"
).split()
"""The capabilities that Docker leaves to root."""
NEW_USER = 0x10000000
PACKAGES = Path(sysconfig.get_path("purelib"))


def require_containers() -> None:
    """Skip the test where no such container can be made."""
    if os.geteuid():
        pytest.skip("it takes root to make a container whose user is root")
    if not shutil.which("bwrap"):
        skip_or_fail("it takes bubblewrap to make a container")


def in_container(
    *command: str | Path,
    root: Path | None = None,
    binds: Mapping[str, Path] | None = None,
    folder: str = "/",
    environment: Mapping[str, str] | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run `command` as root of a container, and take down what it says.

    Parameters
    ----------
    root : Path, optional
        The container's files, which stay as the command leaves them. Without it, this machine's
        system, this Python with its packages, and the grader, all of them read-only.
    binds : mapping
        What lies elsewhere in it: folders of this machine by their paths there.
    folder : str
        Where the command starts.
    """
    with tempfile.TemporaryFile() as program:
        program.write(_no_namespaces())
        program.seek(0)
        mounts = ["--bind", str(root), "/"] if root else list(_this_system())
        for place, source in (binds or {}).items():
            mounts += ["--bind", str(source), place]
        words = [
            *("bwrap", *mounts, "--proc", "/proc", "--dev", "/dev"),
            *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--clearenv"),
            *("--setenv", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "--chdir", folder),
            *(word for pair in (environment or {}).items() for word in ("--setenv", *pair)),
            *("--cap-drop", "ALL"),
            *(word for right in RIGHTS for word in ("--cap-add", f"CAP_{right.upper()}")),
            *("--seccomp", str(program.fileno()), "--", *map(str, command)),
        ]
        return subprocess.run(
            words,
            pass_fds=[program.fileno()],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


def _this_system() -> Iterator[str]:
    for path in map(Path, ("/usr", "/etc", "/bin", "/sbin", "/lib", "/lib64")):
        if path.is_symlink():
            yield from ("--symlink", os.readlink(path), str(path))
        elif path.is_dir():
            yield from ("--ro-bind", str(path), str(path))
    yield from ("--perms", "1777", "--tmpfs", "/tmp")  # noqa: S108 - the container's own
    for place in dict.fromkeys((sys.base_prefix, sys.prefix, str(PACKAGES), str(ROOT))):
        if not place.startswith("/usr"):
            for folder in reversed(
                Path(place).parents[:-1]
            ):  # made here, they would be root's alone
                yield from ("--perms", "0755", "--dir", str(folder))
            yield from ("--ro-bind", place, place)


def _no_namespaces() -> bytes:
    """A filter that refuses what Docker's does and a sandbox could want."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in ("unshare", "setns", "mount", "umount2", "pivot_root"):
        rules.add_rule(pyseccomp.ERRNO(1), name)
    new_user = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, NEW_USER, NEW_USER)
    rules.add_rule(pyseccomp.ERRNO(1), "clone", new_user)
    rules.add_rule(pyseccomp.ERRNO(38), "clone3")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
