"""Writes results into nbgrader's gradebook, through nbgrader's own API.

An assignment has a notebook for each exercise, and in it, for each check, a grade cell with the
points and a solution cell of the same name, since nbgrader has comments with these only. A notebook
that nbgrader itself has made of the course (`grader release --nbgrader`) stays as it is: it has the
grade cells, and its first solution cell takes all comments. Writing again changes nothing that is
the same; what somebody gave by hand in formgrader stays.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from grader.errors import GraderError
from grader.exports.cells import (
    COMMENT_LIMIT,
    RELEASE_AGAIN,
    Cell,
    as_markdown,
    call_of,
    cells_of,
    cells_of_a_student,
)
from grader.exports.database import NEEDED, again, copied, explained, opened
from grader.language import gettext
from grader.packages import needed
from grader.results import ExerciseResult, Result

with needed(NEEDED):
    from nbgrader.api import (
        Comment,
        Grade,
        Gradebook,
        InvalidEntry,
        MissingEntry,
        SubmittedAssignment,
        SubmittedNotebook,
    )
    from sqlalchemy import insert, select, update
    from sqlalchemy.exc import IntegrityError

ALL: Final = "*"
"""In place of a cell's name: the comments of an exercise go there, all of them."""


@dataclass(frozen=True)
class Written:
    """What was written.

    Parameters
    ----------
    students, cells : int
    copy : Path or None
        Where the SQLite file that was there has been copied to.
    """

    students: int
    cells: int
    copy: Path | None


def write_gradebook(results: Sequence[Result], db: str, assignment: str) -> Written:
    """Write the scores and messages of a class.

    Parameters
    ----------
    results : sequence of Result
        Of one course, with the overrides.
    db : str
        An address as SQLAlchemy has them: ``sqlite:///gradebook.db``, ``postgresql://...``.
    assignment : str
        The name of the assignment in the gradebook; made if it isn't there.

    Raises
    ------
    GraderError
        If the results are of several courses or of another than the assignment, or the gradebook
        can't be opened or written.
    """
    if not results:
        raise GraderError(gettext("there is no result to export; grade a class first"))
    if len({result.run.course for result in results if result.run}) > 1:
        raise GraderError(gettext("the results are of several courses; grade the class again"))
    notebooks = {exercise.exercise: cells_of(exercise) for exercise in _exercises(results)}
    copy = copied(db)
    with explained(db), opened(db) as gradebook:
        again(lambda: _write_structure(gradebook, assignment, notebooks), InvalidEntry, 0.05)
        there = _notebooks(gradebook, assignment)
        for result in results:
            write = partial(_write_student, gradebook, assignment, result, notebooks, there)
            again(write, InvalidEntry, 0.05)
    return Written(len(results), sum(map(len, notebooks.values())), copy)


def _exercises(results: Sequence[Result]) -> list[ExerciseResult]:
    """Each exercise, from a student of whom its checks are known."""
    known: dict[str, ExerciseResult] = {}
    for result in results:
        for exercise in result.exercises:
            if exercise.exercise not in known or not known[exercise.exercise].checks:
                known[exercise.exercise] = exercise
    return list(known.values())


def _write_structure(
    gradebook: Gradebook, assignment: str, notebooks: dict[str, list[Cell]]
) -> None:
    """Have the assignment, its notebooks and cells be there."""
    with contextlib.suppress(MissingEntry):
        there_are = {notebook.name for notebook in gradebook.find_assignment(assignment).notebooks}
        if there_are and not there_are <= set(notebooks):
            others = ", ".join(sorted(there_are - set(notebooks)))
            text = gettext(
                "the gradebook's assignment {assignment} holds {others}, which these results "
                "haven't: it is another course's, or another assignment's; name one with "
                "--assignment"
            )
            raise GraderError(text.format(assignment=assignment, others=others))
    gradebook.update_or_create_assignment(assignment)
    for notebook, cells in notebooks.items():
        there = gradebook.update_or_create_notebook(notebook, assignment)
        if there.source_cells:  # nbgrader's own: it refuses a notebook whose cells were changed
            require_same(there, cells)
            continue
        _remove_others(gradebook, there, {cell.name for cell in cells})
        for cell in cells:
            place = (cell.name, notebook, assignment)
            gradebook.update_or_create_grade_cell(
                *place, max_score=cell.max_score, cell_type="code"
            )
            gradebook.update_or_create_solution_cell(*place)


def require_same(notebook: Any, cells: Sequence[Cell]) -> None:
    """Refuse a notebook that nbgrader made of other checks, or of these in another order.

    Raises
    ------
    GraderError
        A cell that no check fills would be full marks for everybody, in nbgrader's way of counting.
    """
    there = {cell.name: round(cell.max_score, 6) for cell in notebook.grade_cells}
    sources = {cell.name: str(cell.source) for cell in notebook.source_cells}
    calls = {cell.name: call_of(notebook.name, cell.check) for cell in cells}
    is_same = there == {cell.name: round(cell.max_score, 6) for cell in cells}
    if not is_same or any(call not in sources.get(name, "") for name, call in calls.items()):
        text = gettext("the gradebook's notebook {notebook} was made of other checks; {advice}")
        raise GraderError(text.format(notebook=notebook.name, advice=gettext(RELEASE_AGAIN)))


def _remove_others(gradebook: Gradebook, notebook: Any, names: set[str]) -> None:
    """Remove the cells of checks that there are no more, unless somebody graded them by hand."""
    there = (*notebook.grade_cells, *notebook.solution_cells)
    others = [cell for cell in there if cell.name not in names]
    ids = [cell.id for cell in others]
    grades = gradebook.db.query(Grade).filter(Grade.cell_id.in_(ids)).all()
    comments = gradebook.db.query(Comment).filter(Comment.cell_id.in_(ids)).all()
    by_hand = {grade.cell_id for grade in grades if grade.manual_score is not None}
    for cell in others:
        if cell.id in by_hand:
            text = gettext(
                "the gradebook's {cell} was graded by hand, and there is no "
                "such check any more; move its points to another cell in formgrader, then export"
            )
            raise GraderError(text.format(cell=f"{notebook.name}/{cell.name}"))
    for row in (*grades, *comments):
        gradebook.db.delete(row)
    gradebook.db.flush()
    for cell in others:
        gradebook.db.delete(cell)
    gradebook.db.commit()


@dataclass(frozen=True)
class _Notebook:
    """A notebook of an assignment: its id, and by their ids the names of its cells."""

    id: str
    graded: dict[str, str]
    commented: dict[str, str]


def _notebooks(gradebook: Gradebook, assignment: str) -> dict[str, _Notebook]:
    """The assignment's notebooks, asked for once: nbgrader asks for each cell by itself."""
    notebooks = {}
    for notebook in sorted(gradebook.find_assignment(assignment).notebooks, key=lambda n: n.name):
        cells = sorted(notebook.solution_cells, key=lambda cell: str(cell.name))
        commented = {cell.id: cell.name for cell in cells}
        if notebook.source_cells and cells:
            commented = dict.fromkeys(commented, "") | {cells[0].id: ALL}
        graded = {cell.id: cell.name for cell in notebook.grade_cells}
        notebooks[notebook.name] = _Notebook(notebook.id, graded, commented)
    return notebooks


def _write_student(
    gradebook: Gradebook,
    assignment: str,
    result: Result,
    known: dict[str, list[Cell]],
    notebooks: dict[str, _Notebook],
) -> None:
    first, _, last = result.name.rpartition(" ")
    named = {"first_name": first or last, "last_name": last if first else ""}
    gradebook.update_or_create_student(result.student, **(named if result.name else {}))
    scores, comments = {}, {}
    for exercise in result.exercises:
        own = cells_of_a_student(exercise, known[exercise.exercise])
        scores.update({(exercise.exercise, cell.name): cell.score for cell in own})
        comments.update({(exercise.exercise, cell.name): cell.comment for cell in own})
        comments[exercise.exercise, ALL] = _joined(own)
    db = gradebook.db
    try:
        places = _places(db, gradebook.find_assignment(assignment).id, result, notebooks)
        penalty = result.penalty
        for name, notebook in notebooks.items():
            place = places[notebook.id]
            row = {"id": place, "late_submission_penalty": penalty}
            db.execute(update(SubmittedNotebook), [row])
            penalty = 0.0
            _write_grades(
                db, place, {id_: scores.get((name, of), 0.0) for id_, of in notebook.graded.items()}
            )
            texts = {id_: comments.get((name, of), "") for id_, of in notebook.commented.items()}
            _write_comments(db, place, texts)
        db.commit()
    except IntegrityError as problem:
        db.rollback()
        raise InvalidEntry(*problem.args) from None
    finally:
        db.expunge_all()  # it would grow slower with each student


def _places(
    db: Any, assignment: str, result: Result, notebooks: dict[str, _Notebook]
) -> dict[str, str]:
    """The ids of the student's notebooks, by those of the assignment's; made if they aren't there.

    As rows: nbgrader's own call makes all grades and comments, too, saves them empty and reads them
    again, each with sums over all others, which takes longer than all the rest.
    """
    timed = {"timestamp": _utc(result.submitted)} if result.submitted else {}
    its = (
        SubmittedAssignment.assignment_id == assignment,
        SubmittedAssignment.student_id == result.student,
    )
    submission = db.execute(select(SubmittedAssignment.id).where(*its)).scalar()
    if submission is None:
        row = {"assignment_id": assignment, "student_id": result.student, **timed}
        db.execute(insert(SubmittedAssignment), [row])
        submission = db.execute(select(SubmittedAssignment.id).where(*its)).scalar()
    elif timed:
        db.execute(update(SubmittedAssignment), [{"id": submission, **timed}])
    columns = select(SubmittedNotebook.notebook_id, SubmittedNotebook.id)
    its_notebooks = columns.where(SubmittedNotebook.assignment_id == submission)
    there = dict(db.execute(its_notebooks).all())
    missing = [notebook.id for notebook in notebooks.values() if notebook.id not in there]
    if missing:
        rows = [{"assignment_id": submission, "notebook_id": id_} for id_ in missing]
        db.execute(insert(SubmittedNotebook), rows)
        there = dict(db.execute(its_notebooks).all())
    return there


def _write_grades(db: Any, notebook: str, scores: dict[str, float]) -> None:
    """Have the student's notebook hold the scores, by the ids of the cells.

    A score by hand stays; where the grader's is another than before, somebody has to look, as
    nbgrader itself has it.
    """
    columns = (
        *(Grade.cell_id, Grade.id, Grade.auto_score),
        *(Grade.manual_score, Grade.needs_manual_grade),
    )
    its = (Grade.cell_id.in_(scores), Grade.notebook_id == notebook)  # as it is indexed
    rows = db.execute(select(*columns).where(*its))
    there = {cell: rest for cell, *rest in rows}
    new, changed = [], []
    for cell, score in scores.items():
        id_, before, by_hand, is_waiting = there.get(cell, (None, None, None, None))
        row = {"auto_score": score, "needs_manual_grade": by_hand is not None}
        if id_ is None:
            new.append({"cell_id": cell, "notebook_id": notebook, **row})
        elif score != before or (is_waiting and by_hand is None):
            changed.append({"id": id_, **row})
    _write_rows(db, Grade, new, changed)


def _write_comments(db: Any, notebook: str, texts: dict[str, str]) -> None:
    """Have the student's notebook hold the comments, by the ids of the cells."""
    columns = (Comment.cell_id, Comment.id, Comment.auto_comment)
    its = (Comment.cell_id.in_(texts), Comment.notebook_id == notebook)
    rows = db.execute(select(*columns).where(*its))
    there = {cell: rest for cell, *rest in rows}
    new, changed = [], []
    for cell, text in texts.items():
        id_, before = there.get(cell, (None, None))
        row = {"auto_comment": as_markdown(text)}
        if id_ is None:
            new.append({"cell_id": cell, "notebook_id": notebook, **row})
        elif row["auto_comment"] != before:
            changed.append({"id": id_, **row})
    _write_rows(db, Comment, new, changed)


def _write_rows(
    db: Any, kind: Any, new: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> None:
    if new:
        db.execute(insert(kind), new)
    if changed:
        db.execute(update(kind), changed)


def _joined(cells: Sequence[Cell]) -> str:
    """The comments of an exercise, each once."""
    texts = dict.fromkeys(cell.comment for cell in cells if cell.comment)
    return "\n\n".join(texts)[:COMMENT_LIMIT]


def _utc(moment: str) -> datetime:
    """As nbgrader keeps times: UTC, and no word of it."""
    at = datetime.fromisoformat(moment)
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
