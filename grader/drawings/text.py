"""A computational graph as text for a terminal; the table of a page has the same lines."""

from __future__ import annotations

import itertools

from grader.drawings.words import (
    SIGNS,
    Line,
    lines_in,
    look_first,
    own_lines,
    points_in,
    right_lines,
    right_word,
    said_of,
)
from grader.figures import Graph
from grader.language import gettext
from grader.plain import clean, padded, width


def text_of(graph: Graph) -> list[str]:
    """The graph's lines, values forward and then gradients backward."""
    heads = {False: gettext("Forward"), True: gettext("Backward")}
    lines = lines_in(graph)
    most = max(width(line.name) for line in lines)
    text = [clean(graph.title), ""] if graph.title else []
    for is_gradient, group in itertools.groupby(lines, lambda line: line.is_gradient):
        text.append(heads[is_gradient])
        for line in group:
            lines_of = _lines(line, most) if graph.chart is None else [_brief(line, most)]
            text += [f"  {part}".rstrip() for part in lines_of]
    text += _table(points_in(graph))
    if graph.remark:
        text += ["", clean(graph.remark)]
    if first := look_first(graph):
        text += ["", first]
    return text


def _brief(line: Line, most: int) -> str:
    sign = SIGNS[line.number.verdict] or " "
    return clean(f"{sign} {padded(line.name, most)}  {said_of(line.number)}".rstrip())


def _lines(line: Line, most: int) -> list[str]:
    number = line.number
    sign = SIGNS[number.verdict] or " "
    rows = ["?"] if number.verdict == "missing" else own_lines(number)
    said = f"  {said_of(number)}".rstrip()
    lines = [f"{sign} {padded(line.name, most)}  {rows[0]}"]
    lines += [f"  {' ' * most}  {row}" for row in rows[1:]]
    lines[-1] += said
    if right := right_lines(number):
        lines.append(f"  {' ' * most}  {right_word(number)} {right[0]}")
        indent = width(right_word(number))
        lines += [f"  {' ' * most}  {' ' * indent} {row}" for row in right[1:]]
    return [clean(each) for each in lines]


def _table(rows: list[list[str]]) -> list[str]:
    """Columns below their heads."""
    if not rows:
        return []
    lines = [[cell.partition("\n")[part] for cell in rows[0]] for part in (0, 2)] + rows[1:]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    return ["", *("  ".join(map(padded, line, widths)).rstrip() for line in lines)]
