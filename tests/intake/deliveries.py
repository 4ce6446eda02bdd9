"""Ways to hand in the same work: folders, archives, downloads; built from a mapping of texts."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from conftest import ROOT, source_of

from grader.results import Result
from grader.results_file import read_results

Files = Mapping[str, bytes]

RIGHT, SLIP, STUB = (source_of(student, "sigmoid").encode() for student in ("s01", "s03", "s02"))
TRAINING = source_of("s01", "training").encode()
TIME = (2026, 10, 1, 12, 30, 0)
"""When a file in an archive was changed last."""
CLASS: dict[str, Files] = {
    "ada": {"sigmoid.py": RIGHT, "training.py": TRAINING},
    "emmy": {"sigmoid.py": SLIP},
}
"""One is right in both exercises, the other has a misconception in one and forgot the other."""


def write(folder: Path, files: Files) -> Path:
    """A folder with `files`."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def joined(folders: Mapping[str, Files], between: str = "/") -> dict[str, bytes]:
    """Files of several folders by their whole paths."""
    return {
        f"{folder}{between}{name}": data
        for folder, files in folders.items()
        for name, data in files.items()
    }


def zipped(files: Files) -> bytes:
    """A zip archive with `files`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return stream.getvalue()


def tarred(files: Files, mode: str = "w:gz", *extra: tarfile.TarInfo) -> bytes:
    """A tar archive with `files`, packed with gzip."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(data), 1_790_857_800
            archive.addfile(member, io.BytesIO(data))
        for member in extra:
            archive.addfile(member)
    return stream.getvalue()


def notebook(*cells: str) -> bytes:
    """A notebook with code cells."""
    listed = [{"cell_type": "code", "source": cell, "metadata": {}} for cell in cells]
    return json.dumps({"nbformat": 4, "cells": listed, "metadata": {}}).encode()


def grade(
    submissions: Path, out: Path, course: Path, *arguments: object
) -> tuple[str, list[Result]]:
    """What the real command says on standard error, and the results."""
    words = [
        "grade",
        "--no-report",
        submissions,
        "--out",
        out,
        "--course",
        course,
        "--jobs",
        2,
        *arguments,
    ]
    done = subprocess.run(
        [sys.executable, "-m", "grader", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        check=False,
        env={**os.environ, "TZ": "UTC"},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr, read_results(out / "results.jsonl")
