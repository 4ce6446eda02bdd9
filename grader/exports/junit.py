"""JUnit's XML, as GitLab, Jenkins and others read it: a suite a student, a case a check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree

from grader.results import CheckResult, ExerciseResult, Result

_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold."""


def junit_xml(results: Sequence[Result]) -> bytes:
    """The results of a class.

    An exercise whose checks couldn't be run is an error in each of them, or a case by itself.
    """
    root = ElementTree.Element("testsuites")
    for result in results:
        suite = _suite(root, result.student)
        for exercise in result.exercises:
            _add(suite, f"{_clean(result.student)}.{exercise.exercise}", exercise)
        _count(suite)
    return _written(root)


def junit_of(exercises: Sequence[ExerciseResult]) -> bytes:
    """The results of somebody who checks their own work: a suite an exercise."""
    root = ElementTree.Element("testsuites")
    for exercise in exercises:
        suite = _suite(root, exercise.exercise)
        _add(suite, exercise.exercise, exercise)
        _count(suite)
    return _written(root)


def _suite(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", name=_clean(name))


def _add(suite: ElementTree.Element, classname: str, exercise: ExerciseResult) -> None:
    """Add a case for each check; GitLab shows the text of a failure, not its message."""
    for check in exercise.checks:
        case = _case(suite, classname, check.id, exercise.file)
        if check.outcome != "passed":
            kind = "failure" if check.outcome == "failed" else "error"
            ElementTree.SubElement(case, kind, type=check.outcome).text = _text(check)
    if not exercise.checks:
        case = _case(suite, classname, exercise.status, exercise.file)
        ElementTree.SubElement(case, "error", type=exercise.status).text = _clean(exercise.message)


def _case(suite: ElementTree.Element, classname: str, name: str, file: str) -> ElementTree.Element:
    case = ElementTree.SubElement(
        suite, "testcase", classname=classname, name=_clean(name), time="0"
    )
    if file:
        case.set("file", _clean(file))
    return case


def _count(suite: ElementTree.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        suite.set(name, str(sum(1 for _ in suite.iter(tag))))


def _text(check: CheckResult) -> str:
    return _clean(f"{check.title}\n{check.message}")


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"
