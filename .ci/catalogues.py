"""Brings the catalogues of the grader's own messages up to date: `make catalogues`.

    python .ci/catalogues.py [LANGUAGE]...

Of each language, those that there are if none is named, ``grader.po`` gets what has become new and
loses what is gone; ``grader.mo`` is made of it, which is what the program reads.
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent / "grader"
LOCALE = PACKAGE / "locale"
KEYWORDS = {"gettext": None, "gettext_noop": None, "ngettext": (1, 2), "_": None}
METHODS = [("**.py", "python"), ("feedback/templates/**.html", "jinja2")]
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Plural-Forms: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'  # noqa: E501


def messages():
    """All messages of the package, without translations."""
    catalogue = Catalog()
    found = extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _, message, _, context in sorted(found, key=lambda one: one[:2]):
        catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


def paths(language):
    """The catalogue and what is made of it."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / "grader.po", folder / "grader.mo"


def read(language):
    """The catalogue, with its translations."""
    with paths(language)[0].open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue):
    """The bytes of ``grader.mo``; what is fuzzy is left out."""
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update(language):
    """Write both; how many messages lack a translation."""
    po, mo = paths(language)
    catalogue = read(language) if po.exists() else Catalog(locale=language)
    catalogue.update(messages())
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        file.write(HEADER.format(language, catalogue.plural_forms).encode())
        write_po(
            file,
            catalogue,
            width=0,
            omit_header=True,
            include_lineno=False,
            ignore_obsolete=True,
        )
    mo.write_bytes(compiled(read(language)))
    return sum(
        not all(one.string if one.pluralizable else [one.string]) or one.fuzzy
        for one in catalogue
        if one.id
    )


if __name__ == "__main__":
    for name in sys.argv[1:] or [path.name for path in sorted(LOCALE.iterdir())]:
        print(f"{name}: {update(name)} messages lack a translation")
