"""An exercise's texts in other languages: ``locale/<language>.po`` in its folder.

What students are given is there, what they read in results, and the hints of hidden checks and
misconceptions: it stays with the instructors. What isn't translated stays English.
"""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from grader.check_rules import hint_of, title_of
from grader.errors import CourseError, GraderError
from grader.language import gettext
from grader.packages import needed
from grader.stubs import WRITE_THIS, stub
from grader.translation import texts_in

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

GIVEN: Final = ("given.py", "graph.py", "test_public.py")
"""Files that students get as they are, if an exercise has them."""
HIDDEN: Final = "test_hidden.py"
MISCONCEPTIONS: Final = "misconceptions.py"

_LASTING: Final = re.compile(
    r"`[^`\n]+`|\$\$.+?\$\$|\$[^$\n]+\$|\{\w*\}|https?://[^\s)]+", re.DOTALL
)
"""What a translation has, too: code, formulas, places for values, addresses."""

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_HEADER: Final = """msgid ""
msgstr ""
"Language: {}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


def languages_of(folder: Path) -> list[str]:
    """Those in which the exercise in `folder` has a catalogue."""
    return sorted(path.stem for path in folder.glob("locale/*.po"))


def path_of(folder: Path, language: str) -> Path:
    """Where the texts of the exercise in `folder` stand in `language`."""
    return folder / "locale" / f"{language}.po"


def texts_of(folder: Path) -> list[tuple[str, str]]:
    """The texts of the exercise in `folder`, each once, and where each stands first."""
    about = tomllib.loads((folder / "exercise.toml").read_text(encoding="utf-8"))
    texts = {str(about["title"]): "exercise.toml"}
    for text, place in _texts(folder):
        is_said = re.search(r"[^\W\d_]", _LASTING.sub("", text))  # not a formula or a name alone
        if is_said and text != gettext(WRITE_THIS):
            texts.setdefault(text, place)
    return list(texts.items())


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for name in (f"{folder.name}.py", *GIVEN):
        path = folder / name
        if path.is_file():
            source = path.read_text(encoding="utf-8")
            for found in texts_in(source if name in GIVEN else stub(source)):
                yield found.text, f"{name}:{found.line}"
                if found.kind == "docstring" and "\n" in found.text and name.startswith("test_"):
                    yield found.text.split("\n")[0], f"{name}:{found.line}"
    source = (folder / HIDDEN).read_text(encoding="utf-8")
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    titles = [title_of(node) for node in functions if node.name.startswith("test_")]
    for found in texts_in(source):
        if found.kind in ("constant", "case"):
            yield found.text, f"{HIDDEN}:{found.line}"
        elif found.kind == "docstring" and (title := found.text.split("\n")[0]) in titles:
            yield title, f"{HIDDEN}:{found.line}"
    for node in ast.parse((folder / MISCONCEPTIONS).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and (hint := hint_of(node)):
            yield hint, f"{MISCONCEPTIONS}:{node.lineno}"


def read_texts(folder: Path, language: str) -> dict[str, str]:
    """The exercise's texts in `language` by the English ones; empty where there is no catalogue.

    Raises
    ------
    CourseError
        If the catalogue can't be read.
    GraderError
        If Babel isn't installed.
    """
    path = path_of(folder, language)
    if not path.is_file():
        return {}
    return {
        str(message.id): str(message.string)
        for message in _read(path)
        if message.id and message.string and not message.fuzzy
    }


def count_untranslated(folder: Path, known: Mapping[str, str]) -> int:
    """How many of the exercise's texts aren't among the translated ones."""
    return sum(text not in known for text, _ in texts_of(folder))


def update(folder: Path, language: str) -> int:
    """Write the exercise's catalogue anew, with the translations that there are.

    A text that was changed keeps its old translation, marked as fuzzy, until somebody has looked.

    Returns
    -------
    int
        How many texts lack a translation.
    """
    _babel()
    if not _LANGUAGE.fullmatch(language):
        raise GraderError(f"{language!r} is no language's code, such as ko or pt_BR")
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    path = path_of(folder, language)
    template = Catalog()
    for text, place in texts_of(folder):
        template.add(text, locations=[(place.partition(":")[0], int(place.partition(":")[2] or 1))])
    catalogue = _read(path) if path.is_file() else Catalog(locale=language)
    for message in list(catalogue.obsolete.values()):  # it may have come back
        catalogue.add(message.id, message.string)
    catalogue.update(template)
    for message in catalogue:
        message.flags.discard("python-brace-format")  # formulas have braces, too
    path.parent.mkdir(exist_ok=True)
    file = io.BytesIO()
    file.write(_HEADER.format(language).encode())
    write_po(file, catalogue, width=0, omit_header=True, include_lineno=False)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(file.getvalue())
    fresh.replace(path)
    return sum(not message.string or message.fuzzy for message in catalogue if message.id)


def problems_of(folder: Path, language: str) -> list[str]:
    """What is wrong with the exercise's catalogue, a line each."""
    path = path_of(folder, language)
    known: dict[str, Message] = {str(message.id): message for message in _read(path) if message.id}
    problems = []
    for text, place in texts_of(folder):
        message = known.get(text)
        shown = f"{place}: {text.splitlines()[0][:60]!r}"
        if message is None or not message.string:
            problems.append(f"{path}: no translation of {shown}")
        elif message.fuzzy:
            problems.append(
                f"{path}: the translation is fuzzy, since the text was changed, {shown}"
            )
        elif missing := lacking(text, str(message.string)):
            problems.append(f"{path}: the translation lacks {', '.join(missing)}, {shown}")
    return problems


def lacking(text: str, other: str) -> list[str]:
    """What only one of a text and its translation has: code, formulas, places, addresses."""
    parts = [
        {re.sub(r"\s+", "", part) for part in _LASTING.findall(each)} for each in (text, other)
    ]
    return sorted(parts[0] ^ parts[1])


def _read(path: Path) -> Catalog:
    _babel()
    from babel.messages.pofile import PoFileError, read_po

    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.stem, abort_invalid=True)
    except (PoFileError, UnicodeError, ValueError) as problem:
        raise CourseError([f"{path}: it can't be read: {problem}"]) from None
    except OSError as problem:
        raise CourseError([f"{path}: it can't be read: {problem.strerror}"]) from None


def _babel() -> None:
    with needed(
        "a course that isn't in English needs Babel, which is not installed: "
        "pip install 'backprop-grader[languages]'"
    ):
        import babel  # noqa: F401
