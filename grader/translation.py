"""The texts in a Python file that people read, and the file with them in another language.

They are the paragraphs of its markdown cells, docstrings, comments, and the constants that are
sentences or names of things: those with a blank or a backtick.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

MARKDOWN: Final = "# %% [markdown]"
_CELL: Final = "# %%"
_IDS: Final = "parametrize"
_DEFINITIONS: Final = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Text(NamedTuple):
    """A text, and where it stands.

    Parameters
    ----------
    text : str
        Without marks: no comment sign, no quotes, no indentation.
    kind : str
        ``prose``, ``docstring``, ``comment``, ``constant``, or ``case``: the name of a check's
        case, which is part of what the check is called and stays in the file as it is.
    line : int
    start, end : int
        Of what stands for it in the file, in characters.
    """

    text: str
    kind: str
    line: int
    start: int
    end: int


def texts_in(source: str) -> list[Text]:
    """The texts in `source`, in their order.

    Raises
    ------
    SyntaxError
        If it doesn't parse.
    """
    starts = _line_starts(source)
    comments = list(_comments(source, starts))
    return sorted([*comments, *_strings(source, starts)], key=lambda text: text.start)


def translated(source: str, texts: Mapping[str, str]) -> str:
    """`source` with those of its texts that `texts` has in their place."""
    if not texts:
        return source
    parts = []
    at = 0
    for found in texts_in(source):
        other = texts.get(found.text)
        if other and found.kind != "case":
            parts += [source[at : found.start], _written(source, found, other)]
            at = found.end
    new = "".join([*parts, source[at:]])
    _check(source, new, texts)
    return new


def _check(source: str, new: str, texts: Mapping[str, str]) -> None:
    """The new file must hold the texts that were meant, and all else as it was."""
    cases = {found.text for found in texts_in(source) if found.kind == "case"}
    meant = [
        one if is_constant and one in cases else texts.get(one) or one
        for one, is_constant in _all_texts(source)
    ]
    try:
        there = [one for one, _ in _all_texts(new)]
    except SyntaxError:
        there = []
    if there != meant:
        wrong = next((one for one in meant if one not in there), meant[-1])
        raise ValueError(f"a translation can't stand where its text does: {wrong[:80]!r}")


def _all_texts(source: str) -> list[tuple[str, bool]]:
    """Comments and prose, then every constant that is a text, and whether it is one."""
    comments = _comments(source, _line_starts(source))
    constants = [
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return [
        *((found.text, False) for found in comments),
        *((inspect.cleandoc(one), True) for one in constants),
    ]


def _written(source: str, found: Text, other: str) -> str:
    """`other` as the file has such a text."""
    indent = " " * (found.start - source.rfind("\n", 0, found.start) - 1)
    if found.kind in ("prose", "comment"):
        return f"\n{indent}".join(f"# {line}".rstrip() for line in other.split("\n"))
    if found.kind == "constant":
        return '"' + other.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return _docstring(other, source[found.start : found.end], indent)


def _docstring(text: str, original: str, indent: str) -> str:
    """`text` as a docstring like `original`: raw, and closed on a line of its own, if that is."""
    lines = re.sub(r"[ ]+$", "", f"\n{indent}".join(text.split("\n")), flags=re.MULTILINE)
    is_raw = original[0] in "rR" and '"""' not in text and not text.endswith(('"', "\\"))
    if not is_raw:
        lines = lines.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
        lines = re.sub(r'"$', r'\\"', lines) if text.endswith('"') else lines
    start = 'r"""' if is_raw else '"""'
    is_apart = original.rstrip("\"'").endswith((f"\n{indent}", "\n"))
    end = f"\n{indent}" if is_apart else ""
    return f'{start}{lines}{end}"""'


def _line_starts(source: str) -> list[int]:
    """Where each line starts, in characters."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    return starts


# --- prose and comments --------------------------------------------------------------------------


def _comments(source: str, starts: list[int]) -> Iterator[Text]:
    """Comments that follow each other are one text; in prose each paragraph is."""
    block: list[tuple[int, int, str]] = []
    is_prose = False
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            if token.type not in (tokenize.NL, tokenize.NEWLINE):
                yield from _block(block, is_prose=is_prose)
                block = []
            continue
        (line, column), text = token.start, token.string
        words = text.lstrip("#").removeprefix(" ")
        is_own_line = not token.line[:column].strip()
        is_next = bool(block) and is_own_line and block[-1][0] == line - 1
        if not is_next or text.startswith(_CELL) or not words.strip():
            yield from _block(block, is_prose=is_prose)
            block = []
        if text.startswith(_CELL):
            is_prose = text.startswith(MARKDOWN)
        elif words.strip() and not text.startswith("##"):
            block.append((line, starts[line - 1] + column, text))
            if not is_own_line:
                yield from _block(block, is_prose=False)
                block = []
    yield from _block(block, is_prose=is_prose)


def _block(block: list[tuple[int, int, str]], *, is_prose: bool) -> Iterator[Text]:
    if block:
        text = "\n".join(line[1:].removeprefix(" ") for _, _, line in block)
        line, start, _ = block[0]
        _, last, ending = block[-1]
        yield Text(text, "prose" if is_prose else "comment", line, start, last + len(ending))


# --- docstrings and constants --------------------------------------------------------------------


def _strings(source: str, starts: list[int]) -> Iterator[Text]:
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)

    def place(line: int, column: int) -> int:
        encoded = lines[line - 1].encode()
        return starts[line - 1] + len(encoded[:column].decode())

    docstrings = {id(node) for node in _docstrings(tree)}
    cases = {id(node) for node in _cases(tree)}
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
              for part in ast.walk(node)}  # fmt: skip
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) in pieces or not (id(node) in docstrings or set(node.value) & {" ", "`"}):
            continue
        start = place(node.lineno, node.col_offset)
        end = place(node.end_lineno or node.lineno, node.end_col_offset or 0)
        if id(node) in docstrings:
            yield Text(inspect.cleandoc(node.value), "docstring", node.lineno, start, end)
        else:
            kind = "case" if id(node) in cases else "constant"
            yield Text(node.value, kind, node.lineno, start, end)


def _docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, _DEFINITIONS) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first.value


def _cases(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and getattr(mark.func, "attr", "") == _IDS:
                yield from ast.walk(mark)
