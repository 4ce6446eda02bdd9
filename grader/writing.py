"""Files that are there as a whole or not at all, and what is said where one can't be written."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.errors import GraderError
from grader.language import gettext


def write_in_one_step(
    path: Path, data: bytes | Iterable[bytes], *, is_lasting: bool = True
) -> None:
    """Write `data` to a name beside `path`, always the same, and put it in its place.

    Parameters
    ----------
    is_lasting : bool
        Wait until the disk has it? Not for what can be made again.

    Raises
    ------
    GraderError
        If it can't be written; what was there is still there.
    """
    beside = path.with_name(f".{path.name}.part")
    with explained(path):
        beside.unlink(missing_ok=True)  # of a run that was killed here
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines([data] if isinstance(data, bytes) else data)
                if is_lasting:
                    file.flush()
                    os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Say which file it was, what holds, and what to do.

    Raises
    ------
    GraderError
        In the place of an OSError.
    """
    try:
        yield
    except OSError as problem:
        text = gettext(
            "{path}: it can't be written: {reason}. What was written so far is kept; "
            "see to it, or name another place, such as with --out, and run the same command again"
        )
        raise GraderError(text.format(path=path, reason=problem.strerror)) from None
