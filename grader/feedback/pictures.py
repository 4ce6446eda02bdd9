"""Pictures for the pages, drawn by matplotlib: SVG without a script, small, shown offline.

A class has few different ones, since public inputs are the same for all students and so are the
common mistakes: each is drawn once. A page has them as data in an ``img``, where nothing in them
can act.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from grader.drawings.saving import saved
from grader.figures import Rows
from grader.language import gettext
from grader.results import Gradient

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITTEN: Final = 36
"""Most entries whose numbers are written into a heat map's cells."""
LARGEST: Final = 1e300
"""What is larger is drawn as what isn't finite: colours are differences of such numbers."""


def gradient_picture(gradient: Gradient) -> str:
    """Three heat maps, as the address of an image: theirs, the numerical one, the difference."""
    name = "".join(char for char in gradient.name if char.isprintable())
    titles = (
        gettext("your {name}").format(name=name),
        gettext("numerically, of your forward"),
        gettext("the difference"),
    )
    return _gradient_picture(_key(gradient.theirs), _key(gradient.numerical), titles)


def _key(rows: Rows) -> tuple[tuple[float | None, ...], ...]:
    return tuple(map(tuple, rows))


@lru_cache(maxsize=2048)
def _gradient_picture(theirs: Any, numerical: Any, titles: tuple[str, ...]) -> str:
    arrays = [np.array(rows, dtype=float) for rows in (theirs, numerical)]
    for array in arrays:
        array[np.abs(array) > LARGEST] = np.nan
    arrays.append(arrays[0] - arrays[1])
    rows, columns = arrays[0].shape
    figure = Figure(figsize=(8.4, min(1.1 + 0.45 * rows, 6)), layout="constrained")
    finite = np.abs(np.concatenate([array[np.isfinite(array)] for array in arrays]))
    largest = float(finite.max(initial=0.0)) or 1.0
    for axes, array, title in zip(figure.subplots(1, 3), arrays, titles, strict=True):
        shown = axes.imshow(array, cmap="RdBu_r", vmin=-largest, vmax=largest, aspect="auto")
        axes.set_title(title, fontsize=10, parse_math=False)
        axes.set_xticks(range(columns) if columns <= 12 else [])
        axes.set_yticks(range(rows) if rows <= 12 else [])
        axes.tick_params(labelsize=8, length=0)
        if array.size <= WRITTEN:
            _write_numbers(axes, array, largest)
    figure.colorbar(shown, ax=figure.axes, shrink=0.9).ax.tick_params(labelsize=8)
    return _address(figure)


def _write_numbers(axes: Any, array: np.ndarray, largest: float) -> None:
    for (row, column), value in np.ndenumerate(array):
        colour = "white" if abs(value) > 0.6 * largest else "black"
        text = f"{value:.3g}" if np.isfinite(value) else "-"
        axes.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)


def distribution(totals: np.ndarray, points: float) -> tuple[str, list[tuple[str, int]]]:
    """How many students have how many points: an image's address, and the same as a table."""
    edges = np.linspace(0, points, 11)
    counts, _ = np.histogram(totals, edges)
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    axes = figure.subplots()
    axes.stairs(counts, edges, fill=True, color="#2a6f97")
    axes.set_xlabel(gettext("points"))
    axes.set_ylabel(gettext("students"))
    axes.set_xlim(0, points)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    pairs = zip(edges[:-1], edges[1:], counts, strict=True)
    text = gettext("{low:g} to {high:g}")
    table = [(text.format(low=low, high=high), int(count)) for low, high, count in pairs]
    return _address(figure), table


def class_map(scores: np.ndarray, exercises: Sequence[str]) -> str:
    """Students by checks, the best student on top, as an image's address.

    Parameters
    ----------
    scores : (N, C) ndarray
        Parts of the points; nan where there is nothing.
    exercises : sequence of str
        The exercise of each check.
    """
    order = np.argsort(-np.nansum(scores, axis=1), kind="stable")
    figure = Figure(figsize=(10, 5), layout="constrained")
    axes = figure.subplots()
    axes.imshow(
        scores[order], cmap="cividis", vmin=0, vmax=1, aspect="auto", interpolation="nearest"
    )
    starts = [at for at, name in enumerate(exercises) if not at or exercises[at - 1] != name]
    for start in starts[1:]:
        axes.axvline(start - 0.5, color="white", linewidth=1.5)
    axes.set_xticks(starts, [exercises[start] for start in starts], rotation=35, ha="right")
    axes.set_yticks([])
    axes.tick_params(labelsize=8)
    return _address(figure, "png", dpi=110)


def _address(figure: Figure, kind: str = "svg", **options: Any) -> str:
    picture = saved(figure, kind, **options)
    mime = {"svg": "image/svg+xml", "png": "image/png"}[kind]
    return f"data:{mime};base64,{base64.b64encode(picture).decode()}"
