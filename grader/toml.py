"""TOML that somebody wrote by hand: each mistake is said with its line."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any


def toml_text(text: str) -> str:
    """`text` as TOML writes it; as JSON does, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass
class TomlTable:
    """A TOML table with the lines that its keys stand on, and a list for what is wrong with it.

    Parameters
    ----------
    path : Path
    values : dict
        What is in it.
    lines : list of str
        Of the whole file.
    problems : list of str
        ``file:line: what is wrong``, of several files if need be; more is added to it.
    section : str
        Its name with those of the tables it is in, ``assignments.week1``; empty: the file itself.
    """

    path: Path
    values: dict[str, Any]
    lines: list[str]
    problems: list[str]
    section: str = ""

    @classmethod
    def read(cls, path: Path, problems: list[str]) -> TomlTable:
        """The table in a file; what can't be read is said in `problems`, and the table is empty."""
        try:
            text = path.read_text(encoding="utf-8")
            values = tomllib.loads(text)
        except OSError as problem:
            problems.append(f"{path}: it can't be read: {problem.strerror}")
        except UnicodeDecodeError:
            problems.append(f"{path}: it is not UTF-8")
        except tomllib.TOMLDecodeError as problem:
            place = re.search(r"line (\d+)", str(problem))
            problems.append(f"{path}:{place.group(1) if place else 1}: {problem}")
        else:
            return cls(path, values, text.splitlines(), problems)
        return cls(path, {}, [], [])  # reported already: what is missing in it is no further news

    def sub_table(self, name: str) -> TomlTable:
        """The table `name` in this one; empty if it isn't there."""
        values = self.values.get(name)
        known = values if isinstance(values, dict) else {}
        section = f"{self.section}.{name}".removeprefix(".")
        return TomlTable(self.path, known, self.lines, self.problems, section)

    def check_keys(self, kinds: dict[str, Any], required: Sequence[str] | dict[str, Any]) -> None:
        """Complain of keys that are unknown, missing or of the wrong type."""
        for key, value in self.values.items():
            if key not in kinds:
                self.complain(key, f"unknown key {key!r}; known are {', '.join(kinds)}")
            elif not isinstance(value, kinds[key]) or isinstance(value, bool):
                self.complain(
                    key, f"{key} is {_shown(value)}, which is not {_kind_name(kinds[key])}"
                )
            elif key == "title" and not value.strip():
                self.complain(key, "the title is empty")
        for key in required:
            if key not in self.values:
                self.complain("", f"the key {key!r} is missing")

    def complain(self, key: str, text: str) -> None:
        """Say that something is wrong with `key`, or with the table if it is empty."""
        self.problems.append(f"{self.path}:{self._line(key)}: {text}")

    def _line(self, key: str) -> int:
        section = ""
        for number, line in self._numbered():
            if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
                section = header.group(1)
                if section == key:
                    return number
            elif section == self.section and re.match(
                rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line
            ):
                return number
        return 1

    def _numbered(self) -> Iterator[tuple[int, str]]:
        yield from enumerate(self.lines, start=1)


def _shown(value: Any) -> str:
    """A value as the file may have it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (date, time)) else repr(value)


def _kind_name(kind: Any) -> str:
    when = "a time with its zone, such as 2026-12-01T23:59:00+09:00"
    names = {str: "a text", int: "a whole number", list: "a list", dict: "a table", datetime: when}
    return names.get(kind, "a number")
