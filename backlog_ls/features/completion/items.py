"""Completion items: what is offered at the cursor."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class CompletionKind(Enum):
    """What an item inserts."""

    STATUS = "status"
    CHECKBOX = "mark"
    MILESTONE = "milestone"
    FILE = "file"
    FOLDER = "folder"
    ANCHOR = "anchor"
    ITEM = "item"
    """The id or the name of an item."""
    VALUE = "value"
    """A value that is used elsewhere."""
    DATE = "date"
    SNIPPET = "snippet"
    """A new row, item or section."""


class CompletionItem(NamedTuple):
    """Replaces the code points ``[start, end)``, which contain the cursor, with `insert`."""

    label: str
    insert: str
    start: int
    end: int
    kind: CompletionKind
    detail: str = ""
    documentation: str = ""
    """In Markdown; for files, anchors and items it is added by `resolve_completion`."""
    filter_text: str = ""
    """What the user may type to find it, beginning with the text typed so far: some clients compare
    prefixes."""
    sort_text: str = ""
    path: str = ""
    """Absolute path of the file, or of the document of the anchor or item; empty for this document."""
    snippet: str = ""
    """What clients with snippet support insert instead of `insert` (LSP 3.17, "Snippet Syntax")."""


class CompletionList(NamedTuple):
    """What is offered at a cursor."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False
    """Whether the client should ask again after the next character."""


NO_COMPLETIONS = CompletionList()
