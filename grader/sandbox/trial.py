"""Finds out by trying which layers hold on this machine."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from grader.errors import ConfinementError
from grader.language import gettext
from grader.sandbox import confinement as policy
from grader.sandbox.ahead import Loading
from grader.sandbox.allowance import Allowance, Limits, WarmProcessLost, WorkerFailed
from grader.sandbox.confinement import Confinement
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import StudentError
from grader.sandbox.host import START_SECONDS, Sandbox
from grader.sandbox.respondent import SUBMISSION

TRIES: Final = 3
"""How often a set of layers is tried: what ended the trial's worker may have been bad luck."""

TRIAL: Final = """
import os, socket

def attempts(secret):
    def read(): open(secret).close()
    def write(): open(secret, "w").close()
    def list_(): os.listdir(os.path.dirname(secret))
    def make(): open(secret + ".made", "x").close()
    def chmod(): os.chmod(secret, 0o644)
    def fork():
        if os.fork() == 0:
            os._exit(0)
    def signal(): os.kill(os.getppid(), 0)
    def connect(): socket.create_connection(("127.0.0.1", 9), 0.1)
    got_through = []
    for attempt in (read, write, list_, make, chmod, fork, signal, connect):
        try:
            attempt()
        except ConnectionRefusedError:
            got_through.append(attempt.__name__)
        except OSError:
            continue
        else:
            got_through.append(attempt.__name__)
    return got_through
"""
"""Loaded like a submission into a fresh worker; says what a submission could do."""


def find_confinement(*, is_unconfined: bool = False) -> Confinement:
    """The strongest confinement that holds on this machine, found by trying.

    Parameters
    ----------
    is_unconfined : bool
        Is it accepted that nothing confines, where nothing does?

    Raises
    ------
    ConfinementError
        If none holds and that isn't accepted; the text says what was tried and what to do.
    """
    with contextlib.closing(_found(policy.possible(), is_unconfined)) as sandbox:
        return sandbox.confinement


@contextlib.contextmanager
def confined_sandbox(*, is_unconfined: bool = False) -> Iterator[Future[Sandbox]]:
    """A sandbox of that confinement, to come: it is found while the caller does something else.

    It is the one that was tried, so that its warm process needn't be started again. Where the
    ``with`` is left, it is closed.
    """
    everything = policy.possible()  # imports something, which a second thread had better not
    with ThreadPoolExecutor(1) as thread:
        found = thread.submit(_found, everything, is_unconfined)
        try:
            yield found
        finally:
            if found.exception() is None:
                found.result().close()


def _found(everything: Confinement, is_unconfined: bool) -> Sandbox:
    """The sandbox that held, of `everything` or of fewer layers."""
    candidates = [everything, *(everything.without(layer) for layer in policy.LAYERS)]
    candidates.append(everything.without(policy.BUBBLEWRAP).without(policy.UID))
    outcomes = []
    for candidate in dict.fromkeys(candidates):
        if not candidate.is_sufficient:
            continue
        for _ in range(TRIES):
            sandbox = Sandbox(candidate)
            try:
                got_through = _tried(sandbox)
            except BaseException:
                sandbox.close()
                raise
            if not got_through:
                return sandbox
            sandbox.close()
        outcomes.append(f"{'+'.join(candidate.names())}: {got_through}")
    if is_unconfined:
        return Sandbox(Confinement())
    there_is = gettext("{platform} has {layers} only")
    there_is = there_is.format(platform=sys.platform, layers=", ".join(everything.names()))
    text = gettext(
        "This machine can't confine student code ({tried}). It takes Linux with libseccomp, and "
        "Landlock (kernel 5.13 or later) or bubblewrap. To run submissions that you trust as you "
        "trust your own code, add --unconfined; every result will say so."
    )
    raise ConfinementError(text.format(tried="; ".join(outcomes) or there_is))


def _tried(sandbox: Sandbox) -> str:
    """Why the sandbox's confinement doesn't hold; an empty text if it does."""
    with tempfile.TemporaryDirectory(prefix="grader-trial-") as folder:
        secret = Path(folder, "secret")
        secret.write_text("to be read by nobody")
        try:
            worker = sandbox.worker(Limits())
            allowance = Allowance(worker, START_SECONDS)
            talk = Conversation(worker)
            text = ("trial.py", TRIAL.encode(), False)
            talk.load(Loading("trial", [text], allowance.seconds), allowance)
            talk.begin()
            [answer] = talk.call(SUBMISSION, "attempts", [((str(secret),), {})], allowance)
            sandbox.close_worker(worker)
        except (WorkerFailed, StudentError, WarmProcessLost, ConfinementError, OSError) as problem:
            return str(problem)[:300]
    got_through = answer.value
    if not got_through:
        return ""
    return gettext("a submission could {deeds}").format(deeds=", ".join(got_through))
