"""A class that hands in by Git: a table with a line a student, and the repositories in it.

::

    student,repository,name,branch
    s01,https://git.example.org/s01/backprop.git,Ada Lovelace,
    s02,git@git.example.org:emmy/homework.git,,submission
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.intake.commits import Objects, last_commit
from grader.intake.git import LOCAL, REMOTE, Unfetched, clone, require_git, without_password
from grader.intake.handed import Handed, Listing
from grader.intake.places import MadeFolder, Moment, Stamped, printable
from grader.intake.trees import GitFolder, name_submodules
from grader.language import gettext
from grader.tables import Table, read_table

COLUMNS: Final = ("student", "repository", "name", "branch")
ALIASES: Final = {"repo": "repository", "url": "repository"}
LAYOUT: Final = "git"
CLONES: Final = 4
"""Repositories that are fetched at a time."""
DIGITS: Final = 10
"""Of a commit's name, as many as are shown."""


@dataclass(frozen=True)
class Repository:
    """A line of the table.

    Parameters
    ----------
    address : str
        What git is told; of a path, the absolute one.
    protocols : str
        What git may use to get there.
    shown : str
        The address as it may be shown to anybody.
    branch : str
        Empty: the default branch.
    """

    student: str
    address: str
    protocols: str
    shown: str
    name: str = ""
    branch: str = ""


def read_repositories(path: Path) -> list[Repository]:
    """The repositories in a CSV file.

    Raises
    ------
    GraderError
        With every problem found, each with its line.
    """
    table = read_table(path, COLUMNS, required=COLUMNS[:2], aliases=ALIASES)
    return table.one_each(_repository, lambda one: one.student)


def _repository(table: Table, line: int, cells: Mapping[str, str]) -> Repository | None:
    student, address = printable(cells["student"]), cells["repository"]
    if not student:
        table.complain(line, gettext("nobody's name in the column 'student'"))
        return None
    if not address:
        text = gettext("{student} has no repository; give its address, or leave the line out")
        table.complain(line, text.format(student=student))
        return None
    protocols = _protocols(address)
    if not protocols:
        text = gettext(
            "the repository {address!r} is no address that is "
            "cloned; give https://, ssh:// or git://, user@host:path, or a path"
        )
        table.complain(line, text.format(address=printable(without_password(address))))
        return None
    is_path = protocols == LOCAL and "://" not in address
    return Repository(
        student,
        os.path.abspath(table.path.parent / address) if is_path else address,
        protocols,
        printable(without_password(address)),
        cells.get("name", ""),
        cells.get("branch", ""),
    )


def _protocols(address: str) -> str:
    """What git may use for `address`; empty if it isn't given to git at all."""
    if address.startswith("-") or not address.isprintable():
        return ""
    if re.match(r"\w+::", address):  # a helper's name: `ext::` runs a command
        return ""
    if url := re.match(r"([^/:]+)://", address):
        return LOCAL if url[1] == LOCAL else REMOTE if url[1] in REMOTE.split(":") else ""
    return REMOTE if re.match(r"[^/]+:", address) else LOCAL


# --- what is in them -----------------------------------------------------------------------------


@contextlib.contextmanager
def list_repositories(
    path: Path, before: datetime | None = None, *, only: Collection[str] | None = None
) -> Iterator[Listing]:
    """What the students have in their repositories, sorted; can be read until the block ends.

    Each repository is cloned without its tags, and of its branch the last commit counts that isn't
    later than `before`. Of whom nothing can be fetched it is said why, in `Handed.refused` and in
    `Listing.left_out`.

    Parameters
    ----------
    path : Path
        The table.
    before : datetime, optional
        With a time zone.
    only : collection of str, optional
        Fetch of these students only.

    Raises
    ------
    GraderError
        If the table can't be used, or this machine can't fetch.
    """
    repositories = read_repositories(path)
    require_git()
    wanted = [one for one in repositories if only is None or one.student in only]
    listing = Listing(layout=LAYOUT)
    with contextlib.ExitStack() as closing:
        try:
            folder = closing.enter_context(tempfile.TemporaryDirectory(prefix="grader-"))
            objects = closing.enter_context(contextlib.closing(Objects()))
            fetched = _fetch_all(wanted, Path(folder), before, objects)
        except OSError as problem:
            text = gettext("{path}: nothing can be fetched here ({reason})")
            raise GraderError(text.format(path=path, reason=problem.strerror)) from None
        for handed in sorted(fetched, key=lambda handed: os.fsencode(handed.student)):
            listing.students.append(handed)
            if handed.refused:
                address, reason = handed.refused
                text = gettext("{reason}; it was scored 0").format(reason=reason)
                listing.leave_out(f"{handed.student}: {address}", text)
        yield listing


def _fetch_all(
    repositories: Sequence[Repository], folder: Path, before: datetime | None, objects: Objects
) -> list[Handed]:
    stopped = threading.Event()
    with ThreadPoolExecutor(CLONES) as pool:
        futures = [
            pool.submit(_fetch, one, folder / str(number), before, objects, stopped.is_set)
            for number, one in enumerate(repositories)
        ]
        try:
            return [future.result() for future in futures]
        except BaseException:  # nobody waits for the others
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _fetch(
    one: Repository,
    folder: Path,
    before: datetime | None,
    objects: Objects,
    is_stopped: Callable[[], bool],
) -> Handed:
    """What a student has in the repository; if it can't be used, why."""
    folder.mkdir()
    try:
        where = clone(one.address, one.protocols, one.branch, folder, is_stopped)
        commit = last_commit(where, before)
        note = _note(one, where, commit.name)
    except Unfetched as problem:
        shutil.rmtree(folder, ignore_errors=True)
        refused = (one.shown, str(problem))
        return Handed(one.student, MadeFolder(one.student), name=one.name, refused=refused)
    place = GitFolder(one.student, commit.name, partial(objects.read, where))
    moment = Moment(commit.at, f"commit {commit.name[:DIGITS]}")
    problems = (note,) if note else ()
    return Handed(one.student, Stamped(place, moment), name=one.name, problems=problems)


def _note(one: Repository, where: Path, commit: str) -> str:
    """What the instructor should know of what is in a commit, once it can be read."""
    with contextlib.closing(Objects()) as objects:
        try:
            return name_submodules(GitFolder(one.student, commit, partial(objects.read, where)))
        except OSError as problem:
            text = gettext("it can't be read ({reason})").format(reason=problem.strerror)
            raise Unfetched(text) from None
