"""Which imports work at home and won't where the work is graded."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from grader.intake.code import Code
from grader.language import gettext
from grader.sandbox.interactive import as_python
from grader.sandbox.loading import decode

_OURS = ("given", "grader", "__main__")
"""What an exercise may hand out, and what is left out of a notebook."""


def foreign_imports(code: Code, allowed: Iterable[str]) -> list[str]:
    """What is to be said of the modules that can't be imported where the work is graded.

    Parameters
    ----------
    allowed : iterable of str
        What can be imported besides the standard library.
    """
    own = {path.split("/")[0].removesuffix(".py") for path in code.modules}
    allowed = tuple(allowed)
    known = {*sys.stdlib_module_names, *(name.split(".")[0] for name in allowed), *own, *_OURS}
    there_are = ", ".join((*allowed, gettext("the standard library")))
    notes: dict[str, str] = {}
    for number, part in enumerate(code.parts):
        for name, line in _imported(part.source, is_cell=part.cell > 0):
            if name not in known:
                text = gettext(
                    "In {place}, {name} is imported, which won't be there "
                    "when this is graded: there are {packages} and your own files."
                ).format(place=code.line_name(number, line), name=name, packages=there_are)
                notes.setdefault(name, text)
    return list(notes.values())


def _imported(source: bytes, *, is_cell: bool) -> Iterator[tuple[str, int]]:
    """The top-level packages that `source` imports, with their lines."""
    try:
        text = decode(source)
        if is_cell:
            text = "\n".join(as_python(text.splitlines()))
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):  # said elsewhere
        return
    for node in _run_when_graded(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0], node.lineno


def _run_when_graded(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes, but for what is tried and may fail, and what only a program runs."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if isinstance(node, ast.Try) and node.handlers:
            below: list[ast.AST] = [*node.handlers, *node.orelse, *node.finalbody]
        elif isinstance(node, ast.If) and "__name__" in ast.dump(node.test):
            below = list(node.orelse)
        else:
            yield from _run_when_graded(node)
            continue
        for part in below:
            yield part
            yield from _run_when_graded(part)
