"""The submissions of the class: what each of them tries, and what it deserves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CLASS = Path(__file__).parent / "class"
HEAD = re.compile(r"# Tries: (?P<tries>.+)\n# Deserves: (?P<points>\d+(?:\.5)?) \((?P<why>.+)\)\n")
"""The two lines with which each file begins."""
NO_PLACES = "PLACES: list[str] = []\n"
"""The line of a file that wants to know where things are; a run writes the places into it."""


ENDS_AT_IMPORT = (
    "asks_for_another_coding", "exits_at_import",
)  # fmt: skip
"""Files that can't be loaded, and aren't meant to be; the others come as far as their trick."""


@dataclass(frozen=True)
class Entry:
    """One submission.

    Parameters
    ----------
    name : str
        The test's name; the folder's, too, unless `folder` says otherwise.
    deserves : mapping
        Points by exercise; those that it doesn't hand in deserve none.
    hand_in : callable
        Fills the student's folder, given that folder and the places of the run.
    folder : bytes
        The name of the student's folder.
    shown : str
        The student's name in results.
    status : str
        What becomes of the exercises that it hands in: ``graded``, or ``failed`` where the file
        can't be loaded.
    """

    name: str
    tries: str
    deserves: Mapping[str, float]
    hand_in: Callable[[Path, list[str]], None]
    folder: bytes
    shown: str
    status: str = "graded"


def written() -> list[Entry]:
    """The submissions that are plain files."""
    return [_read(folder) for folder in sorted(CLASS.iterdir())]


def _read(folder: Path) -> Entry:
    texts = {path.stem: path.read_text() for path in sorted(folder.glob("*.py"))}
    heads = {exercise: HEAD.match(text) for exercise, text in texts.items()}
    for exercise, head in heads.items():
        if head is None:
            raise ValueError(f"{folder / exercise}.py doesn't say what it tries and deserves")

    def hand_in(student: Path, places: list[str]) -> None:
        for exercise, text in texts.items():
            (student / f"{exercise}.py").write_text(with_places(text, places))

    return Entry(
        name=folder.name,
        tries="; ".join(head["tries"] for head in heads.values() if head),
        deserves={exercise: float(head["points"]) for exercise, head in heads.items() if head},
        hand_in=hand_in,
        folder=folder.name.encode(),
        shown=folder.name,
        status="failed" if folder.name in ENDS_AT_IMPORT else "graded",
    )


def with_places(text: str, places: list[str]) -> str:
    """`text` with the places of a run."""
    return text.replace(NO_PLACES, f"PLACES: list[str] = {places}\n", 1)
