"""The catalogue of an exercise: the reference, and named wrong variants of it.

``misconceptions.py`` holds classes. One that has a class of the reference as its base stands in
that class's place; one without a base puts its static methods in the place of functions. The
docstring is the hint. ``is_slip = False`` marks what is more than a one-line slip.

A variant is a *text*: the reference, the file, and a last line that puts the variant in place. So
the same text can be loaded here, to be compared with, and graded like a submission, to prove the
checks.
"""

from __future__ import annotations

import ast
import sys
import types
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.check_rules import hint_of
from grader.course import Exercise
from grader.errors import CourseError
from grader.language import gettext


@dataclass(frozen=True)
class Misconception:
    """A wrong variant of an exercise's reference.

    Parameters
    ----------
    name : str
    hint : str
        What a good teacher would say.
    is_slip : bool
        Is it a one-line slip, to cost at most half of the exercise?
    replaced : frozenset of str
        What is other than in the reference: ``Sigmoid.backward``, ``sgd_step``.
    places : tuple of str
        The statements that put it in place.
    """

    name: str
    hint: str
    is_slip: bool
    replaced: frozenset[str]
    places: tuple[str, ...]

    @property
    def bases(self) -> frozenset[str]:
        """The classes and functions of the reference that it stands in for."""
        return frozenset(place.split(" = ")[0] for place in self.places)


def read_misconceptions(exercise: Exercise) -> tuple[Misconception, ...]:
    """The catalogue of `exercise`, read without running it.

    Raises
    ------
    CourseError
        If the file doesn't parse, or a class in it has no hint.
    """
    path = exercise.folder / "misconceptions.py"
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as problem:
        raise CourseError([f"{path}:{getattr(problem, 'lineno', 1)}: {problem}"]) from None
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    text = gettext("{path}:{line}: {name} has no hint: give it a docstring")
    problems = [
        text.format(path=path, line=node.lineno, name=node.name)
        for node in classes
        if not ast.get_docstring(node)
    ]
    if problems:
        raise CourseError(problems)
    return tuple(_misconception(node) for node in classes)


def _misconception(node: ast.ClassDef) -> Misconception:
    methods = [part.name for part in node.body if isinstance(part, ast.FunctionDef)]
    if node.bases:
        base = ast.unparse(node.bases[0])
        replaced, places = [f"{base}.{method}" for method in methods], [f"{base} = {node.name}"]
    else:
        public = [method for method in methods if not method.startswith("_")]
        replaced, places = public, [f"{name} = {node.name}.{name}" for name in public]
    is_slip = not any(
        isinstance(part, ast.Assign) and ast.unparse(part) == "is_slip = False"
        for part in node.body
    )
    return Misconception(node.name, hint_of(node), is_slip, frozenset(replaced), tuple(places))


def variant_source(exercise: Exercise, *misconceptions: Misconception) -> str:
    """A text of the exercise with the misconceptions in it; two of them may share a class."""
    texts = [exercise.reference.read_text(encoding="utf-8")]
    if misconceptions:
        texts.append((exercise.folder / "misconceptions.py").read_text(encoding="utf-8"))
    names = [misconception.name for misconception in misconceptions]
    if len(names) == 2 and misconceptions[0].places[0].endswith(f"= {names[0]}"):
        first, second = misconceptions
        if first.bases == second.bases:
            [base] = first.bases
            return "\n".join([*texts, f"class {base}({', '.join(names)}): pass", ""])
    places = [place for misconception in misconceptions for place in misconception.places]
    return "\n".join([*texts, *places, ""])


@lru_cache(maxsize=1024)
def _variant_code(exercise: Exercise, misconceptions: tuple[Misconception, ...]) -> types.CodeType:
    text = variant_source(exercise, *misconceptions)
    return compile(text, f"{exercise.name}.py", "exec")


def load_variant(exercise: Exercise, *misconceptions: Misconception) -> types.ModuleType:
    """The variant as a new module, on this side; the reference if no misconception is named."""
    module = types.ModuleType(exercise.name)
    module.__file__ = str(exercise.reference)
    taken = {exercise.name: module}
    if exercise.given is not None:
        taken["given"] = load_given(exercise.given)
    aside = {name: sys.modules[name] for name in taken if name in sys.modules}
    sys.modules.update(taken)
    try:
        exec(_variant_code(exercise, misconceptions), module.__dict__)  # noqa: S102 - the course's
    finally:
        for name in taken:
            del sys.modules[name]
        sys.modules.update(aside)
    return module


def load_given(path: Path) -> types.ModuleType:
    """The exercise's own code as a module, on this side."""
    module = types.ModuleType("given")
    module.__file__ = str(path)
    exec(compile(path.read_bytes(), "given.py", "exec"), module.__dict__)  # noqa: S102 - the course's
    return module
