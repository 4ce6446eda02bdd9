"""A class for benchmarks: three exercises, every second student right, no two files the same.

Who is wrong has one line wrong in one, two or all three of the exercises; which line it is changes
from student to student.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from local import course_seed

ROOT = Path(__file__).parent.parent
EXERCISES = ("sigmoid", "vanishing_gradient", "identity_with_loss")
MISTAKES = {
    "sigmoid": (
        ("return dout * self.out * (1 - self.out)", "return self.out * (1 - self.out)"),
        ("return dout * self.out * (1 - self.out)", "return dout * self.out"),
        ("self.out = 1 / (1 + np.exp(-x))", "self.out = 1 / (1 + np.exp(x))"),
        ("self.out = 1 / (1 + np.exp(-x))", "self.out = np.tanh(x)"),
        ("self.out = 1 / (1 + np.exp(-x))", "self.out = 1 / (1 + math.exp(-x))"),
    ),
    "vanishing_gradient": (
        ("float(np.sqrt(np.sum(dout**2)))", "float(np.sum(dout**2))"),
        ("float(np.sqrt(np.sum(dout**2)))", "float(np.mean(np.abs(dout)))"),
        ("for layer in reversed(layers):", "for layer in layers:"),
        ("return norms", "return norms[::-1]"),
        ("dout = layer.backward(dout)", "dout = layer.backwards(dout)"),
    ),
    "identity_with_loss": (
        ("np.sum(self.difference**2) / (2 * len(x))", "np.sum(self.difference**2) / len(x)"),
        ("return dout * self.difference / len(self.difference)", "return dout * self.difference"),
        ("dout * self.difference / len(self", "self.difference / len(self"),
        ("self.difference = x - t", "self.difference = t - x"),
        ("float(np.sum(self.difference**2)", "float(np.sum(self.difference)"),
    ),
}
"""Lines of the references, each with what somebody wrote in its place: catalogued misconceptions
mostly, and in each exercise one that raises an exception or gives nonsense."""

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
REGION = re.compile(rf"^ *{BEGIN}\n(.*?)^ *{END}$", re.DOTALL | re.MULTILINE)
PLACE = re.compile(r"^ *raise NotImplementedError.*$", re.MULTILINE)


def students(count: int) -> list[str]:
    """Their names, in the order in which commands grade them."""
    return [f"s{number:05}" for number in range(count)]


def answered(exercise: str, student: str) -> str:
    """The reference as `student` has written it, its solution regions still marked."""
    text = (ROOT / "solutions" / exercise / f"{exercise}.py").read_text()
    number = int(student[1:])
    turn = number // 2
    is_wrong = exercise in MISTAKES and number % 2
    if is_wrong and (turn % 7 + 1) >> EXERCISES.index(exercise) & 1:
        mistakes = MISTAKES[exercise]
        right, wrong = mistakes[turn % len(mistakes)]
        if right not in text:
            raise ValueError(f"{exercise}.py has no {right!r} any more")
        text = text.replace(right, wrong)
    mark = re.search(rf"^( *){BEGIN}\n", text, re.MULTILINE)
    if mark is None:
        raise ValueError(f"{exercise}.py has no solution region")
    return text[: mark.end()] + f'{mark[1]}author = "{student}"\n' + text[mark.end() :]


def write_scripts(folder: Path, names: list[str], exercises: tuple[str, ...] = EXERCISES) -> None:
    """The class's scripts, ``<student>/<exercise>.py``."""
    for student in names:
        home = folder / student
        home.mkdir(parents=True)
        for exercise in exercises:
            lines = answered(exercise, student).splitlines(keepends=True)
            text = "".join(line for line in lines if line.strip() not in (BEGIN, END))
            (home / f"{exercise}.py").write_text(text)


def write_notebooks(folder: Path, names: list[str], released: Path) -> None:
    """The class's notebooks, ``<student>/<exercise>.ipynb``: the released ones, filled in."""
    for exercise in EXERCISES:
        text = (released / f"{exercise}.ipynb").read_text()
        for student in names:
            notebook = json.loads(text)
            answers = [each.rstrip("\n") for each in REGION.findall(answered(exercise, student))]
            for cell in notebook["cells"]:
                source = "".join(cell["source"])
                if cell["cell_type"] == "code":
                    source = PLACE.sub(lambda _, answers=answers: answers.pop(0), source)
                cell["source"] = source.splitlines(keepends=True)
            if answers:
                raise ValueError(f"{exercise}.ipynb has no place for {answers}")
            home = folder / student
            home.mkdir(parents=True, exist_ok=True)
            (home / f"{exercise}.ipynb").write_text(json.dumps(notebook))


def make_course(folder: Path) -> None:
    """A course of the three exercises alone, its assignment called ``bench``."""
    listed = ", ".join(f'"{name}"' for name in EXERCISES)
    for name in EXERCISES:
        shutil.copytree(
            ROOT / "solutions" / name,
            folder / name,
            ignore=shutil.ignore_patterns("__pycache__"),
        )
    (folder / "course.toml").write_text(
        f'title = "A benchmark"\nseed = {course_seed()}\nexercises = [{listed}]\n'
        f"[assignments.bench]\nexercises = [{listed}]\n"
    )


def grade(folder: Path, out: Path, jobs: int, exercises: tuple[str, ...] = EXERCISES) -> list[str]:
    """Our command for the class in `folder`, everything anew, pages included."""
    command = [sys.executable, "-m", "grader", "grade", str(folder), "--out", str(out), "--fresh"]
    command += ["--course", str(ROOT / "solutions"), "--jobs", str(jobs), "--quiet"]
    return command + [part for name in exercises for part in ("--exercise", name)]


def run(command: list[str], **settings: object) -> None:
    """Run what prepares a benchmark; what it says is only of interest if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **settings)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
