"""Grade sheets of Canvas and Moodle, filled in."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from grader.errors import GraderError
from grader.exports.cells import cells_of, decided_by
from grader.exports.matching import Row, match_rows
from grader.exports.scores import format_points, points_left, score_of
from grader.exports.sheets import Sheet
from grader.language import gettext
from grader.results import Result

CANVAS_IDS: Final = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
MOODLE_IDS: Final = ("Identifier", "ID number", "Username", "Email address")
EXCUSED: Final = "EX"
"""What stands in Canvas's sheet for who needn't hand in."""


@dataclass
class Filled:
    """What was done to a sheet.

    Parameters
    ----------
    count : int
        Students whose cells were filled in.
    without_row : int
        Results of which no row is known.
    notes : list of str
        Whom and what the sheet and the results don't agree on.
    """

    count: int = 0
    without_row: int = 0
    notes: list[str] = field(default_factory=list)


def fill_canvas(sheet: Sheet, results: Sequence[Result], assignment: str) -> Filled:
    """Put the points into the assignment's column of a gradebook exported from Canvas.

    Raises
    ------
    GraderError
        If it isn't such a gradebook, or has no such column.
    """
    at = sheet.column(*CANVAS_IDS)
    if at is None or sheet.column("Student") is None:
        raise _not_as(gettext("a gradebook exported from Canvas"), sheet, "Student, ID")
    column = _assignment_column(sheet, assignment)
    # above the students stand rows without a number: what can be had, how it is posted
    numbers = [number for number in range(1, len(sheet.rows)) if sheet.get(number, at)]
    above = set(range(1, len(sheet.rows))) - set(numbers)
    possible = [sheet.get(row, column) for row in above if "Possible" in sheet.get(row, 0)]
    filled, point = Filled(), _decimal_sign(sheet, column)
    _compare_points(filled, "".join(possible).replace(",", "."), results)

    def row_of(number: int) -> Row:
        name = sheet.get(number, sheet.column("Student"))
        keys = tuple(sheet.get(number, sheet.column(column)) for column in CANVAS_IDS)
        squashed = re.sub(r"\W", "", name).lower()
        return Row(number, (*keys, f"{squashed}_{keys[0]}"), name)

    def fill(number: int, result: Result) -> str:
        if sheet.get(number, column).upper() == EXCUSED:
            return gettext("is excused")
        sheet.set(number, column, _grade(result, point))
        return ""

    return _fill(sheet, results, filled, [row_of(number) for number in numbers], fill)


def fill_moodle(sheet: Sheet, results: Sequence[Result]) -> Filled:
    """Put points and messages into a grading worksheet downloaded from a Moodle assignment.

    Raises
    ------
    GraderError
        If it isn't such a worksheet.
    """
    grade, comments = sheet.column("Grade"), sheet.column("Feedback comments")
    needed = (sheet.column("Identifier"), grade, sheet.column("Last modified (grade)"))
    if None in needed or grade is None:
        columns = "Identifier, Grade, Last modified (grade)"
        kind = gettext("a grading worksheet downloaded from Moodle")
        raise _not_as(kind, sheet, columns)
    filled, point = Filled(), _decimal_sign(sheet, grade)
    most = {sheet.get(row, sheet.column("Maximum grade")) for row in range(1, len(sheet.rows))}
    _compare_points(filled, max(most, default="").replace(",", "."), results)

    def row_of(number: int) -> Row:
        name = sheet.get(number, sheet.column("Full name"))
        keys = tuple(sheet.get(number, sheet.column(column)) for column in MOODLE_IDS)
        participant = re.sub(r"\D", "", keys[0])
        folders = (f"{name or 'Participant'}_{participant}", f"Participant {participant}")
        return Row(number, (*keys, *(folders if participant else ())), name)

    def fill(number: int, result: Result) -> str:
        if sheet.get(number, sheet.column("Grade can be changed")).casefold() == "no":
            return gettext("has a grade that can't be changed")
        sheet.set(number, grade, _grade(result, point))
        if comments is not None:
            sheet.set(number, comments, feedback_html(result))
        return ""

    return _fill(sheet, results, filled, [row_of(n) for n in range(1, len(sheet.rows))], fill)


def _grade(result: Result, point: str) -> str:
    """The points that are left, with two decimals at most and the sheet's decimal sign."""
    return f"{points_left(result):.2f}".rstrip("0").rstrip(".").replace(".", point)


def feedback_html(result: Result) -> str:
    """What the student may read, as HTML: Moodle shows it as such."""
    lines = []
    for exercise in result.exercises:
        score = score_of(exercise.score, exercise.max_score)
        lines += [f"{exercise.exercise}: {score}", *decided_by(exercise).splitlines()]
        for cell in cells_of(exercise) if exercise.status == "graded" else ():
            lines += [line for line in cell.comment.splitlines() if line not in lines]
        lines += exercise.message.splitlines()
    if result.penalty:
        text = gettext("Handed in late: {points:.2f} points less.")
        lines.append(text.format(points=result.penalty))
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def _fill(
    sheet: Sheet,
    results: Sequence[Result],
    filled: Filled,
    rows: Sequence[Row],
    fill: Callable[[int, Result], str],
) -> Filled:
    """Fill in the students' rows; `fill` says why it left one alone."""
    rows = [row for row in rows if any(row.keys) or row.name]
    matching = match_rows(rows, results)
    filled.notes += matching.unknown
    filled.without_row = len(results) - len(matching.pairs)
    for row in rows:
        reason = gettext("no result")
        if len(sheet.rows[row.number]) != len(sheet.header):
            reason = gettext("has other columns than the header")
        elif result := matching.pairs.get(row.number):
            reason = fill(row.number, result)
        if reason:
            text = gettext("row {row}, {name}: not changed: {reason}")
            text = text.format(row=row.number + 1, name=row.name, reason=reason)
            filled.notes.append(text)
        else:
            filled.count += 1
    return filled


def _assignment_column(sheet: Sheet, assignment: str) -> int:
    """The column of the assignment, whose header is its name, mostly with Canvas's number."""
    section = sheet.column("Section")
    of_students = len(CANVAS_IDS) if section is None else section
    columns = [(n, name) for n, name in enumerate(sheet.header) if n > of_students]
    there_are = [name for _, name in columns]
    places = [n for n, name in columns if assignment in (name, re.sub(r" \(\d+\)$", "", name))]
    if len(places) != 1:
        several = gettext(
            "{path}: several columns are called {assignment}; name it with --assignment, there are "
            "{columns}"
        )
        none = gettext(
            "{path}: no column is called {assignment}; name it with --assignment, there are "
            "{columns}"
        )
        raise GraderError(
            (several if places else none).format(
                path=sheet.path,
                assignment=assignment,
                columns=", ".join(there_are) or gettext("none"),
            )
        )
    return places[0]


def _decimal_sign(sheet: Sheet, column: int) -> str:
    """The sign in the column's numbers; where there is none, as the cells' separator suggests."""
    signs = {
        match[1]
        for row in range(1, len(sheet.rows))
        if (match := re.fullmatch(r"\d+([.,])\d+", sheet.get(row, column)))
    }
    return signs.pop() if len(signs) == 1 else "," if sheet.delimiter == ";" else "."


def _compare_points(filled: Filled, possible: str, results: Sequence[Result]) -> None:
    """Note where the platform thinks that something else can be had."""
    most = max((result.max_score for result in results), default=0.0)
    try:
        differs = float(possible) != most
    except ValueError:
        return
    if differs:
        text = gettext("the sheet says that {points} points can be had, the results {others}")
        filled.notes.append(text.format(points=possible, others=format_points(most)))


def _not_as(kind: str, sheet: Sheet, columns: str) -> GraderError:
    text = gettext("{path}: this is not {kind}: it needs the columns {columns}, and has {header}")
    header = ", ".join(sheet.header)
    return GraderError(text.format(path=sheet.path, kind=kind, columns=columns, header=header))
