"""Wheels for a place where nothing of ours is to be had from an index."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import grader
from grader.archive import packed
from grader.errors import GraderError
from grader.language import gettext

NAME: Final = "backprop-grader"
_WHEEL = f"""\
Wheel-Version: 1.0
Generator: {NAME} {grader.__version__}
Root-Is-Purelib: true
Tag: py3-none-any
"""


def own_wheel() -> tuple[str, bytes]:
    """A wheel of the grader that is running, with its name.

    Nothing has to be built: it is the package's files and what its installation says of it. So it
    is the same from a wheel and from a source checkout, and takes neither sources nor hatchling.

    Raises
    ------
    GraderError
        If the grader isn't installed, or was installed from another version of its sources.
    """
    try:
        installed = importlib.metadata.distribution(NAME)
    except importlib.metadata.PackageNotFoundError:
        text = gettext("{name} isn't installed; `pip install -e .` in its folder")
        raise GraderError(text.format(name=NAME)) from None
    if installed.version != grader.__version__:
        text = gettext(
            "{name} {installed} is installed and {running} runs; install it "
            "again (`pip install -e .` in its folder)"
        )
        raise GraderError(
            text.format(name=NAME, installed=installed.version, running=grader.__version__)
        )
    stem = f"{NAME.replace('-', '_')}-{installed.version}"
    files = dict(_package_files())
    for name, data in _facts(installed):
        files[f"{stem}.dist-info/{name}"] = data
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join([*map(_recorded, sorted(files.items())), f"{record},,\n"]).encode()
    return f"{stem}-py3-none-any.whl", packed(files)


def wheels_in(folder: Path) -> dict[str, bytes]:
    """The wheels in `folder` by their names, without the grader's own.

    Raises
    ------
    GraderError
        If there are none.
    """
    own = f"{NAME.replace('-', '_')}-"
    try:
        found = [path for path in sorted(folder.glob("*.whl")) if not path.name.startswith(own)]
        if not found:
            text = gettext(
                "{path}: there are no wheels; fill it with `pip download --only-binary :all: "
                "--python-version VERSION -d {path} ...` for the Python of Gradescope's image"
            )
            raise GraderError(text.format(path=folder))
        return {path.name: path.read_bytes() for path in found}
    except OSError as problem:
        text = gettext("{path}: it can't be read: {reason}")
        raise GraderError(text.format(path=folder, reason=problem.strerror)) from None


def distributions_of(imports: Iterable[str]) -> list[str]:
    """What to install for the modules that exercises allow besides numpy.

    Raises
    ------
    GraderError
        If one of them isn't installed here, so that nobody knows what it belongs to.
    """
    names = {name.partition(".")[0] for name in imports} - sys.stdlib_module_names
    known = importlib.metadata.packages_distributions() if names else {}
    if missing := sorted(names - known.keys()):
        text = gettext("{names}: an exercise allows it, and it isn't installed")
        raise GraderError(text.format(names=", ".join(missing)))
    return sorted({known[name][0] for name in names})


def _package_files() -> Iterator[tuple[str, bytes]]:
    folder = Path(grader.__file__).parent
    for path in folder.rglob("*"):
        parts = path.relative_to(folder.parent).parts
        is_left_out = any(part.startswith(".") or part == "__pycache__" for part in parts)
        if path.is_file() and not is_left_out:
            yield "/".join(parts), path.read_bytes()


def _facts(installed: importlib.metadata.Distribution) -> Iterator[tuple[str, bytes]]:
    """What stands in the wheel's ``dist-info``: what it needs, its command, its licence."""
    yield "WHEEL", _WHEEL.encode()
    for name in ("METADATA", "entry_points.txt"):
        yield name, (installed.read_text(name) or "").encode()
    for path in installed.files or ():
        if len(path.parts) > 2 and path.parts[0].endswith(".dist-info"):  # licenses/LICENSE
            yield "/".join(path.parts[1:]), Path(str(path.locate())).read_bytes()


def _recorded(file: tuple[str, bytes]) -> str:
    name, data = file
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"
