"""The seccomp filter: the system calls that a worker may make.

What isn't listed fails with EPERM, what the kernel learns tomorrow included; a call of another
architecture ends the worker. Made on the trusted side, put in force in the worker.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from typing import Any, Final

ALLOWED_CALLS: Final = (
    # memory
    "brk mmap mprotect munmap mremap madvise mincore membarrier "
    # files: which ones is Landlock's business. Owners, modes and times can't be changed, nor can
    # anything be removed, renamed or linked: what is in the scratch folder can be counted
    "read write readv writev pread64 pwrite64 preadv pwritev lseek close close_range "
    "stat fstat lstat newfstatat statx access faccessat faccessat2 getdents64 readlink readlinkat "
    "getcwd chdir fchdir dup dup2 dup3 ftruncate fsync fdatasync umask pipe pipe2 sendfile "
    "copy_file_range fadvise64 statfs fstatfs "
    "poll ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait "
    "epoll_pwait2 eventfd2 "
    # threads (clone is allowed for them alone, below)
    "futex futex_waitv set_robust_list get_robust_list rseq set_tid_address gettid sched_yield "
    "sched_getaffinity sched_getparam sched_getscheduler getcpu arch_prctl exit exit_group "
    # signals to itself by timer, never by number
    "rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait sigaltstack "
    "setitimer getitimer alarm pause restart_syscall "
    # time and facts about itself
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times "
    "getpid getppid getuid geteuid getgid getegid getgroups getpgrp getpgid getsid getresuid "
    "getresgid getrusage getrlimit getpriority uname sysinfo getrandom"
).split()

ABSENT_CALLS: Final = ("clone3", "openat2", "execveat", "io_uring_setup")
"""Answered with "no such call", for which the C library has an older way. The flags of clone3 are
in memory where a filter can't see them."""

_CLONE_THREAD = 0x10000
_DESCRIPTOR_COMMANDS = (0, 1, 2, 3, 4, 1030)  # F_DUPFD to F_SETFL; not F_SETOWN, which signals
_TERMINAL_QUERIES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5451)
"""TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIOCLEX."""
_UNNAMED_FILE = getattr(os, "O_TMPFILE", 0) & ~getattr(os, "O_DIRECTORY", 0)
_READING = (os.O_ACCMODE | os.O_TRUNC | _UNNAMED_FILE, os.O_RDONLY)
_WRITING = (os.O_ACCMODE | _UNNAMED_FILE, os.O_WRONLY)
_BOTH = (os.O_ACCMODE | _UNNAMED_FILE, os.O_RDWR)
"""Masks and values of the flags with which a file may be opened. O_RDONLY | O_TRUNC would empty a
file that is only readable (before Landlock's third version); one without a name isn't counted."""


@cache
def seccomp_program() -> bytes | None:
    """The filter as BPF instructions, or None where libseccomp isn't there to make it."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError, AttributeError):
        return None
    rules = _Rules(pyseccomp)
    for name in ALLOWED_CALLS:
        rules.allow(name)
    rules.allow("clone", argument=0, mask=_CLONE_THREAD, value=_CLONE_THREAD)
    rules.allow("prlimit64", argument=2, value=0)  # asks, never sets
    for command in _DESCRIPTOR_COMMANDS:
        rules.allow("fcntl", argument=1, value=command)
    for request in _TERMINAL_QUERIES:
        rules.allow("ioctl", argument=1, value=request)
    for mask, value in (_READING, _WRITING, _BOTH):
        rules.allow("open", argument=1, mask=mask, value=value)
        rules.allow("openat", argument=2, mask=mask, value=value)
    for name in ABSENT_CALLS:
        rules.deny_as_absent(name)
    return rules.program()


class _Rules:
    """libseccomp's rules; a call that this architecture lacks needs none."""

    def __init__(self, pyseccomp: Any) -> None:
        self._library = pyseccomp
        self._filter = pyseccomp.SyscallFilter(pyseccomp.ERRNO(1))
        self._filter.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, 2)

    def allow(
        self, name: str, *, argument: int | None = None, mask: int | None = None, value: int = 0
    ) -> None:
        """Allow `name`, where an argument is given only if that, masked, has the value."""
        conditions = []
        if argument is not None and mask is not None:
            comparison = self._library.MASKED_EQ
            conditions = [self._library.Arg(argument, comparison, mask, value)]
        elif argument is not None:
            conditions = [self._library.Arg(argument, self._library.EQ, value)]
        if self._is_known(name):
            self._filter.add_rule(self._library.ALLOW, name, *conditions)

    def deny_as_absent(self, name: str) -> None:
        """Answer `name` with ENOSYS."""
        if self._is_known(name):
            self._filter.add_rule(self._library.ERRNO(38), name)

    def program(self) -> bytes:
        with tempfile.TemporaryFile() as file:
            self._filter.export_bpf(file)
            file.seek(0)
            return file.read()

    def _is_known(self, name: str) -> bool:
        number = self._library.resolve_syscall(self._library.Arch.NATIVE, name)
        return int(number) >= 0
