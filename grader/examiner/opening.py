"""A submission's exercises in one worker, where their texts can leave nothing behind.

Before any of it runs, the worker says which of the texts can do nothing but define and compute.
Those are all loaded into it, and asked what public checks will ask, in one message. When the public
checks of all of them have run, so that nothing that is printed is shown any more, it is asked what
hidden checks will ask, in another. What isn't plain, and whatever comes after something went wrong,
gets a worker of its own.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from grader.course import Exercise
from grader.examiner.run import ExerciseRun, loading_of
from grader.intake.code import Code
from grader.sandbox.ahead import Fetched, fetch
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Foreseen, StudentError
from grader.sandbox.host import Sandbox, shared_limits
from grader.sandbox.plainness import is_plain
from grader.sandbox.wire import WireError

OPENING_SECONDS: Final = 1.0
"""CPU seconds for loading what is plain and for what is asked ahead of its public checks."""
Questions = Mapping[str, Sequence[Foreseen]]
"""What checks will ask, by the check's id."""


class Part(NamedTuple):
    """An exercise of a submission, and what its public checks will ask."""

    exercise: Exercise
    code: Code
    public: Questions


def open_together(sandbox: Sandbox, parts: Sequence[Part]) -> dict[str, Conversation]:
    """Conversations with one worker, by the exercises' names; those left out need one of their own.

    Parameters
    ----------
    parts : sequence of Part
        With the same limits and imports.
    """
    parts = [part for part in parts if _gives_what_is_plain(part.exercise)]
    if len(parts) < 2:
        return {}
    exercises = [part.exercise for part in parts]
    worker = sandbox.worker(shared_limits(exercises[0].limits), exercises[0].imports)
    allowance = Allowance(worker, OPENING_SECONDS)
    loadings = [
        loading_of(exercise, part.code, exercise.limits.check_seconds)
        for exercise, part in zip(exercises, parts, strict=True)
    ]
    opened: dict[str, Conversation] = {}
    asked: list[Fetched] = []
    try:
        plain = Conversation(worker).are_plain(loadings, allowance)
        for place in itertools.compress(range(len(parts)), plain):
            talk = opened[exercises[place].name] = Conversation(worker, place)
            asked += talk.foresee(parts[place].public, loadings[place])
        fetch(worker, asked, allowance)
    except (StudentError, WorkerFailed, WireError):  # nobody knows by which of them
        sandbox.end_worker()
        return {}
    return opened


def ask_hidden(sandbox: Sandbox, runs: Sequence[ExerciseRun]) -> None:
    """Ask what hidden checks will ask, of those exercises that the shared worker still serves."""
    asked: list[Fetched] = []
    worker = None
    for run in runs:
        talk = run.resume()
        if talk is not None:
            worker = talk.worker
            asked += talk.foresee(run.take_foreseen())
    if worker is None:
        return
    try:
        fetch(worker, asked, Allowance(worker, OPENING_SECONDS))
    except WorkerFailed:  # each has a worker of its own from here on, and asks one by one
        sandbox.end_worker()


def _gives_what_is_plain(exercise: Exercise) -> bool:
    return exercise.given is None or _is_plain(exercise.given.read_bytes())


@functools.lru_cache
def _is_plain(source: bytes) -> bool:
    return is_plain(ast.parse(source))
