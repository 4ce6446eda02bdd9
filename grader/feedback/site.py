"""Writes the pages into a results folder: ``feedback/<student>.html`` and ``report.html``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from grader.errors import GraderError
from grader.feedback.rendering import page_name, rendered
from grader.feedback.statistics import ClassStatistics
from grader.identity import package_digest
from grader.language import gettext
from grader.results import Result
from grader.writing import write_in_one_step

FEEDBACK: Final = "feedback"
REPORT: Final = "report.html"


def write_report(folder: Path, results: Sequence[Result], *, is_pseudonymous: bool = False) -> None:
    """Write a page for each student and one for the class, those that would be as they are not.

    Parameters
    ----------
    folder : Path
        Where the results are.
    is_pseudonymous : bool
        Are the students in the class's page numbered, without links to their pages?

    Raises
    ------
    GraderError
        If there are no results, or the pages can't be written.
    """
    if not results:
        text = gettext("{folder}: there is no result to report; grade a class first")
        raise GraderError(text.format(folder=folder))
    pages = folder / FEEDBACK
    _prepare(pages, {page_name(result.student) for result in results})
    unmade, marks = [], []
    for result in results:
        path = pages / page_name(result.student)
        mark = _mark(msgspec.json.encode(result))
        marks.append(mark)
        if _is_made(path, mark):
            continue
        try:
            page = student_page(result)
        except Exception as problem:  # one student's trouble isn't the class's
            unmade.append(f"{result.student}: {type(problem).__name__}: {problem}")
        else:
            write_in_one_step(path, page.encode() + mark, is_lasting=False)
    mark = _mark(*marks, str(is_pseudonymous).encode())
    if not _is_made(folder / REPORT, mark):
        report = class_page(results, is_pseudonymous=is_pseudonymous)
        write_in_one_step(folder / REPORT, report.encode() + mark)
    if unmade:
        head = gettext("these pages couldn't be made; all others are")
        raise GraderError("\n".join([head, *unmade]))


def _prepare(pages: Path, names: Container[str]) -> None:
    """Have the folder be there, without pages of other names: of who left the class."""
    try:
        pages.mkdir(mode=0o700, exist_ok=True)
        for path in pages.glob("*.html"):
            if path.name not in names:
                path.unlink()
    except OSError as problem:
        text = gettext("{path}: it can't be written: {reason}")
        raise GraderError(text.format(path=pages, reason=problem.strerror)) from None


def _mark(*made_of: bytes) -> bytes:
    """The end of a page: a comment that says what it was made of, and by which grader."""
    digest = hashlib.sha256(package_digest().encode())
    for part in made_of:
        digest.update(part)
    return f"<!-- {digest.hexdigest()} -->\n".encode()


def _is_made(path: Path, mark: bytes) -> bool:
    """Is the page there as it would be made?"""
    try:
        with path.open("rb") as page:
            page.seek(-len(mark), os.SEEK_END)
            return page.read() == mark
    except OSError:
        return False


def student_page(result: Result) -> str:
    """A student's page."""
    return rendered("student.html", result=result)


def class_page(results: Sequence[Result], *, is_pseudonymous: bool = False) -> str:
    """The class's page; where there is but one student, no picture of a class is on it."""
    statistics = ClassStatistics(results)
    width = len(str(len(results)))
    pseudonym = gettext("student {number}")
    # in the order of a list of names the numbers would be names
    order = sorted(range(len(results)), key=lambda place: -statistics.totals[place])
    students = [result.student for result in results]
    drawn = _pictures(statistics) if len(results) > 1 else {}
    return rendered(
        "class.html",
        statistics=statistics,
        results=(results[place] for place in order) if is_pseudonymous else iter(results),
        course=next((result.run.course for result in results if result.run), ""),
        drawn=drawn,
        is_pseudonymous=is_pseudonymous,
        shown={
            students[place]: (
                pseudonym.format(number=f"{number:0{width}}")
                if is_pseudonymous
                else students[place]
            )
            for number, place in enumerate(order, start=1)
        },
    )


def _pictures(statistics: ClassStatistics) -> dict[str, Any]:
    """The pictures of a class, and in numbers what the first shows."""
    from grader.feedback import pictures  # matplotlib takes as long to load as ten pages to make

    checks, scores = statistics.scores
    image, table = pictures.distribution(statistics.totals, statistics.points)
    class_map = pictures.class_map(scores, [exercise for exercise, _ in checks])
    return {"distribution": image, "table": table, "map": class_map}
