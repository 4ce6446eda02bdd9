"""Pages that people act on, made of results alone: one for each student, one for the class."""

import importlib.util
from typing import Final

from grader.errors import GraderError
from grader.language import gettext

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
        text = gettext(
            "the pages need {packages}: pip install 'backprop-grader[report]', or grade "
            "with --no-report"
        )
        raise GraderError(text.format(packages=", ".join(missing)))
