"""What depends on where the output goes: colours, a progress bar."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")

PATIENCE = 0.5
"""Seconds that pass before a progress bar is worth its flicker."""


def has_colour(stream: TextIO) -> bool:
    """Tell whether `stream` is to have colours, by no-color.org and force-color.org, else if it can.

    Both set, there are none: whoever asks for none cannot read them.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def write(text: str, *, to_stderr: bool = False) -> None:
    """Write `text`, with its line ends, to standard output, or to standard error."""
    stream = sys.stderr if to_stderr else sys.stdout
    click.echo(text, stream, nl=False, color=has_colour(stream))


def complain(message: str) -> None:
    """Write a line about `message` to standard error."""
    click.echo(f"backlog-ls: {message}", err=True, color=has_colour(sys.stderr))


def _one(_item: object) -> int:
    return 1


def watched(items: Sequence[T], doing: str, size: Callable[[T], int] = _one) -> Iterator[T]:
    """Go through `items`, behind a progress bar if that takes long and somebody sees it.

    The bar counts `size`: for how many documents an item stands.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield from items
        return
    begun = time.monotonic()
    bar: Any = None
    try:
        done = 0
        for item in items:
            if bar is None and time.monotonic() - begun > PATIENCE:
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
