"""Zip archives that are the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Container, Mapping
from typing import Final

OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name; stands in place of the time of day."""
MODE: Final = 0o100644
EXECUTABLE_MODE: Final = 0o100755
UNIX: Final = 3


def packed(files: Mapping[str, bytes], executable: Container[str] = ()) -> bytes:
    """An archive of `files`.

    They are stored as they are: what a compressor makes of them differs from version to version.

    Parameters
    ----------
    files : mapping
        Contents by the paths in the archive.
    executable : container of str
        The paths of the files that are programs.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.create_system = UNIX
            entry.external_attr = (EXECUTABLE_MODE if name in executable else MODE) << 16
            archive.writestr(entry, data)
    return stream.getvalue()
