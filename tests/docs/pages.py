"""What stands in the documentation's code blocks, and how a test is to take it.

A comment on the line before a block says so: ``<!-- exit 1 -->``, ``<!-- says -->``,
``<!-- edit FILE: FUNCTION -->``, ``<!-- write FILE: SOURCE -->``, ``<!-- not run: why -->``; on a
page's first line ``<!-- runs in: repository -->`` where its commands run.
"""

import ast
import re
import subprocess
import textwrap
from dataclasses import dataclass

from conftest import ROOT

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^ *```(\w*)")
_COMMENT = re.compile(r"^<!-- (.+) -->$")


@dataclass(frozen=True)
class Block:
    """A code block: its language, empty where it is indented, what stands before it, its lines."""

    language: str
    said: str
    lines: tuple[str, ...]
    line: int

    @property
    def is_run(self):
        """Are its lines commands that a test runs?"""
        return self.language == "sh" and not self.said.startswith("not run: ")


def blocks_of(path):
    """The code blocks of a page."""
    lines = path.read_text().splitlines()
    at, said, found = 0, "", []
    while at < len(lines):
        fence, comment = _FENCE.match(lines[at]), _COMMENT.match(lines[at])
        start = at
        if fence:
            at += 1
            while not lines[at].strip().startswith("```"):
                at += 1
            body = textwrap.dedent("\n".join(lines[start + 1 : at])).splitlines()
            found.append(Block(fence[1] or "text", said, tuple(body), start + 1))
        elif lines[at].startswith("    ") and not lines[at - 1].strip():
            while at < len(lines) and (lines[at].startswith("    ") or not lines[at].strip()):
                at += 1
            at -= 1
            body = textwrap.dedent("\n".join(lines[start : at + 1])).strip().splitlines()
            found.append(Block("", said, tuple(body), start + 1))
        if comment:
            said = comment[1]
        elif lines[at].strip():
            said = ""
        at += 1
    return found


def place_of(path):
    """Where a page's commands run; empty where it has none to run."""
    comment = _COMMENT.match(path.read_text().split("\n", 1)[0])
    return comment[1].removeprefix("runs in: ") if comment else ""


class Session:
    """Runs the blocks of a page in a folder, one after the other, as a reader would."""

    def __init__(self, folder, environment):
        self._folder, self._place, self._environment = folder, folder, environment
        self._shown = ""

    def take(self, block):
        word, _, rest = block.said.partition(" ")
        if block.is_run:
            self._run(block, int(rest) if word == "exit" else 0)
        elif word == "says":
            self._compare(block)
        elif word in ("edit", "write"):
            name, _, what = rest.partition(": ")
            (self._edit if word == "edit" else self._write)(self._place / name, what, block)

    def _run(self, block, status):
        script = "\n".join(["set -e", *block.lines])
        done = subprocess.run(
            ["bash", "-c", f"trap 'pwd > \"$PLACE\"' EXIT\n{script}"],
            cwd=self._place,
            env=self._environment | {"PLACE": str(self._folder.parent / "place")},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=600,
        )
        self._shown = done.stdout + done.stderr
        assert done.returncode == status, f"line {block.line}: {block.lines}\n{self._shown}"
        self._place = type(self._folder)((self._folder.parent / "place").read_text().strip())

    def _compare(self, block):
        shown = [" ".join(line.split()) for line in self._shown.splitlines()]
        for line in block.lines:
            wanted = " ".join(line.split())
            assert wanted in ("", "...") or any(wanted in each for each in shown), (
                f"line {block.line}: {line!r} isn't in\n{self._shown}"
            )

    def _write(self, path, source, block):
        text = (ROOT / source).read_text()
        there, shown = (
            "\n".join(line.strip() for line in lines) for lines in (text.splitlines(), block.lines)
        )
        assert shown.strip() in there, f"line {block.line}: not in {source}"
        path.write_text(text)

    def _edit(self, path, name, block):
        """Put the block in the place of what the function does."""
        source = path.read_text()
        owner, _, method = name.rpartition(".")
        [function] = [
            node
            for scope in ast.walk(ast.parse(source))
            if isinstance(scope, ast.ClassDef if owner else ast.Module)
            and getattr(scope, "name", "") == owner
            for node in scope.body
            if isinstance(node, ast.FunctionDef) and node.name == method
        ]
        is_documented = ast.get_docstring(function) is not None
        first = function.body[1 if is_documented else 0]
        lines = source.splitlines()
        new = textwrap.indent("\n".join(block.lines), " " * first.col_offset).splitlines()
        lines[first.lineno - 1 : function.end_lineno] = new
        path.write_text("\n".join(lines) + "\n")
