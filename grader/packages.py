"""Packages that not everybody has installed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from grader.errors import GraderError


@contextlib.contextmanager
def needed(text: str) -> Iterator[None]:
    """Say what to install where an import in the ``with`` block finds no package.

    Parameters
    ----------
    text : str
        What it is needed for, and how to get it; ``{package}`` in it is its name.

    Raises
    ------
    GraderError
        In the place of a ModuleNotFoundError.
    """
    try:
        yield
    except ModuleNotFoundError as problem:
        raise GraderError(text.format(package=problem.name)) from None
