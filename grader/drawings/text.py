"""A computational graph as text for a terminal; the table of a page has the same lines."""

from __future__ import annotations

import itertools

from grader.drawings.words import SIGNS, Line, lines_in, look_first, own_lines, right_lines, said_of
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
            text += [f"  {part}".rstrip() for part in _lines(line, most)]
    if first := look_first(graph):
        text += ["", first]
    return text


def _lines(line: Line, most: int) -> list[str]:
    number = line.number
    sign = SIGNS[number.verdict] or " "
    rows = ["?"] if number.verdict == "missing" else own_lines(number)
    said = f"  {said_of(number)}".rstrip()
    lines = [f"{sign} {padded(line.name, most)}  {rows[0]}"]
    lines += [f"  {' ' * most}  {row}" for row in rows[1:]]
    lines[-1] += said
    if right := right_lines(number):
        lines.append(f"  {' ' * most}  {gettext('it should be')} {right[0]}")
        indent = width(gettext("it should be"))
        lines += [f"  {' ' * most}  {' ' * indent} {row}" for row in right[1:]]
    return [clean(each) for each in lines]
