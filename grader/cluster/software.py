"""What must be the same on all machines, for the results to be those of one.

Each process answers for itself: what it has imported may be older than what lies on its disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from grader import __version__
from grader.identity import package_digest, versions


def software(imports: Iterable[str]) -> dict[str, str]:
    """The versions of the grader, Python, numpy, Dask, and the packages that `imports` are of."""
    return {
        "backprop-grader": f"{__version__} ({package_digest()[:10]})",
        **versions(imports),
        "distributed": version("distributed"),
    }


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """What isn't the same, with both."""
    found = [
        f"{name} is {there.get(name, 'missing')} there and {own} here"
        for name, own in here.items()
        if there.get(name) != own
    ]
    return "; ".join(found)
