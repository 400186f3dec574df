"""Write to the terminal: output, errors, colours, a progress bar."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

PROGRESS_DELAY_S = 0.5
"""Seconds before a progress bar is shown; shorter work would only make it flicker."""


def has_colour(stream: TextIO) -> bool:
    """Tell whether to write colours to `stream`; see no-color.org and force-color.org.

    NO_COLOR wins over FORCE_COLOR. Without either, terminals get colours.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write(text: str, *, to_stderr: bool = False) -> None:
    """Write `text` to standard output or standard error, without adding a line end."""
    stream = sys.stderr if to_stderr else sys.stdout
    click.echo(text, stream, nl=False, color=has_colour(stream))


def print_error(message: str) -> None:
    """Write `message` to standard error, on a line that begins with the program's name."""
    click.echo(f"backlog-ls: {message}", err=True, color=has_colour(sys.stderr))


def _one(_item: object) -> int:
    return 1


def with_progress(items: Sequence[T], doing: str, size: Callable[[T], int] = _one) -> Iterator[T]:
    """Yield `items`; show a progress bar on a terminal if that takes long.

    Args:
        items: The work to do.
        doing: What is done with each, as the label of the bar.
        size: Returns how many documents an item stands for; the bar counts documents.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    begun = time.monotonic()
    bar: Any = None
    try:
        done = 0
        for item in items:
            if bar is None and time.monotonic() - begun > PROGRESS_DELAY_S:
                bar = _bar(doing, sum(map(size, items)))
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield item
            done += size(item)
    finally:
        if bar is not None:
            bar.stop()


def _bar(doing: str, total: int) -> Any:
    from rich.console import Console  # noqa: PLC0415 (only for what takes long)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task(doing, total=total)
    bar.start()
    return bar
