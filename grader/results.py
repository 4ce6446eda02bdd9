"""What grading a submission gives: records, one inside the other.

Each is written as JSON, one `Result` a line; `grader.results_file` keeps them.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from grader.figures import Graph, Rows

VERSION: Final = 1

Outcome = Literal["passed", "failed", "error", "timeout"]
Status = Literal["graded", "missing", "failed"]


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame of a traceback in the student's own files: where it is, and the line's text."""

    place: str
    code: str


class Gradient(msgspec.Struct, frozen=True, kw_only=True):
    """A gradient that isn't right, next to the one of the student's own forward.

    Attributes
    ----------
    name : str
        What it is called: `dx`.
    shape : tuple of int
        Its own; the rows below are those of its last axis.
    theirs, numerical : list of list of float
        What the student's ``backward`` gave, and the numerical gradient of their ``forward``.
    """

    name: str
    shape: tuple[int, ...]
    theirs: Rows
    numerical: Rows


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """What an instructor decided in the grader's place; see `grader.overrides`.

    Attributes
    ----------
    score : float
        What the grader had given.
    reason : str
    by : str
        Who decided.
    """

    score: float
    reason: str
    by: str


class CheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one check.

    Attributes
    ----------
    message : str
        What the student may read of it.
    printed : str
        What the submission printed in a public check that didn't pass.
    trace : tuple of Frame
        Where an exception came from in a public check, the outermost frame first.
    gradient : Gradient or None
        Of a public check that found a gradient wrong.
    override : Override or None
        Whence its score, if not from the grader; None in ``results.jsonl``.
    """

    id: str
    title: str
    outcome: Outcome
    score: float
    max_score: float
    hidden: bool
    message: str = ""
    printed: str = ""
    trace: tuple[Frame, ...] = ()
    gradient: Gradient | None = None
    diagnosis: str | None = None
    override: Override | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """A misconception that a student's numbers show, where they show it, and what to say of it."""

    site: str
    misconception: str
    hint: str


class ExerciseResult(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one exercise: ``missing`` (no file), ``failed`` (not loaded) or ``graded``.

    Attributes
    ----------
    file : str
        The file that was graded, as a path in the student's folder.
    sha256 : str
        Of that file, as it was handed in.
    notes : tuple of str
        What else the student should know: statements that didn't run, other files that don't count.
    printed : str
        What the submission printed while it was loaded.
    trace : tuple of Frame
        Where the exception came from that kept it from being loaded.
    graph : Graph or None
        Its computational graph with the submission's numbers for public inputs, where a check
        didn't pass.
    override : Override or None
        Whence its score, if not from its checks; None in ``results.jsonl``.
    """

    exercise: str
    title: str = ""
    status: Status
    score: float
    max_score: float
    file: str = ""
    sha256: str = ""
    message: str = ""
    notes: tuple[str, ...] = ()
    printed: str = ""
    trace: tuple[Frame, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    graph: Graph | None = None
    override: Override | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """By what submissions were graded.

    Attributes
    ----------
    id : str
        The same for the same course, seed and versions, and for no other.
    course, contact : str
        The course's title, and whom to ask.
    seed : int
    grader, python, numpy : str
        Versions.
    language : str
        In which its messages are written.
    """

    id: str
    course: str
    contact: str
    seed: int
    grader: str
    python: str
    numpy: str
    language: str = "en"


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one submission.

    Attributes
    ----------
    confinement : tuple of str
        The layers that held while it was graded; empty: unconfined, at somebody's risk.
    problems : tuple of str
        What the instructor should look into: a check that broke, a file that couldn't be placed.
    name : str
        As people call the student, where that is known.
    shared_from : str
        Whose submission it is, where several students share one.
    submitted, submitted_from : str or None, str
        When it was handed in, as ISO 8601 has it, and what says so.
    attempt : int or None
        Which attempt it is, where the place counts them.
    late : int or None
        Seconds after the deadline; None if there is none, or nobody knows.
    penalty : float
        Points that lateness costs; no score is less for it.
    run : Run or None
        By what it was graded.
    """

    version: int = VERSION
    student: str
    score: float
    max_score: float
    exercises: tuple[ExerciseResult, ...] = ()
    confinement: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    name: str = ""
    shared_from: str = ""
    submitted: str | None = None
    submitted_from: str = ""
    attempt: int | None = None
    late: int | None = None
    penalty: float = 0.0
    run: Run | None = None
