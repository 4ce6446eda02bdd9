"""What must be the same on all machines, for the results to be those of one.

Each process answers for itself: what it has imported may be older than what lies on its disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.metadata import version

from grader import __version__
from grader.identity import package_digest, versions
from grader.language import gettext


def software(imports: Iterable[str]) -> dict[str, str]:
    """The versions of the grader, Python, numpy, Dask, and the packages that `imports` are of."""
    return {
        "backprop-grader": f"{__version__} ({package_digest()[:10]})",
        **versions(imports),
        "distributed": version("distributed"),
    }


def differences(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """What isn't the same, with both."""
    found = []
    for name, own in here.items():
        if name not in there:
            text = gettext("{name} is missing there and {here} here")
            found.append(text.format(name=name, here=own))
        elif there[name] != own:
            text = gettext("{name} is {there} there and {here} here")
            found.append(text.format(name=name, there=there[name], here=own))
    return "; ".join(found)
