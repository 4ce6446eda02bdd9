"""What a worker gives up before it meets student code; runs in the worker, in the fork.

All but `become`, which the warm process does before it forks any.

Each function closes one door for good and raises OSError where it can't: a worker that could not
be confined must not run. `grader.sandbox.confinement` decides which layers there are.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import sys
from collections.abc import Sequence

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522
_CAPABILITY_HEADER = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
_NO_CAPABILITIES = (ctypes.c_uint32 * 6)()
_BPF_INSTRUCTION_SIZE = 8

FILE_SIZE_LIMIT = 16 * 2**20
OPEN_FILES_LIMIT = 64


class _SeccompProgram(ctypes.Structure):
    """``struct sock_fprog`` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _checked(result: int, call: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{call}: {os.strerror(number)}")


_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
"""Opened before the first fork: what a fork changes in memory is copied, and that takes longer."""


def _prctl(option: int, name: str, *arguments: object) -> None:
    padded = (*arguments, 0, 0, 0, 0)[:4]
    if _LIBC is not None:
        _checked(_LIBC.prctl(option, *padded), f"prctl({name})")


def die_with_parent() -> None:
    """Have the kernel kill this process when the warm process goes."""
    _prctl(_PR_SET_PDEATHSIG, "PR_SET_PDEATHSIG", 9)


def adopt_orphans() -> None:
    """Have processes that a worker leaves behind become children of this one."""
    _prctl(_PR_SET_CHILD_SUBREAPER, "PR_SET_CHILD_SUBREAPER", 1)


def limit_resources(address_space: int | None, cpu_seconds: int) -> None:
    """Set the rlimits.

    Parameters
    ----------
    address_space : int or None
        Bytes of address space, what is mapped already included; None where the platform can't say
        how much that is.
    cpu_seconds : int
        After so many CPU seconds the kernel kills the worker. The examiner gives up sooner: this
        is for the day on which the examiner itself is gone.
    """
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: FILE_SIZE_LIMIT,
        resource.RLIMIT_NOFILE: OPEN_FILES_LIMIT,
    }
    if address_space is not None:
        limits[resource.RLIMIT_AS] = address_space
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))


def become(user: int) -> None:
    """Be `user`, who is in the group of the same number and in no other, for good."""
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)


def drop_capabilities() -> None:
    """Give up every capability; root becomes an ordinary owner of its files."""
    if _LIBC is not None:
        _checked(_LIBC.capset(_CAPABILITY_HEADER, _NO_CAPABILITIES), "capset")


def forbid_system_calls(program: bytes) -> None:
    """Install the seccomp filter `program`, BPF instructions as the kernel takes them."""
    _prctl(_PR_SET_NO_NEW_PRIVS, "PR_SET_NO_NEW_PRIVS", 1)
    filter_ = _SeccompProgram(len(program) // _BPF_INSTRUCTION_SIZE, program)
    _prctl(_PR_SET_SECCOMP, "PR_SET_SECCOMP", _SECCOMP_MODE_FILTER, ctypes.byref(filter_))


class FileRules:
    """Landlock rules, made once in the warm process and put in force in each worker.

    Parameters
    ----------
    readable : sequence of str
        Files and folders whose contents may be read. One that doesn't exist is left out: what
        isn't there can't be read.
    writable : str
        The scratch folder. Plain files can be made there and nothing else, and none can be removed:
        what a submission wrote can be counted.
    """

    def __init__(self, readable: Sequence[str], writable: str) -> None:
        from landlockpy import AccessFS, Ruleset, Scope

        read = AccessFS.READ_FILE | AccessFS.READ_DIR
        write = AccessFS.WRITE_FILE | AccessFS.MAKE_REG | AccessFS.TRUNCATE
        self._rules = Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET)
        for path in readable:
            with contextlib.suppress(FileNotFoundError):
                self._rules.allow_path(path, read if os.path.isdir(path) else AccessFS.READ_FILE)
        self._rules.allow_path(writable, read | write)
        self._rules.allow_path(os.devnull, AccessFS.READ_FILE | AccessFS.WRITE_FILE)

    def enforce(self) -> None:
        """Nothing but what the rules allow can be opened from here on."""
        self._rules.restrict()
