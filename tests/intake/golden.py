"""What the real command gave and said, whole, next to what it gave when somebody last read it.

Set ``UPDATE_GOLDEN=1`` to write the files of ``golden/`` anew; then read what changed.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.results import Result

GOLDEN = Path(__file__).parent / "golden"
OF_THE_RUN = ("Confined by: ", "Results: ")
"""How lines begin that another machine or folder has others of."""


def assert_golden(name: str, folder: Path, stderr: str, results: Sequence[Result]) -> None:
    """The run's results and all that it said are those of ``golden/<name>.json``."""
    said = [
        re.sub(r"^\[\d+/(\d+)\]", r"[of \1]", line.replace(str(folder), "<folder>"))
        for line in stderr.splitlines()
        if line.strip() and not line.startswith(OF_THE_RUN)
    ]
    plain = [msgspec.to_builtins(result) for result in results]
    for result in plain:
        result.pop("confinement")
        assert result.pop("run")  # versions, and an id that stands for them
        for part in (*result["exercises"], *(c for e in result["exercises"] for c in e["checks"])):
            assert part.pop("override") is None  # the grader's own word, never an instructor's
            if graph := part.get("graph"):  # its numbers have digits that another processor hasn't
                part["graph"] = {"title": graph["title"], "first": graph["first"]}
    text = json.dumps({"said": sorted(said), "results": plain}, indent=1, ensure_ascii=False)
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    assert json.loads(text) == json.loads(path.read_text(encoding="utf-8"))
