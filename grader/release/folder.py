"""A bundle in a folder: writing it there, and telling how the two differ.

Beside the bundle's files stands ``.release.sha256``, a line for each as ``sha256sum`` writes them.
By it the next release knows what an earlier one wrote: only such a file is replaced or removed, and
only while it is still what was written. Anything else in the folder is somebody's work.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.language import gettext, ngettext
from grader.writing import write_in_one_step

DIGESTS: Final = ".release.sha256"
NOT_OURS: Final = frozenset({".git", ".ipynb_checkpoints", ".pytest_cache", ".venv", "__pycache__"})
"""Folders that tools make for themselves; they are no part of a bundle and no difference."""
MODE: Final = 0o644
MOST_LINES: Final = 20
"""Files that are named one by one; of more only the number is said."""

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def write_folder(bundle: Mapping[str, bytes], folder: Path) -> list[str]:
    """Make `folder` hold the bundle; what was done, in a line for each file, or two if it's many.

    Files of an earlier release that are no longer in the bundle are removed. Files that no release
    wrote are left alone.

    Raises
    ------
    GraderError
        If a file stands in the way that isn't as a release wrote it; nothing is written then.
    """
    earlier = _digests(folder)
    in_the_way = [
        f"{folder / name}: {reason}"
        for name in sorted({*bundle, *earlier})
        if (reason := _reason_to_keep(folder, name, bundle.get(name), earlier.get(name)))
    ]
    if in_the_way:
        advice = gettext(
            "move them away, or release into another folder with --out; nothing was written"
        )
        raise GraderError("\n".join([*in_the_way, advice]))
    removed, wrote = [], []
    for name in sorted(earlier.keys() - bundle.keys()):
        if (folder / name).exists():
            (folder / name).unlink()
            _remove_empty(folder, (folder / name).parent)
            removed.append(name)
    for name, data in {**bundle, DIGESTS: _digest_file(bundle)}.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_in_one_step(path, data)
            path.chmod(MODE)
            wrote.append(name)
    return list(_told(removed, wrote))


def _told(removed: Sequence[str], wrote: Sequence[str]) -> Iterator[str]:
    if len(removed) + len(wrote) <= MOST_LINES:
        yield from (gettext("removed {file}").format(file=name) for name in removed)
        yield from (gettext("wrote {file}").format(file=name) for name in wrote)
        return
    if count := len(removed):
        text = ngettext("removed {count} file", "removed {count} files", count)
        yield text.format(count=count)
    if count := len(wrote):
        yield ngettext("wrote {count} file", "wrote {count} files", count).format(count=count)


def differences(bundle: Mapping[str, bytes], folder: Path) -> list[str]:
    """How `folder` differs from the bundle, a line for each file."""
    expected = {**bundle, DIGESTS: _digest_file(bundle)}
    found = set(_files(folder))
    lines = {}
    for name in {*expected, *found}:
        if name not in found:
            lines[name] = gettext("missing: {file}").format(file=name)
        elif name not in expected:
            lines[name] = gettext("superfluous: {file}").format(file=name)
        elif (folder / name).is_symlink() or (folder / name).read_bytes() != expected[name]:
            lines[name] = gettext("changed: {file}").format(file=name)
    return [line for _, line in sorted(lines.items())]


def _reason_to_keep(folder: Path, name: str, new: bytes | None, earlier: str | None) -> str:
    """Why the file must stay as it is; empty where it needn't."""
    path = folder / name
    for part in (path, *path.parents):
        if part == folder:
            break
        if part.is_symlink():
            return gettext("is a link, or in a folder that is one")
        if part.exists() and not (part.is_file() if part == path else part.is_dir()):
            return gettext("isn't a file, or not in a folder")
    if not path.exists():
        return ""
    data = path.read_bytes()
    if data == new or _digest(data) == earlier:
        return ""
    if earlier is None:
        return gettext("was not written by a release")
    return gettext("was changed after it was released")


def _digests(folder: Path) -> dict[str, str]:
    """The digest of each file that an earlier release wrote, by its path in the folder."""
    try:
        text = (folder / DIGESTS).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    digests = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None or not _is_inside(match.group(2)):
            text = gettext("{path}: not as a release wrote it; delete the file")
            raise GraderError(text.format(path=folder / DIGESTS))
        digests[match.group(2)] = match.group(1)
    return digests


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not os.path.isabs(name) and not {"", ".", ".."} & set(parts)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _digest_file(bundle: Mapping[str, bytes]) -> bytes:
    lines = [f"{_digest(data)}  {name}\n" for name, data in sorted(bundle.items())]
    return "".join(lines).encode()


def _files(folder: Path) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        folders[:] = [name for name in folders if name not in NOT_OURS]
        for name in (*files, *links):
            yield (Path(place) / name).relative_to(folder).as_posix()


def _remove_empty(folder: Path, parent: Path) -> None:
    """Remove `parent` and the folders around it inside `folder`, as long as they are empty."""
    with contextlib.suppress(OSError):
        while parent != folder:
            parent.rmdir()
            parent = parent.parent
