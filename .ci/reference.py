"""Writes what of the reference is made of the program: docs/cli.md and docs/result.schema.json.

With ``--check`` it writes nothing and says which of them isn't what it would write.
"""

import argparse
import inspect
import json
import sys
from pathlib import Path

import msgspec

from grader.cli import make_parser
from grader.results import Result

DOCS = Path(__file__).resolve().parent.parent / "docs"
HEAD = """# The command line

`grader COMMAND --help` says the same. Made of the program by `make reference`.

| exits with | |
|---|---|
| 0 | done, whatever the scores |
| 1 | `validate`, `diff` or `release --check` found something; a check of `check` or a number of \
`explain` isn't right; somebody has fewer points than `grade --fail-under` |
| 2 | wrong usage, an unusable course, results that can't be written |
| 3 | this machine can't confine student code |
| 130 | stopped by Ctrl-C; of `grade`, what was graded is written down. `check --watch` \
exits as its last check |
"""


def command_line() -> str:
    """The page of the commands, in the order in which the program has them."""
    parser = make_parser()
    [commands] = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    parts = [HEAD]
    for name, command in commands.choices.items():
        parts += [
            f"## grader {name}",
            "",
            inspect.cleandoc(str(command.description)),
            "",
            "| | |",
            "|---|---|",
        ]
        actions = [each for each in command._actions if each.dest != "help"]
        parts += [f"| {_written(each)} | {_cell(str(each.help))} |" for each in actions]
        parts.append("")
    return "\n".join(parts)


def _written(action: argparse.Action) -> str:
    """An argument as it is typed."""
    choices = "\\|".join(map(str, action.choices or ()))
    value = "" if action.nargs == 0 else str(action.metavar or choices or action.dest.upper())
    text = " ".join([*action.option_strings[-1:], value]).strip()
    return f"`{text}`" if action.required or action.nargs not in ("?", "*") else f"`[{text}]`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def schema() -> str:
    """JSON Schema of a line of ``results.jsonl``."""
    described = msgspec.json.schema(Result)
    for part in described["$defs"].values():
        if "description" in part:
            part["description"] = inspect.cleandoc(part["description"])
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "A student's result, a line of results.jsonl"
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or say which aren't as they should be."""
    stale = []
    for name, text in (("cli.md", command_line()), ("result.schema.json", schema())):
        path = DOCS / name
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        print(f"docs/{name} isn't what the program says: make reference")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
