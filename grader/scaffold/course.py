"""A private course of one's own: its table, an example, a workflow, and what to do next."""

from __future__ import annotations

import secrets
from importlib import resources
from pathlib import Path
from typing import Final

from grader.errors import GraderError
from grader.language import gettext
from grader.scaffold.exercise import make_exercise

EXAMPLE: Final = "square"
EXAMPLE_CONTENTS: Final = {
    "title": "The square as a layer",
    "prose": """Squaring every entry is about the simplest thing that a layer can do. It has no
weights and mixes nothing, so all there is to understand is the chain rule: what comes from above is
multiplied by the slope, entry by entry. For $x = (1, -2)$ the output is $(1, 4)$, and for an
upstream gradient of ones the gradient is $(2, -4)$.""",
    "formula": r"""y = x^2 \qquad
\frac{\partial L}{\partial x} = 2 x \, \frac{\partial L}{\partial y}""",
    "summary": "The square, entry by entry.",
    "forward": "self.x = x\nreturn x**2",
    "backward": "return 2 * dout * self.x",
    "x": "((1.0, -2.0),)",
    "y": "((1.0, 4.0),)",
    "dx": "((2.0, -4.0),)",
    "forward_name": "DoubledInsteadOfSquared",
    "forward_hint": "Try 3: what is its square, and what do you give?",
    "wrong_forward": "self.x = x\nreturn 2 * x",
    "backward_name": "ForgotTheTwo",
    "backward_hint": "Write the square as x times x. How many terms has the product rule for you?",
    "wrong_backward": "return dout * self.x",
}
"""What is written where a new exercise has its TODOs."""
FILES: Final = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    ".gitignore": "gitignore",
    ".github/workflows/course.yml": "course.yml",
    "solutions/course.toml": "course.toml",
}
"""The files of a course besides its exercises, and the templates that they are made of."""


def lay_out(folder: Path) -> list[Path]:
    """Make a course in `folder`, which must be empty or not there yet.

    Its seed is drawn anew: what hidden checks send is another course's business.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    GraderError
        If something is in the folder already.
    OSError
        If it can't be written; the command says which place and why.
    """
    from grader import __version__

    if folder.exists() and not (folder.is_dir() and _is_empty(folder)):
        text = gettext("{folder} isn't an empty folder; nothing was changed")
        raise GraderError(text.format(folder=folder))
    seed = secrets.randbelow(2**31)
    written = []
    for name, template in FILES.items():
        place = resources.files("grader.scaffold").joinpath("templates", "course", template)
        text = place.read_text(encoding="utf-8")
        text = text.replace("<<seed>>", str(seed)).replace("<<version>>", __version__)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    table = folder / "solutions" / "course.toml"
    exercise = make_exercise(table.parent, EXAMPLE, EXAMPLE_CONTENTS)
    return [*written, *(path for path in exercise if path != table)]


def _is_empty(folder: Path) -> bool:
    """Is nothing there but, if it is a fresh repository, what git keeps?"""
    return all(path.name == ".git" for path in folder.iterdir())
