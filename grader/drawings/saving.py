"""How matplotlib's pictures are saved: the same bytes for the same numbers, and text as text."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SETTINGS: Final[Any] = {"svg.hashsalt": "backprop-grader", "svg.fonttype": "none"}
_NO_DATE: Final = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def saved(figure: Figure, kind: str, **options: Any) -> bytes:
    """The picture as ``svg`` or ``png``."""
    import matplotlib as mpl

    file = io.BytesIO()
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        # in SVG text stays text, and a browser has the letters
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(file, format=kind, metadata=_NO_DATE[kind], **options)
    return file.getvalue()
