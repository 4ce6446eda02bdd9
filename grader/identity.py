"""Which grader this is: another one wherever a file of it has changed."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib
import os
import platform
from collections.abc import Iterable
from pathlib import Path
from typing import Final

ENDINGS: Final = (".py", ".html", ".css", ".js", ".txt", ".toml", ".mo")
"""Files of the package that a result or a page can depend on."""


@functools.cache
def package_digest() -> str:
    """A digest of the package's files."""
    folder = Path(__file__).parent
    paths = (os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.endswith(ENDINGS):
            content = Path(path).read_bytes()
            digest.update(f"{os.path.relpath(path, folder)} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def versions(imports: Iterable[str] = ()) -> dict[str, str]:
    """What else a result depends on: of Python, numpy, and the packages that `imports` are of.

    A package that isn't there is said where it is missed.
    """
    found = {"Python": platform.python_version()}
    for name in sorted({"numpy", *(name.partition(".")[0] for name in imports)}):
        with contextlib.suppress(Exception):  # whatever a package's own code raises
            found[name] = str(getattr(importlib.import_module(name), "__version__", ""))
    return found
