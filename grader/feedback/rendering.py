"""Fills in the templates; whatever comes from a submission is text, never markup."""

from __future__ import annotations

import base64
import hashlib
import re
import urllib.parse
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

import jinja2
import msgspec
from markupsafe import Markup, escape

from grader.drawings.words import (
    lines_in,
    look_first,
    own_lines,
    points_in,
    right_lines,
    said_of,
)
from grader.exports import format_points
from grader.exports.scores import score_or_status
from grader.figures import Graph
from grader.language import gettext_noop, ngettext, own_gettext, spoken
from grader.results import CheckResult, ExerciseResult, Gradient, Result

NAME_LIMIT: Final = 120
"""Longest name of a student's page, in bytes; a longer one ends in a part of its digest."""
OUTCOMES: Final = {
    "passed": ("✓", gettext_noop("passed")),
    "failed": ("✗", gettext_noop("failed")),
    "error": ("!", gettext_noop("error")),
    "timeout": ("…", gettext_noop("out of time")),
}
"""The sign and the word of each outcome: nothing is told by a colour alone."""
STATUSES: Final = {
    "graded": "",
    "missing": gettext_noop("not handed in"),
    "failed": gettext_noop("couldn't be graded"),
}
_CODE: Final = re.compile(r"`([^`\n]+)`")


def rendered(template: str, **values: Any) -> str:
    """A template filled in with `values`."""
    return _environment().get_template(template).render(**values)


def read_templates() -> None:
    """Read the templates of all pages, which takes longer than to fill them in for one student."""
    for template in ("student.html", "check.html", "class.html"):
        _environment().get_template(template)


def check_item(exercise: str, number: int, check: CheckResult) -> Markup:
    """A check as it stands on a page: most are the same on many pages, and are made once."""
    make = _item_once if check.gradient is None else _item
    return make(spoken(), exercise, number, check)


def _item(_language: str, exercise: str, number: int, check: CheckResult) -> Markup:
    item = rendered("check.html", exercise=exercise, number=number, check=check)
    return Markup(item)  # noqa: S704 - a template's own work


_item_once = lru_cache(maxsize=20_000)(_item)


def page_name(student: str) -> str:
    """The name of a student's page: letters and digits as they are, all else as ``%2F``."""
    quoted = urllib.parse.quote(student, safe=" @")
    if len(quoted) > NAME_LIMIT or quoted.startswith("."):
        digest = hashlib.sha256(student.encode()).hexdigest()[:16]
        quoted = f"{quoted[: NAME_LIMIT - 20].lstrip('.')}-{digest}"
    return f"{quoted}.html"


@cache
def _environment() -> jinja2.Environment:
    """Escapes whatever it is given: a submission's texts are never markup."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("grader.feedback"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(own_gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {"points": format_points, "score_or_status": score_or_status}
    environment.filters["address"] = lambda name: urllib.parse.quote(page_name(name))
    environment.filters |= {"code": _code, "prose": _prose, "hints": _hints, "by_name": _by_name}
    environment.filters |= {
        "graph_lines": lines_in,
        "curves": points_in,
        "look_first": look_first,
        "own": lambda number: "\n".join(own_lines(number)),
        "right": lambda number: "\n".join(right_lines(number)),
        "verdict": said_of,
    }
    environment.globals.update(
        drawn=_drawn,
        outcomes=OUTCOMES,
        statuses=STATUSES,
        picture=_picture,
        check_item=check_item,
        language=spoken,
    )
    for name in ("style.css", "table.js"):
        text = resources.files("grader.feedback").joinpath("templates", name).read_text("utf-8")
        key = name.replace(".", "_")
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        own = Markup(text)  # noqa: S704 - this package's own file
        environment.globals |= {key: own, f"{key}_digest": f"sha256-{digest}"}
    return environment


def _picture(gradient: Gradient) -> str:
    """The address of the picture of a gradient: most pages have none."""
    from grader.feedback.pictures import gradient_picture  # loads matplotlib

    return gradient_picture(gradient)


@lru_cache(maxsize=2048)
def _svg(_language: str, encoded: bytes) -> str:
    """The address of the picture of a graph: the same mistake makes the same picture."""
    from grader.drawings.svg import svg_of  # loads igraph or matplotlib

    picture = svg_of(msgspec.json.decode(encoded, type=Graph))
    return f"data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}"


def _drawn(graph: Graph) -> str:
    return _svg(spoken(), msgspec.json.encode(graph))


def _code(text: str) -> Markup:
    """A line of Python with its parts marked by classes."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    marked = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    return Markup(marked)  # noqa: S704 - Pygments escapes what it marks


def _prose(text: str) -> Markup:
    """A sentence in which names stand between backticks."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def _by_name(result: Result) -> dict[str, ExerciseResult]:
    return {exercise.exercise: exercise for exercise in result.exercises}


def _hints(exercise: ExerciseResult) -> list[tuple[str, list[str]]]:
    """Each hint once, with the places where the numbers show it."""
    sites: dict[str, list[str]] = {}
    for diagnosis in exercise.diagnoses:
        sites.setdefault(diagnosis.hint, []).append(diagnosis.site)
    return list(sites.items())
