"""``nbgrader autograde`` through the wall; one line in ``nbgrader_config.py`` asks for it::

    c.Autograde.exporter_class = "grader.autograde.WallExporter"

nbgrader runs each notebook and takes the grade cells' values for their points. Here no kernel is
started: the course's own checks are asked, as `grader grade` asks them, and what they say is put
where the kernel's answer would stand. From there on everything is nbgrader's: it saves the scores,
and formgrader, feedback and export show them.

What is saved of the notebook is the one that was released, with the student's code in it. Outputs
and prose of students are left out: formgrader and feedback would show them as HTML.
"""

from __future__ import annotations

import contextlib
import fnmatch
import glob
import os
import weakref
from pathlib import Path
from typing import Any, Final, NoReturn

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute

from grader.batch import results_of
from grader.course import Course, Exercise
from grader.course_folder import read_course
from grader.errors import GraderError
from grader.examiner.examiner import Examiner
from grader.exports.cells import RELEASE_AGAIN, Cell, cells_of, cells_to_fill
from grader.exports.gradebook import require_same
from grader.intake import Submission, read_submission
from grader.intake.code import Code, Part
from grader.intake.files import read_file
from grader.intake.nbgrader import TIMESTAMP, TIMESTAMP_LIMIT, read_handed
from grader.intake.places import DiskFolder
from grader.language import gettext
from grader.release.nbgrader_course import COURSE, assignment_of
from grader.results import ExerciseResult, Result
from grader.sandbox.trial import find_confinement

Notebook = nbformat.NotebookNode
NATIVE: Final = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"


class WallExporter(NotebookExporter):
    """Gives nbgrader's Autograde graded notebooks where it expects the students' own.

    nbgrader makes one each time that it autogrades an assignment.
    """

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        super().__init__(config=config, **kwargs)
        if not isinstance(self.parent, Autograde):
            self._refuse(
                gettext("it is for Autograde: set c.Autograde.exporter_class, and no other's")
            )
        self._converter: Any = self.parent
        self._coursedir = self._converter.coursedir
        try:
            self._course = self._read_course()
            self._released = {
                exercise.name: self._read_released(exercise) for exercise in self._course.exercises
            }
            self._examiner = Examiner(self._course, find_confinement())
        except GraderError as problem:
            self._refuse(str(problem))
        weakref.finalize(self, self._examiner.close)
        self._student = ""
        self._submission = Submission("")
        self._result: Result | None = None
        self._take_every_submission()
        self._converter.init_assignment = self._init_assignment

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, Any]:
        """The student's notebook, graded, first; then, with the scores saved, the same again."""
        place = (resources or {}).get("nbgrader", {})
        if not self._converter._sanitizing:
            own = self._preprocessors
            self._preprocessors = [step for step in own if not isinstance(step, Execute)]
            output, resources = super().from_filename(filename, resources, **kw)
            self._save_penalty(place["notebook"])
            return output, resources
        result, submission = self._graded(place["student"])
        [exercise] = [each for each in result.exercises if each.exercise == place["notebook"]]
        self._preprocessors = []  # they would restore what students must not see: the hidden tests
        notebook = graded_notebook(
            self._released[exercise.exercise], exercise, submission.codes.get(exercise.exercise)
        )
        graded: tuple[Any, Any] = self.from_notebook_node(notebook, resources, **kw)
        return graded

    def _read_course(self) -> Course:
        name = self._coursedir.assignment_id
        folder = Path(self._coursedir.root, COURSE)
        course = read_course(folder)
        try:
            course = assignment_of(course, name)
        except GraderError:
            text = gettext(
                "{folder} has no assignment {name}; nbgrader itself grades it with "
                "`nbgrader autograde {name} {option}`, in the students' own process"
            )
            raise GraderError(text.format(folder=folder, name=name, option=NATIVE)) from None
        cells = {exercise.name: cells_to_fill(exercise) for exercise in course.exercises}
        with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
            try:
                there = {each.name: each for each in gradebook.find_assignment(name).notebooks}
            except MissingEntry:
                return course  # nbgrader says it
            if differing := sorted(there.keys() ^ cells.keys()):
                text = gettext(
                    "{folder} and the gradebook differ in {name}'s {exercises}; {advice}"
                ).format(
                    folder=folder,
                    name=name,
                    exercises=", ".join(differing),
                    advice=gettext(RELEASE_AGAIN),
                )
                raise GraderError(text)
            for exercise, own in cells.items():
                require_same(there[exercise], own)
        return course

    def _take_every_submission(self) -> None:
        """Have each student's every notebook be graded, under whatever name it was handed in.

        nbgrader takes those that are called like its own, and passes over whoever has none.
        """
        wanted = fnmatch.filter(self._released, self._coursedir.notebook_id)
        pattern = self._converter._format_source(
            self._coursedir.assignment_id, self._coursedir.student_id
        )
        self._converter.assignments = {
            folder: [os.path.join(folder, f"{name}.ipynb") for name in wanted]
            for folder in glob.glob(pattern)
            if os.path.isdir(folder)
        }

    def _init_assignment(self, assignment_id: str, student_id: str) -> None:
        """What nbgrader does before it grades somebody, without copying what they handed in.

        Nothing of it is needed, and a file or a link of the right name would end it half-way. When
        it was handed in is copied: by it nbgrader sees that somebody has handed in anew.
        """
        before, self._coursedir.ignore = self._coursedir.ignore, ["*"]
        try:
            Autograde.init_assignment(self._converter, assignment_id, student_id)
        finally:
            self._coursedir.ignore = before
        source = Path(self._converter._format_source(assignment_id, student_id))
        with contextlib.suppress(OSError, ValueError):
            if text := read_file(source / TIMESTAMP, TIMESTAMP_LIMIT):
                folder = Path(self._converter._format_dest(assignment_id, student_id))
                folder.mkdir(parents=True, exist_ok=True)
                (folder / TIMESTAMP).write_bytes(text)

    def _graded(self, student: str) -> tuple[Result, Submission]:
        """The student's result; kept until the next student's is asked for."""
        if self._result is None or self._student != student:
            folder = self._converter._format_source(self._coursedir.assignment_id, student)
            handed = read_handed(DiskFolder(Path(folder).absolute()), student)
            stubs = {exercise.name: exercise.stub for exercise in self._course.exercises}
            self._submission = read_submission(handed, list(stubs), stubs)
            result = self._examiner.grade(self._submission)
            [self._result] = results_of(result, handed, self._course.deadline)
            self._student = student
            for problem in self._result.problems:
                self.log.warning("%s: %s", student, problem)
        return self._result, self._submission

    def _read_released(self, exercise: Exercise) -> Notebook:
        """The notebook as students got it."""
        folder = self._coursedir.format_path(
            self._coursedir.release_directory, ".", self._coursedir.assignment_id
        )
        path = os.path.join(os.path.normpath(folder), f"{exercise.name}.ipynb")
        try:
            notebook: Notebook = nbformat.read(path, as_version=4)
        except OSError as problem:
            advice = gettext(RELEASE_AGAIN)
            raise GraderError(f"{path}: {problem.strerror}; {advice}") from None
        data = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
        there = [(each["grade_id"], float(each["points"])) for each in data if each.get("grade")]
        if sorted(there) != sorted((own.name, own.max_score) for own in cells_to_fill(exercise)):
            text = gettext("{path}: it was made of other checks; {advice}")
            raise GraderError(text.format(path=path, advice=gettext(RELEASE_AGAIN)))
        return notebook

    def _save_penalty(self, notebook: str) -> None:
        """What being late costs, where the course says so; of all notebooks, the first has it."""
        if self._course.deadline is None or self._result is None:
            return
        first = min(exercise.name for exercise in self._course.exercises)
        with Gradebook(self._coursedir.db_url, self._coursedir.course_id) as gradebook:
            own = gradebook.find_submission_notebook(
                notebook, self._coursedir.assignment_id, self._student
            )
            own.late_submission_penalty = self._result.penalty if notebook == first else 0.0
            gradebook.db.commit()

    def _refuse(self, text: str) -> NoReturn:
        self.log.error("backprop-grader: %s", text)
        raise NbGraderException(text)


def graded_notebook(released: Notebook, exercise: ExerciseResult, code: Code | None) -> Notebook:
    """The released notebook with the student's code in it, and the scores as its outputs.

    Parameters
    ----------
    released : NotebookNode
        As students got it.
    code : Code or None
        What was graded: each part stands in the solution cell of its name, or behind the cell that
        it followed.
    """
    notebook: Notebook = nbformat.from_dict(released)
    cells = notebook.cells
    own = {name: cell for cell in cells if (name := _name(cell))}
    behind: dict[str, list[Notebook]] = {}
    last = next(iter(own))
    placed = set()
    for part in code.parts if code else ():
        text = part.source.decode("utf-8", "replace")
        is_first = part.name in own and part.name not in placed
        if is_first:
            last = part.name
            placed.add(last)
        if is_first and own[last].metadata.nbgrader.solution:
            own[last].source = text
        elif not is_first or text.strip() != own[last].source.strip():
            behind.setdefault(last, []).append(_own_cell(code, part, text))
    notebook.cells = [each for cell in cells for each in (cell, *behind.get(_name(cell), ()))]
    solutions = [cell for cell in own.values() if cell.metadata.nbgrader.solution]
    for cell in solutions:
        if behind and _name(cell) not in placed:  # else nbgrader says that there is no answer
            cell.metadata.nbgrader.pop("checksum", None)
    if solutions and (said := _said(exercise)):
        solutions[0].outputs = [new_output("stream", name="stdout", text=said)]
    for filled in cells_of(exercise):
        own[filled.name].outputs = _outputs(filled)
    return notebook


def _name(cell: Notebook) -> str:
    """What nbgrader calls a cell; empty if it doesn't, as a header that it adds."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _own_cell(code: Code | None, part: Part, text: str) -> Notebook:
    """A cell of the student's that isn't in the released notebook."""
    head = "" if part.cell or code is None else f"# {code.file}\n"
    cell: Notebook = new_code_cell(head + text, id=f"own-{part.cell}")
    return cell


def _said(exercise: ExerciseResult) -> str:
    """What is to be said of all of the exercise."""
    file = gettext("Graded: {file}.").format(file=exercise.file) if exercise.file else ""
    printed = ""
    if exercise.printed:
        printed = gettext("Printed meanwhile:\n{printed}").format(printed=exercise.printed)
    texts = (file, exercise.message, *exercise.notes, printed)
    return "\n".join(text for text in texts if text)


def _outputs(cell: Cell) -> list[Notebook]:
    """The output of a grade cell: its message, and its points, where nbgrader looks for them."""
    text = cell.comment or gettext("{title}: passed.").format(title=cell.title)
    points = repr(float(min(cell.score, cell.max_score)))
    return [
        new_output("stream", name="stdout", text=text + "\n"),
        new_output("execute_result", data={"text/plain": points}, execution_count=1),
    ]
