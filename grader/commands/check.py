"""A student's own check."""

from __future__ import annotations

import argparse
import contextlib
import os
from pathlib import Path
from typing import Any


def add_to(commands: Any) -> None:
    """Add the commands to a parser's."""
    check = commands.add_parser("check", help="check your own work", description=_check.__doc__)
    check.set_defaults(run=_check)
    check.add_argument("exercises", nargs="*", metavar="EXERCISE", help="default: all of them")
    check.add_argument(
        "--watch", action="store_true", help="check again whenever a file is saved, until Ctrl-C"
    )
    explain = commands.add_parser(
        "explain",
        help="show your numbers in an exercise's computational graph",
        description=_explain.__doc__,
    )
    explain.set_defaults(run=_explain)
    explain.add_argument("exercise", metavar="EXERCISE")
    explain.add_argument("--svg", type=Path, metavar="FILE", help="write a picture of it besides")
    check.add_argument(
        "--ci",
        action="store_true",
        help="write junit.xml besides, and on GitHub summary, annotations and Classroom's result",
    )


def _explain(options: argparse.Namespace) -> int:
    """Show an exercise's computational graph with your own numbers, and which to look at first.

    It exits with 0 if all of them are right, and with 1 if one isn't or there is no graph.
    """
    from rich.console import Console
    from rich.text import Text

    from grader.bundle import find_exercises
    from grader.drawings.text import text_of
    from grader.selfcheck import Home

    console = Console(highlight=False)
    home = Home(find_exercises(Path(), [options.exercise]))
    explained = home.explain(home.course.exercises[0])
    if explained.graph is None:
        console.print(Text(explained.message), soft_wrap=True)
        return 1
    for line in text_of(explained.graph):
        console.print(Text(line), soft_wrap=True)
    if options.svg is not None:
        from grader.drawings.svg import svg_of
        from grader.writing import write_in_one_step

        write_in_one_step(options.svg, svg_of(explained.graph).encode())
    return 0 if explained.graph.first is None else 1


def _check(options: argparse.Namespace) -> int:
    """Run the public checks of the exercises in this folder on what you have written so far."""
    from rich.console import Console

    from grader.bundle import find_exercises
    from grader.language import gettext
    from grader.selfcheck import Home
    from grader.selfcheck.terminal import show

    console = Console(highlight=False)
    home = Home(find_exercises(Path(), options.exercises))
    checked = home.check_all()
    show(console, checked, is_brief=not options.exercises and len(checked) > 1)
    if options.ci:
        from grader.selfcheck.ci import report

        for line in report(checked, Path(), os.environ):
            print(line)
    if options.watch:
        from grader.selfcheck.watching import watch_files

        console.print(gettext("Checking again whenever you save; Ctrl-C ends it."))
        latest = {one.exercise.name: one for one in checked}

        def check_again(saved: set[Path]) -> None:
            again = home.check_all(saved)
            latest.update({one.exercise.name: one for one in again})
            show(console, again)

        with contextlib.suppress(KeyboardInterrupt):
            watch_files([exercise.folder for exercise in home.course.exercises], check_again)
        checked = list(latest.values())
    return 0 if all(one.is_passed for one in checked) else 1
