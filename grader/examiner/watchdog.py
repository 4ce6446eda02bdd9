"""Ends a check that spends its time on this side of the wall.

What a submission sends is bounded, but a check may do something with it that isn't: the worker's
clock doesn't see that, so the examiner has one of its own.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any, Final

AGAIN_SECONDS: Final = 0.5
"""CPU seconds after which it barks again, should the first time have gone unheard."""


class TooMuchToRead(BaseException):
    """The check took too long over what came back; no ``except Exception`` on the way stops it."""


@contextlib.contextmanager
def watchdog(seconds: float) -> Iterator[None]:
    """Raise `TooMuchToRead` in the block after `seconds` of this process's CPU time.

    Does nothing outside the main thread, where Python handles no signals, and on Windows.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGPROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, _bark)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _bark(*_: Any) -> None:
    raise TooMuchToRead
