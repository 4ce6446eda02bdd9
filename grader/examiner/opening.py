"""A submission's exercises in one worker, where their texts can leave nothing behind.

Before any of it runs, the worker says which of the texts can do nothing but define and compute.
Those are all loaded into it, and asked what public checks will ask, in one message. What isn't
plain, and whatever comes after something went wrong, gets a worker of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from grader.course import Exercise
from grader.examiner.run import loading_of
from grader.intake.code import Code
from grader.sandbox.ahead import Fetched, fetch
from grader.sandbox.allowance import Allowance, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Foreseen, StudentError
from grader.sandbox.host import Sandbox

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
    left = list(parts)
    while len(left) > 1:
        worker = sandbox.worker(left[0].exercise.limits, left[0].exercise.imports)
        allowance = Allowance(worker, OPENING_SECONDS)
        talks = [Conversation(worker, place) for place in range(len(left))]
        asked: list[list[Fetched]] = []
        try:
            loadings = [
                loading_of(part.exercise, part.code, part.exercise.limits.check_seconds)
                for part in left
            ]
            plain = Conversation(worker).are_plain(loadings, allowance)
            for part, talk, loading, is_plain in zip(left, talks, loadings, plain, strict=True):
                asked.append(talk.foresee(part.public, loading) if is_plain else [])
            fetch(worker, [each for questions in asked for each in questions], allowance)
        except (StudentError, WorkerFailed):
            whole = [all(each.is_whole for each in questions) for questions in asked]
            if all(whole):
                return {}
            del left[whole.index(False)]  # nobody else's trouble
        else:
            return {
                part.exercise.name: talk
                for part, talk, questions in zip(left, talks, asked, strict=True)
                if questions
            }
    return {}
