"""The database that a gradebook of nbgrader's is in: opened, copied before it is written."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from grader.errors import GraderError
from grader.language import gettext
from grader.packages import needed

NEEDED: Final = gettext(
    "a gradebook needs {package}, which is not installed: pip install 'backprop-grader[gradebook]'"
)
"""Said where nbgrader or SQLAlchemy is missing."""

with needed(NEEDED):
    from nbgrader.api import Gradebook, InvalidEntry, MissingEntry
    from sqlalchemy import create_engine, inspect
    from sqlalchemy import text as sql
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, SQLAlchemyError

ATTEMPTS: Final = 5
"""How often something is written that another grader wrote at the same moment."""


def again(call: Callable[[], Any], collision: type[Exception], seconds: float) -> Any:
    """What `call` gives, called again where another grader did the same at the same moment.

    Parameters
    ----------
    collision : exception class
        What it raises then.
    seconds : float
        How long to wait at first.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return call()
        except collision:
            time.sleep(seconds * attempt)
    return call()


@contextlib.contextmanager
def opened(db: str) -> Iterator[Gradebook]:
    """The gradebook at `db`, made if it isn't there; nbgrader calls ``alembic`` for that.

    Parameters
    ----------
    db : str
        As for `grader.exports.gradebook.write_gradebook`.

    Raises
    ------
    SQLAlchemyError
        If it can't be opened.
    """
    path, here = os.environ.get("PATH", ""), os.path.dirname(sys.executable)
    os.environ["PATH"] = os.pathsep.join([here, path])
    try:
        gradebook = again(lambda: Gradebook(db, _course_id(db)), SQLAlchemyError, 0.2)
    finally:
        os.environ["PATH"] = path
    with gradebook:
        yield gradebook


def _course_id(db: str) -> str:
    """The gradebook's only course, or nbgrader's own name for it."""
    engine = create_engine(db)
    try:
        if "course" not in inspect(engine).get_table_names():
            return "default_course"
        with engine.connect() as connection:
            found = [row[0] for row in connection.execute(sql("SELECT id FROM course"))]
        return str(found[0]) if len(found) == 1 else "default_course"
    finally:
        engine.dispose()


@contextlib.contextmanager
def explained(db: str) -> Iterator[None]:
    """Say which gradebook it was, without its password.

    Raises
    ------
    GraderError
        In the place of what nbgrader and SQLAlchemy raise.
    """
    try:
        yield
    except (SQLAlchemyError, InvalidEntry, MissingEntry, OSError) as problem:
        reason = str(getattr(problem, "orig", None) or problem).splitlines()[0]
        text = gettext("{path}: it can't be written: {reason}")
        raise GraderError(text.format(path=_shown(db), reason=reason)) from None


def copied(db: str) -> Path | None:
    """Where the SQLite file at `db` is copied to before it is written; None if there is none.

    Raises
    ------
    GraderError
        If it can't be copied, or `db` is no address.
    """
    try:
        url = make_url(db)
    except ArgumentError:
        text = gettext("{address}: this is no database's address; sqlite:///gradebook.db is one")
        raise GraderError(text.format(address=db)) from None
    if url.get_backend_name() != "sqlite" or not url.database or not Path(url.database).exists():
        return None
    path = Path(url.database)
    copy = path.with_name(f"{path.stem}.{datetime.now(UTC):%Y%m%d-%H%M%S-%f}{path.suffix}")
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with (
            contextlib.closing(sqlite3.connect(path)) as there,
            contextlib.closing(sqlite3.connect(copy)) as here,
        ):
            there.backup(here)
    except (OSError, sqlite3.Error) as problem:
        copy.unlink(missing_ok=True)
        text = gettext("{path}: it can't be copied before it is written: {reason}")
        raise GraderError(text.format(path=path, reason=problem)) from None
    return copy


def _shown(db: str) -> str:
    return make_url(db).render_as_string(hide_password=True)
