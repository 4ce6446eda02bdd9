"""Checks again whenever a file is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

SETTLE_MS: Final = 40
"""Milliseconds without a change after which a save counts as finished; editors write in steps."""


def watch_files(folders: Sequence[Path], on_save: Callable[[set[Path]], None]) -> None:
    """Call `on_save` with the folders in which a file was saved, until Ctrl-C."""

    def is_source(_: Change, path: str) -> bool:
        return path.endswith((".py", ".ipynb")) and Path(path).parent in folders

    for changes in watch(
        *folders, watch_filter=is_source, step=SETTLE_MS, debounce=4 * SETTLE_MS, recursive=False,
        raise_interrupt=True,
    ):  # fmt: skip
        on_save({Path(path).parent for _, path in changes})
