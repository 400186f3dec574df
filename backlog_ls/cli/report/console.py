"""A console of rich that prints text as it is, without markup of its own."""

from __future__ import annotations

from typing import IO

from rich.console import Console


def make_console(out: IO[str], columns: int, *, colour: bool = False) -> Console:
    """Return a console that writes to `out`, with lines of `columns` cells."""
    return Console(
        file=out,
        width=columns,
        force_terminal=colour,
        no_color=not colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
