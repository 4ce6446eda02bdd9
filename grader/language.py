"""The language in which messages are written: the course's.

The grader's own messages stand in gettext catalogues (``locale/``); what a course adds (titles,
hints, and what its checks call things) comes with the course. A process works for one course at a
time, so that it has one language.
"""

from __future__ import annotations

import difflib
import gettext as catalogues
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from grader.errors import GraderError

ENGLISH: Final = "en"
DOMAIN: Final = "grader"
FOLDER: Final = Path(__file__).parent / "locale"


class _Spoken:
    """What messages are looked up in."""

    def __init__(self) -> None:
        self.language = ENGLISH
        self.catalogue = catalogues.NullTranslations()
        self.texts: Mapping[str, str] = {}


_spoken = _Spoken()


def languages() -> list[str]:
    """Those in which there are messages, English first."""
    found = FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return [ENGLISH, *sorted(path.parent.parent.name for path in found)]


def speak(language: str, texts: Mapping[str, str] | None = None) -> None:
    """Write messages in `language` from now on.

    Parameters
    ----------
    language : str
        One of `languages`.
    texts : mapping
        What a course adds: its own texts by the English ones.

    Raises
    ------
    GraderError
        If there are no messages in it.
    """
    if language != _spoken.language:
        _spoken.catalogue = catalogue(language)
        _spoken.language = language
    _spoken.texts = texts or {}


def spoken() -> str:
    """The language in which messages are written."""
    return _spoken.language


def catalogue(language: str) -> catalogues.NullTranslations:
    """The grader's own messages in `language`; raises GraderError if there are none."""
    if language == ENGLISH:
        return catalogues.NullTranslations()
    try:
        return catalogues.translation(DOMAIN, FOLDER, [language])
    except OSError:
        known = ", ".join(languages())
        raise GraderError(f"there are no messages in {language!r}; there are {known}") from None


def gettext(text: str) -> str:
    """`text` in the language that is spoken; as it is where nobody has translated it."""
    return _spoken.texts.get(text) or own_gettext(text)


def own_gettext(text: str) -> str:
    """The same of the grader's own messages alone."""
    return _spoken.catalogue.gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """The same where there is a number in it."""
    return _spoken.catalogue.ngettext(one, many, number)


def gettext_noop(text: str) -> str:
    """`text`, which is looked up where it is shown."""
    return text


def nearest(name: str, known: Iterable[str]) -> str:
    """What to add where there is no `name`: which of `known` begins with it or is like it."""
    names = list(known)
    longer = [one for one in names if name and one.startswith(name)]
    found = difflib.get_close_matches(name, longer or names, n=1, cutoff=0.0)
    return gettext("; the nearest is {name}").format(name=found[0]) if found else ""
