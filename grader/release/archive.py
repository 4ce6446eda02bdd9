"""One archive of a bundle, the same bytes for the same files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from grader.results import write_in_one_step

OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can name; stands in place of the time of day."""
MODE: Final = 0o100644
UNIX: Final = 3


def write_archive(bundle: Mapping[str, bytes], path: Path) -> None:
    """Write the bundle's files to a zip archive.

    They are stored as they are: what a compressor makes of them differs from version to version.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(bundle.items()):
            entry = zipfile.ZipInfo(name, OLDEST)
            entry.create_system = UNIX
            entry.external_attr = MODE << 16
            archive.writestr(entry, data)
    write_in_one_step(path, stream.getvalue())
    path.chmod(MODE & 0o777)
