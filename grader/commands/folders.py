"""Folders that the command's options name."""

from __future__ import annotations

from pathlib import Path

from grader.errors import GraderError
from grader.language import gettext


def require_folder(path: Path, advice: str) -> None:
    """Raise GraderError if something else than a folder is at `path`; `advice` is what to do."""
    if path.exists() and not path.is_dir():
        text = gettext("{path}: this is no folder; {advice}")
        raise GraderError(text.format(path=path, advice=advice))
