"""Names that are nearly those that a check asks for.

A name that differs only in case counts, with a note. Another near miss is named in the message:
what a file defines is asked for once, after loading and before any check, so that no name of a
student's making can carry out what a check sent.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Set

from grader.language import gettext

_LONGEST = 40


class Names:
    """The names that a submission's file defines.

    Parameters
    ----------
    defined : iterable of str

    Attributes
    ----------
    notes : dict
        What was taken for what, where they differ in case: the name found, by the one asked for;
        empty for one that isn't the file's own but an object's, which may be made as a check runs.
    """

    def __init__(self, defined: Iterable[str]) -> None:
        self._defined = frozenset(
            name for name in defined if name.isidentifier() and len(name) <= _LONGEST
        )
        self.notes: dict[str, str] = {}

    def as_bytes(self) -> list[bytes]:
        """What is defined, in an order."""
        return [name.encode() for name in sorted(self._defined)]

    def found(self, asked: str) -> str:
        """The name to ask the worker for."""
        return self.among(asked, self._defined)

    def among(self, asked: str, names: Set[str]) -> str:
        """`asked`, or the only one of `names` that is the same but for case."""
        if asked in names:
            return asked
        same = [name for name in names if name.lower() == asked.lower()]
        if len(same) != 1:
            return asked
        self.notes.setdefault(asked, same[0] if same[0] in self._defined else "")
        return same[0]

    def missing(self, asked: str) -> str:
        """What to say where `asked` isn't there: a name of the file, or ``Affine.dW``."""
        owner, _, name = asked.rpartition(".")
        if owner:
            text = gettext("your `{owner}` has no `{name}`; is `self.{name}` set, or defined?")
            return text.format(owner=owner, name=name)
        close = difflib.get_close_matches(asked, sorted(self._defined), n=1)
        longer = sorted(name for name in self._defined if asked.lower() in name.lower())
        for near in (*longer[:1], *close):
            text = gettext("your code has no `{asked}`; is `{near}` meant to be it?")
            return text.format(asked=asked, near=near)
        return gettext("your code has no `{asked}`").format(asked=asked)

    def note(self) -> str:
        """What the student reads of names that were taken for others; mostly nothing."""
        if not self.notes:
            return ""
        of_file = gettext("`{found}` counts as `{asked}`")
        of_object = gettext("your spelling of `{asked}` counts")
        pairs = [
            (of_file if found else of_object).format(found=found, asked=asked)
            for asked, found in sorted(self.notes.items())
        ]
        text = ", ".join(pairs)
        text = f"{text[:1].upper()}{text[1:]}"
        return gettext("{spellings}. Mind the capital letters.").format(spellings=text)
