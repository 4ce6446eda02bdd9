"""A class on several machines: the processes of a Dask cluster, and what they need there.

Dask calls its processes workers; they are trusted, and no submission runs in them. Here they are
called *Dask workers*; a *worker* is the confined process of a submission, as everywhere else.
"""

import importlib.util

from grader.errors import GraderError
from grader.language import gettext


def require_package() -> None:
    """Look, without importing it, whether Dask's `distributed` is there.

    Raises
    ------
    GraderError
        If it isn't; the text says how to get it.
    """
    if importlib.util.find_spec("distributed") is None:
        text = gettext("--cluster needs distributed: pip install 'backprop-grader[cluster]'")
        raise GraderError(text)
