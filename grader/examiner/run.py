"""One exercise of one submission: its worker, its time, and a new worker when one is lost."""

from __future__ import annotations

import contextlib
import functools
import marshal
import math
import signal
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from grader.course import Exercise
from grader.examiner.memory import LARGEST, CheckOutcome, Memory, key_of
from grader.examiner.names import Names
from grader.examiner.remote import Student
from grader.intake.code import Code
from grader.language import gettext, gettext_noop
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import WALL_FACTOR, Allowance, Limits, WarmProcessLost, WorkerFailed
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Exchange, Foreseen, StudentError

ATTEMPTS: Final = 2
"""How often an exercise is run if something outside ends its worker (out of memory, say)."""
PATIENCE: Final = 2
"""Timeouts in an exercise after which each remaining check gets `IMPATIENT_SECONDS` at most."""
IMPATIENT_SECONDS: Final = 0.5
ASIDE_SECONDS: Final = 1.0
"""CPU seconds for what is asked besides the checks."""
AHEAD_SECONDS: Final = 1.0
"""CPU seconds for all that is asked ahead of an exercise's public, or hidden, checks."""
LOADING_SHARE: Final = 0.6
"""The part of its CPU seconds that a submission may spend at its top; then demos are given up."""
ASKING_SECONDS: Final = 0.5
"""CPU seconds to say what was printed."""

_SIGNALS = {
    4: gettext_noop("it crashed (illegal instruction)"),
    6: gettext_noop("it aborted"),
    7: gettext_noop("it crashed (bus error)"),
    9: gettext_noop("it was killed"),
    11: gettext_noop("it crashed (segmentation fault)"),
    24: gettext_noop("it used up its CPU time"),
    25: gettext_noop("it wrote a file that is too large"),
    31: gettext_noop("it made a system call that is not allowed"),
}

_FROM_OUTSIDE = frozenset(
    getattr(signal, f"SIG{name}", 0) for name in ("HUP", "INT", "QUIT", "KILL", "TERM")
)
"""Signals that a confined submission can't send, not even to itself, nor bring about by a fault."""


class WorkerSource(Protocol):
    """Where workers come from: `grader.sandbox.host.Sandbox`, and at home `LocalSandbox`."""

    def worker(self, limits: Limits, imports: tuple[str, ...], /) -> Any:
        """A new worker, which may import `imports` besides numpy."""

    def close_worker(self, worker: Any, /) -> int | None:
        """End a worker; its exit status, None if nobody knows."""

    def can_go_on(self, worker: Any, /) -> bool:
        """Is a worker still there, and may it serve another exercise?"""


class ExerciseRun:
    """Gives each check a `Student`, and takes care that nothing runs longer than it may.

    Parameters
    ----------
    sandbox : WorkerSource
    exercise : Exercise
    code : Code
        What was handed in.
    foreseen : sequence of mapping
        What checks will ask whatever they are answered, by the check's id, public ones and hidden
        ones: `rehearse` finds out. A hidden one's questions stay here while public ones run, since
        what is printed then is shown.
    opened : Conversation, optional
        With a worker that has loaded it among other exercises of the submission.
    memory : Memory, optional
        What this exercise's checks, and others', came to with other submissions.

    Attributes
    ----------
    logs : dict
        Every check's questions with their replies, by the check's id.
    carried : dict
        The sites of the forwards whose errors a check carried forward, by the check's id.
    names : Names
        The names that the file defines, asked for when it was first loaded; until then, none.
    notes : list of StudentError
        What didn't run through when the file was loaded first.
    printed : str
        What it printed meanwhile.
    is_disturbed : bool
        Was a worker ended by something that the submission can't have done?
    """

    def __init__(
        self,
        sandbox: WorkerSource,
        exercise: Exercise,
        code: Code,
        foreseen: Sequence[Mapping[str, Sequence[Foreseen]]] = (),
        opened: Conversation | None = None,
        memory: Memory[CheckOutcome] | None = None,
    ) -> None:
        self._foreseen = list(foreseen)
        self._sandbox = sandbox
        self.exercise = exercise
        self.code = code
        self._conversation: Conversation | None = None
        self._allowance: Allowance | None = None
        self._seconds_left = exercise.limits.exercise_seconds
        self._waiting_left = WALL_FACTOR * exercise.limits.exercise_seconds
        self._timeouts = 0
        self.logs: dict[str, list[Exchange]] = {}
        self.carried: dict[str, set[str]] = {}
        self.names = Names(())
        self._is_named = False
        self._opened = opened
        self._memory = memory
        self._key = b""
        self._noted = 0
        self._is_shared = False
        self.notes: list[StudentError] = []
        self.printed = ""
        self.is_disturbed = False

    @property
    def is_out_of_time(self) -> bool:
        """Is the exercise's time used up?"""
        return self._seconds_left <= 0 or self._waiting_left <= 0

    def load(self) -> Conversation:
        """Start a worker and load the submission into it.

        Raises
        ------
        StudentError
            If the submission's code raises.
        WorkerFailed
            If it ends the worker or takes too long.
        """
        conversation, self._opened = self._opened, None
        self._is_shared = conversation is not None
        if conversation is None:
            try:
                worker = self._sandbox.worker(self.exercise.limits, self.exercise.imports)
            except WarmProcessLost:
                self.is_disturbed = True
                raise
            conversation = Conversation(worker)
        self._conversation = conversation
        seconds = self._seconds(self.exercise.limits.check_seconds)
        self._allowance = Allowance(conversation.worker, seconds)
        try:
            loading = None
            if not self._is_shared:
                loading = loading_of(self.exercise, self.code, seconds)
            loaded = conversation.load(loading, self._allowance)
        except BaseException as problem:
            self.lose(problem)
            raise
        if not self._is_named:
            self.notes, self.printed = loaded.notes, loaded.printed
            self.names = Names(loaded.names)
            self._is_named = True
        self.settle()
        return conversation

    def recalled(self, check: str) -> CheckOutcome | None:
        """What `check` came to with the same answers, if all that it asks was asked ahead.

        It is this check's, as if it had run.
        """
        self._key = b""
        if self._memory is None:
            return None
        self._prefetch(self._conversation or self.load(), check)
        conversation = self._conversation or self.load()
        answers = conversation.answers(check)
        if not answers or sum(map(len, answers)) > LARGEST:
            return None
        place = f"{self.exercise.name}/{check}".encode()
        self._key = key_of(place, *self.names.as_bytes(), b"", *answers)
        outcome = self._memory.recall(self._key)
        if outcome is not None:
            conversation.begin(check)
            self.logs[check] = conversation.log = list(outcome.log)
            self.carried[check] = set(outcome.carried)
        return outcome

    def remember(self, check: str, raised: BaseException | None) -> None:
        """Remember what `check` came to, if it knew nothing but what `recalled` asks for."""
        conversation, noted = self._conversation, len(self.names.notes)
        if self._memory is None or not self._key or conversation is None:
            return
        if not conversation.is_as_foreseen or noted != self._noted or check not in self.logs:
            return
        outcome = CheckOutcome(raised, self.logs[check], frozenset(self.carried[check]))
        if outcome.is_worth_it():
            if raised is not None:  # without the frames that it came through
                raised.__traceback__ = raised.__context__ = raised.__cause__ = None
            self._memory.keep(self._key, outcome)

    def student(self, check: str, most: float = math.inf) -> Student:
        """The submission, for `check`; loads it anew if the last check lost the worker.

        Parameters
        ----------
        most : float
            CPU seconds that it gets at most, if that is less than a check's.
        """
        conversation, allowance = self.begin(check, most)
        self._noted = len(self.names.notes)
        self.logs[check] = conversation.log
        self.carried[check] = carried = set[str]()
        return Student(conversation, allowance, self.lose, self.names, carried)

    def begin(self, check: str = "", most: float = math.inf) -> tuple[Conversation, Allowance]:
        """Begin a check, or what is like one; what it may use."""
        self._prefetch(self._conversation or self.load(), check)
        conversation = self._conversation or self.load()  # another one, where that went wrong
        seconds = min(self.exercise.limits.check_seconds, most)
        if self._timeouts >= PATIENCE:
            seconds = min(seconds, IMPATIENT_SECONDS)
        conversation.begin(check)
        self._allowance = Allowance(conversation.worker, self._seconds(seconds))
        return conversation, self._allowance

    def _prefetch(self, conversation: Conversation, check: str) -> None:
        """Ask what the checks from `check` on will ask, if that is known.

        Its time counts for nothing, since some of it may be for questions that nobody asks. Where
        it doesn't go well, nobody knows by which of them: a new worker is asked one by one.
        """
        if not self._foreseen or check not in self._foreseen[0]:
            return
        checks, *self._foreseen = self._foreseen
        seconds = self._seconds(min(self.exercise.limits.check_seconds, AHEAD_SECONDS))
        try:
            conversation.prefetch(checks, Allowance(conversation.worker, seconds))
        except WorkerFailed:
            self._foreseen = []
            self.close()
            left = self._seconds_left, self._waiting_left
            self.load()
            self._seconds_left, self._waiting_left = left

    def printed_in_check(self) -> str:
        """What the submission has printed in the check that ran last, while its worker lives.

        For public checks only: it may hold what the check sent.
        """
        if self._conversation is None:
            return ""
        try:
            return self._conversation.printed(Allowance(self._conversation.worker, ASKING_SECONDS))
        except WorkerFailed as failure:
            self.lose(failure)
            return ""

    def lose(self, problem: BaseException) -> None:
        """Give up the worker; adds how it ended to the text of `problem`."""
        if self._conversation is None:
            return
        status = self._sandbox.close_worker(self._conversation.worker)
        self._conversation = None
        self.settle()
        if isinstance(problem, WorkerFailed):
            if problem.is_timeout:
                if self._timeouts >= PATIENCE:
                    text = gettext("{problem} (so little is left after {timeouts} timeouts)")
                    problem.args = (text.format(problem=problem, timeouts=PATIENCE),)
                self._timeouts += 1
            elif problem.is_death:
                problem.args = (_how_it_ended(status),)
                self.is_disturbed |= status is None or (status < 0 and -status in _FROM_OUTSIDE)

    @contextlib.contextmanager
    def aside(self, name: str, *, is_last: bool = False) -> Iterator[Student]:
        """The submission, for what is no check: it costs the checks neither time nor patience.

        It has `ASIDE_SECONDS` at most. Where it doesn't end well the worker may be in the middle of
        something: the next check has another one.

        Parameters
        ----------
        name : str
            Under which its questions are logged meanwhile.
        is_last : bool
            Does no check follow?
        """
        before = self._seconds_left, self._waiting_left, self._timeouts
        try:
            yield self.student(name, ASIDE_SECONDS)
        except BaseException:
            self.close()
            raise
        finally:
            self.settle()
            if self._conversation is None and not is_last:
                with contextlib.suppress(StudentError, WorkerFailed, WarmProcessLost):
                    self.load()
            self._seconds_left, self._waiting_left, self._timeouts = before
            self.logs.pop(name, None)
            self.carried.pop(name, None)

    def resume(self) -> Conversation | None:
        """Go on where other exercises came between; what to ask ahead, if the worker serves them.

        A worker that has been ended meanwhile is replaced when it is needed.
        """
        conversation = self._conversation
        if conversation is not None and not self._sandbox.can_go_on(conversation.worker):
            self._conversation = conversation = None
        if conversation is not None:
            conversation.resume()
        return conversation if self._is_shared else None

    def take_foreseen(self) -> Mapping[str, Sequence[Foreseen]]:
        """What the next checks will ask, for who asks it in this exercise's place."""
        checks = self._foreseen[0] if self._foreseen else {}
        self._foreseen = self._foreseen[1:]
        return checks

    def end(self) -> None:
        """End the exercise; a worker that serves others lives on."""
        if self._is_shared:
            self._conversation = None
        self.close()

    def close(self) -> None:
        """End the worker."""
        if self._conversation is not None:
            self._sandbox.close_worker(self._conversation.worker)
            self._conversation = None

    def _seconds(self, most: float) -> float:
        return max(min(most, self._seconds_left, self._waiting_left / WALL_FACTOR), 0.0)

    def settle(self) -> None:
        """Take what was spent since the last time off the exercise's time."""
        if self._allowance is not None:
            self._seconds_left -= self._allowance.cpu_spent()
            self._waiting_left -= self._allowance.waited()
            self._allowance = None


def loading_of(exercise: Exercise, code: Code, seconds: float) -> Loading:
    """What a worker is told for `exercise`.

    Parameters
    ----------
    seconds : float
        CPU seconds for the exercise's loading and all that comes with it.
    """
    return Loading(
        exercise.name,
        code.named_parts(),
        LOADING_SHARE * seconds,
        _compiled(exercise.given.read_bytes()) if exercise.given else None,
        code.modules,
        ("numpy", *exercise.imports),
    )


@functools.lru_cache
def _compiled(given: bytes) -> bytes:
    return marshal.dumps(compile(given, "given.py", "exec", dont_inherit=True))


def ended_from_outside() -> str:
    """What the instructor should look into where no attempt got through."""
    text = gettext(
        "something outside ended its worker in {attempts} attempts; is memory short? Grade it again"
    )
    return text.format(attempts=ATTEMPTS)


def _how_it_ended(status: int | None) -> str:
    if status is None:
        return gettext("the Python process is gone")
    if status >= 0:  # the number is the submission's choice, and a hidden check shows this
        return gettext("it ended the Python process")
    if -status in _SIGNALS:
        return gettext(_SIGNALS[-status])
    return gettext("it was ended by signal {signal}").format(signal=-status)
