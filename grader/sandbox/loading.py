"""Runs a submission's files into modules, statement by statement; next to student code.

What students hand in often doesn't run from top to bottom: a demo needs data that isn't here, a
plot a library. So each statement at the top is run by itself; one that fails is noted, and the next
one runs. Imports the standard library only.
"""

from __future__ import annotations
import __future__

import ast
import codecs
import contextlib
import importlib.abc
import importlib.machinery
import re
import signal
import sys
import threading
import tokenize
import types
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final, NamedTuple

from grader.sandbox.interactive import as_python
from grader.sandbox.plainness import is_plain

OWN_PACKAGE: Final = "submission"
"""The package that a submission's files are in, so that relative imports work."""
NOTES_LIMIT: Final = 50
LATER_SECONDS: Final = 0.2
"""CPU seconds that a statement gets once loading has used up its own."""
GUESSES: Final = ("utf-8", "cp949", "cp932")
"""Encodings that are tried, in this order, where a file doesn't say."""

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class TooLong(BaseException):
    """A statement took too long."""


class LeftOut(Exception):
    """A line that only a notebook understands."""


class Part(NamedTuple):
    """A script, or a cell of a notebook.

    Parameters
    ----------
    file : str
        What tracebacks call it.
    source : bytes
    is_cell : bool
    """

    file: str
    source: bytes
    is_cell: bool


class Failure(NamedTuple):
    """A statement, or a whole cell, that didn't run through.

    Parameters
    ----------
    file : str
        The part that it is in.
    line : int
        Where it begins, or where it doesn't parse.
    """

    file: str
    line: int
    problem: BaseException


def decode(source: bytes) -> str:
    """The text of a Python file in whatever encoding; raises SyntaxError if there is none."""
    for mark, encoding in _BOMS:
        if source.startswith(mark):
            return _decoded(source, encoding)
    if any(_COOKIE.match(line) for line in source.splitlines()[:2]):
        encoding, _ = tokenize.detect_encoding(BytesIO(source).readline)
        return _decoded(source, encoding)
    for encoding in GUESSES:
        with contextlib.suppress(UnicodeDecodeError):
            return source.decode(encoding)
    return _decoded(source, "utf-8")


def _decoded(source: bytes, encoding: str) -> str:
    try:
        return source.decode(encoding)
    except (UnicodeDecodeError, LookupError) as problem:
        raise SyntaxError(f"the file is not {encoding}: {problem}") from None


def is_all_plain(parts: Sequence[Part]) -> bool:
    """Can none of `parts` do anything but define and compute? Nothing of them is run."""
    try:
        texts = [_plain_text(part) for part in parts]
        trees = [ast.parse(text, part.file) for text, part in zip(texts, parts, strict=True)]
        is_such = is_plain(*trees)
        if is_such:
            _parsed.update(zip(zip(parts, texts, strict=True), trees, strict=True))
        return is_such
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


_parsed: Final[dict[tuple[Part, str], ast.Module]] = {}
"""Parts, with their texts, that have been looked at and come next."""


def _plain_text(part: Part) -> str:
    text = decode(part.source)
    return "\n".join(as_python(text.split("\n"))) if part.is_cell else text


def run(parts: Sequence[Part], module: types.ModuleType, seconds: float) -> list[Failure]:
    """Run `parts` in `module`, statement by statement; what didn't run through.

    Parameters
    ----------
    seconds : float
        CPU seconds for all of them; a statement that is running then is given up, and each one
        after it gets `LATER_SECONDS`.

    Raises
    ------
    SyntaxError
        If it is a script that doesn't parse.
    """
    running = _Running(module, seconds)
    for part in parts:
        try:
            text = running.text(part)
            tree = _parsed.pop((part, text), None) or ast.parse(text, part.file)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
            if not part.is_cell:
                raise
            line = getattr(problem, "lineno", None) or 1
            running.failures.append(Failure(part.file, line, problem))
        else:
            if not running.run(tree, part.file):
                break
    return running.failures[:NOTES_LIMIT]


class _Running:
    """A module that is being made from statements."""

    def __init__(self, module: types.ModuleType, seconds: float) -> None:
        self.failures: list[Failure] = []
        self._module = module
        self._defined: dict[str, Any] = {}
        self._flags = 0
        self._clock = _Clock(seconds)

    def text(self, part: Part) -> str:
        """The text of a part; of a cell without what isn't Python."""
        text = decode(part.source)
        if not part.is_cell:
            return text
        lines = text.split("\n")
        kept = as_python(lines)
        left_out = [n for n, line in enumerate(kept) if line != lines[n]]
        magic = [n for n in left_out if lines[n].lstrip()[:1] in "%!?" or lines[n].endswith("?")]
        self.failures += [
            Failure(part.file, n + 1, LeftOut(lines[n].strip()))
            for n in magic[: 1 if len(left_out) == len(lines) else None]
        ]
        return "\n".join(kept)

    def run(self, tree: ast.Module, file: str) -> bool:
        """Run each statement; False when the submission wants to leave."""
        for statement in tree.body:
            self._flags |= _future(statement)
            code = compile(
                ast.Module([statement], []), file, "exec", self._flags, dont_inherit=True
            )
            try:
                with self._clock:
                    exec(code, self._module.__dict__)  # noqa: S102
            except SystemExit:
                return False
            except BaseException as problem:
                self.failures.append(Failure(file, statement.lineno, problem))
            self._keep_own(statement)
        return True

    def _keep_own(self, statement: ast.stmt) -> None:
        """Have what the submission defines win over what a later import brings."""
        names = self._module.__dict__
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names.update(self._defined)
        elif isinstance(statement, (ast.ClassDef, ast.FunctionDef)) and statement.name in names:
            self._defined[statement.name] = names[statement.name]
        elif isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Delete)):
            for name in [
                name for name in self._defined if names.get(name) is not self._defined[name]
            ]:
                del self._defined[name]


def _future(statement: ast.stmt) -> int:
    """The compiler's flags that a ``from __future__ import`` sets."""
    if not isinstance(statement, ast.ImportFrom) or statement.module != "__future__":
        return 0
    flags = 0
    for alias in statement.names:
        flags |= getattr(__future__, alias.name, __future__.division).compiler_flag
    return flags


class _Clock:
    """Gives up a statement when loading takes too long; only where timers can interrupt."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._is_there = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )
        if self._is_there:
            signal.signal(signal.SIGVTALRM, self._ring)

    def __enter__(self) -> None:
        if self._is_there:
            signal.setitimer(signal.ITIMER_VIRTUAL, max(self._left, LATER_SECONDS))

    def __exit__(self, *_: object) -> None:
        if self._is_there:
            left, _again = signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            self._left = min(self._left, left)

    def _ring(self, *_: object) -> None:
        raise TooLong("it took too long")


class OwnFiles(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the submission's own files, and says of what can't be imported what can.

    It comes last, so that no file takes the place of the standard library's or numpy's.

    Parameters
    ----------
    files : mapping
        The contents by path, with slashes.
    allowed : sequence of str
        What can be imported besides the standard library.
    """

    def __init__(self, files: Mapping[str, bytes], allowed: Sequence[str]) -> None:
        self._files = files
        self._allowed = allowed

    def find_spec(
        self, fullname: str, _path: Any = None, _target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        place = fullname.removeprefix(f"{OWN_PACKAGE}.").replace(".", "/")
        if fullname == OWN_PACKAGE:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        for file, is_package in ((f"{place}/__init__.py", True), (f"{place}.py", False)):
            if file in self._files:
                return importlib.machinery.ModuleSpec(
                    fullname, self, origin=file, is_package=is_package
                )
        if any(file.startswith(f"{place}/") for file in self._files):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        if "." not in fullname:
            there_are = ", ".join((*self._allowed, "the standard library"))
            raise ModuleNotFoundError(
                f"{fullname} can't be imported here: there are {there_are} and your own files",
                name=fullname,
            )
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        origin = module.__spec__.origin if module.__spec__ else None
        if origin is not None:
            module.__file__ = origin
            code = compile(decode(self._files[origin]), origin, "exec", dont_inherit=True)
            exec(code, module.__dict__)  # noqa: S102


def forget() -> None:
    """Undo `make_importable`, and drop from Python's memory what was imported by it."""
    _drop_finder()
    for name, module in list(sys.modules.items()):
        if isinstance(getattr(module, "__loader__", None), OwnFiles):
            del sys.modules[name]


def make_importable(files: Mapping[str, bytes], allowed: Sequence[str]) -> None:
    """Have the submission's own files, and nothing else of anybody's, importable from now on."""
    _drop_finder()
    sys.meta_path.append(OwnFiles(files, allowed))


def _drop_finder() -> None:
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, OwnFiles)]
