"""A place in a document of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog


class Location(NamedTuple):
    """A range of a document. Offsets are code points."""

    path: str
    """Absolute; empty for the document that was asked about."""
    backlog: Backlog | None
    """None for a file that is not Markdown: the range is empty, at the beginning of `line`."""
    start: int
    end: int
    is_definition: bool = False
    line: int = 0
    """0-based: where in a file that is not Markdown."""
