"""Reads a student's files, of which none can be trusted to be what its name says."""

from __future__ import annotations

import functools
import operator
import os
import stat
from pathlib import Path
from typing import Final

from grader.language import gettext, gettext_noop

LINK: Final = gettext_noop("it is a symbolic link, and links are not followed")
SOURCE_LIMIT: Final = 2**20
"""Largest source that is read, in bytes; and the most of all of a student's other Python files."""
NOTEBOOK_LIMIT: Final = 16 * 2**20
"""Largest notebook that is read, in bytes: most of it are pictures."""

_FLAGS: Final = functools.reduce(  # Windows has the last one only
    operator.or_,
    (getattr(os, f"O_{name}", 0) for name in "NOFOLLOW NONBLOCK CLOEXEC BINARY".split()),
    os.O_RDONLY,
)


def read_file(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file, None if there is no file; follows no link.

    Raises
    ------
    ValueError
        If it is something else, or larger than `limit` bytes; the text goes on from "it".
    OSError
        If it can't be read.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        if path.is_symlink():
            raise ValueError(gettext(LINK)) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError(gettext("it is not a regular file"))
    with os.fdopen(descriptor, "rb") as file:
        source = file.read(limit + 1)
    if len(source) > limit:
        raise ValueError(gettext("it is larger than {size} MiB").format(size=limit // 2**20))
    return source
