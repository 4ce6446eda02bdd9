"""The command ``grader``: parses, calls, prints."""

from __future__ import annotations

import argparse
import atexit
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn, TextIO

from grader import __version__
from grader.commands import check, course, grade, results
from grader.errors import ConfinementError, GraderError
from grader.language import gettext

USAGE, CANNOT_CONFINE, INTERRUPTED = 2, 3, 130
GARBAGE = 50_000
"""How many new objects there are until garbage is looked for: what is imported stays, and looking
through it again and again took a twentieth of a short run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit status.

    0: done, whatever the scores. 1: `validate`, `diff` or `release --check` found something, a
    check of `check` didn't pass, a number of `explain` isn't right, or somebody has fewer points
    than `grade --fail-under`. 2: wrong usage, an unusable course, or results that can't be written.
    3: this machine can't confine student code. 130: stopped.
    """
    gc.set_threshold(GARBAGE)
    atexit.register(gc.freeze)  # nor is it looked for at the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options = make_parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        status = int(options.run(options))
        sys.stdout.flush()
        return status
    except ConfinementError as problem:
        print(f"grader: {problem}", file=sys.stderr)
        return CANNOT_CONFINE
    except GraderError as problem:
        print(f"grader: {problem}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        print(f"grader: {_told(problem)}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        text = gettext("stopped; what was graded is written down")
        if not options.is_grading:
            text = gettext("stopped")
        print(f"grader: {text}", file=sys.stderr)
        return INTERRUPTED
    finally:
        _let_go(sys.stderr)


def _told(problem: OSError) -> str:
    """Which place can't be read or written, and why; most are told where they are met."""
    if problem.filename is None:
        return str(problem)
    text = gettext(
        "{path}: it can't be read or written: {reason}; see to it, or name another place"
    )
    return text.format(path=os.fsdecode(problem.filename), reason=problem.strerror)


def _let_go(stream: TextIO) -> None:
    """Have what can't be written to `stream` change no exit status."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the options are in the help."""

    def error(self, message: str) -> NoReturn:
        text = gettext("{problem}; see `{command} --help`")
        self.exit(USAGE, f"{self.prog}: {text.format(problem=message, command=self.prog)}\n")


def make_parser() -> argparse.ArgumentParser:
    """What the command line may say; the reference of the commands is made of it."""
    parser = _Parser(
        prog="grader", description="Grades exercises on backpropagation, behind a wall."
    )
    parser.set_defaults(is_grading=False)
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in (grade, results, check, course):
        command.add_to(commands)
    return parser
