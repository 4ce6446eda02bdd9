"""Pages that people act on, made of results alone: one for each student, one for the class."""

import importlib.util
from typing import Final

from grader.errors import GraderError

NEEDS: Final = ("jinja2", "matplotlib", "pygments")


def require_packages() -> None:
    """Look, without importing them, whether the packages are there that pages are made with.

    Raises
    ------
    GraderError
        If one is missing; the text says how to get it.
    """
    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise GraderError(
            f"the pages need {', '.join(missing)}: pip install 'backprop-grader[report]', or grade "
            "with --no-report"
        )
