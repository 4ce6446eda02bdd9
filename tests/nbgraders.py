"""nbgrader's own command, run as an instructor would."""

import os
import subprocess
import sys
from pathlib import Path

NATIVE = "--Autograde.exporter_class=nbconvert.exporters.NotebookExporter"
"""Has nbgrader run the hidden tests itself, in the students' kernels."""


def environment(home: Path) -> dict[str, str]:
    """With nobody's settings; nbgrader starts alembic, which must be on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    return {**kept, "PATH": path, "HOME": str(home)}


def nbgrader(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run nbgrader in `folder`; its exit status and all that it said."""
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env=environment(home),
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
