"""Solution regions: what students write stands between two marks in a reference.

::

    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

In a stub a line that raises `NotImplementedError` stands in place of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from grader.language import gettext, gettext_noop

WRITE_THIS: Final = gettext_noop("Write this part, then delete this line.")

BEGIN: Final = "### BEGIN SOLUTION"
END: Final = "### END SOLUTION"

_REGION = re.compile(rf"^( *){BEGIN}\n.*?^ *{END}$", re.DOTALL | re.MULTILINE)


def unwritten() -> str:
    """What stands in a stub where a student writes."""
    return f'raise NotImplementedError("{gettext(WRITE_THIS)}")'


def stub(text: str) -> str:
    """A reference without its solution regions."""
    return _REGION.sub(rf"\1{unwritten()}", text)


def region_problems(text: str) -> Iterator[tuple[int, str]]:
    """What is wrong with the marks in a reference: line, and what to do.

    A mark that is misspelt would leave an answer in the stub, so one that stands alone is wrong,
    and so is a reference without any.
    """
    begun = 0
    regions = 0
    for number, line in enumerate(text.splitlines(), start=1):
        mark = line.strip()
        if mark == BEGIN and not begun:
            begun, regions = number, regions + 1
        elif mark == END and begun:
            begun = 0
        elif re.search(r"#.*\b(BEGIN|END)\b.*SOL", line, re.IGNORECASE):
            expected = f"{END}, for line {begun}" if begun else BEGIN
            yield number, f"here only the mark {expected} could stand"
    if begun:
        yield begun, f"this solution region has no end; close it with {END}"
    elif not regions:
        yield 1, f"nothing is left for students to write; mark it with {BEGIN} and {END}"
