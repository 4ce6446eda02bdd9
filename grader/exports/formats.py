"""Results in the form that another tool takes, as the bytes of a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.exports.github import class_markdown, classroom_json, exercises_markdown
from grader.exports.gradescope import as_json, gradescope_results
from grader.exports.junit import junit_xml
from grader.exports.platforms import fill_canvas, fill_moodle
from grader.exports.scores import grades_csv
from grader.exports.sheets import read_sheet
from grader.language import gettext, nearest, ngettext
from grader.results import Result

SHEETS: Final = ("canvas", "moodle")
"""Forms that fill in a sheet which the platform gave."""
OF_ONE: Final = ("github", "gradescope")
"""Forms that hold a single student."""


def only(results: Sequence[Result], student: str | None) -> Sequence[Result]:
    """The results of one student, or of all if nobody is named.

    Raises
    ------
    GraderError
        If there is no such student.
    """
    if student is None:
        return results
    found = [result for result in results if result.student == student]
    if not found:
        text = gettext("no result is that of {student!r}{nearest}")
        others = (result.student for result in results)
        raise GraderError(text.format(student=student, nearest=nearest(student, others)))
    return found


def formatted(to: str, results: Sequence[Result], student: str | None = None) -> bytes:
    """The file in a form that is made of the results alone.

    Parameters
    ----------
    to : str
        csv, junit, markdown, github or gradescope.
    student : str or None
        Only this one's.

    Raises
    ------
    GraderError
        If there is no such student, or the form takes a single one and there are several.
    """
    results = only(results, student)
    if to in OF_ONE and len(results) != 1:
        text = gettext("{form} takes one student; name them with --student")
        raise GraderError(text.format(form=to))
    if to == "csv":
        return grades_csv(results)
    if to == "junit":
        return junit_xml(results)
    if to == "github":
        return classroom_json(results[0].exercises)
    if to == "gradescope":
        return as_json(gradescope_results(results[0]))
    whole = class_markdown(results)
    return (exercises_markdown(results[0].exercises) if student else whole).encode()


def filled_in(
    to: str, results: Sequence[Result], sheet: Path | None, assignment: str | None
) -> tuple[bytes, list[str]]:
    """The platform's sheet with the points in it, and what is to be said of it.

    Raises
    ------
    GraderError
        If there is no sheet, or it isn't one of this platform's.
    """
    if sheet is None:
        text = gettext("{form} takes the sheet that it gave you: name the file with --sheet")
        raise GraderError(text.format(form=to))
    table = read_sheet(sheet)
    if to == "moodle":
        filled = fill_moodle(table, results)
    elif assignment is None:
        raise GraderError(gettext("name the assignment as Canvas has it with --assignment"))
    else:
        filled = fill_canvas(table, results, assignment)
    count = ngettext("{count} student filled in", "{count} students filled in", filled.count)
    without = ngettext(
        "{count} of the results has no row",
        "{count} of the results have no row",
        filled.without_row,
    )
    told = [count.format(count=filled.count), without.format(count=filled.without_row)]
    return table.data(), [*filled.notes, "; ".join(told)]
