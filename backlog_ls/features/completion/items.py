"""What completion gives, and the place that it is asked for."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.facts import facts

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class CompletionKind(Enum):
    """What is inserted."""

    STATUS = "status"
    MARK = "mark"
    MILESTONE = "milestone"
    FILE = "file"
    FOLDER = "folder"
    ANCHOR = "anchor"
    ITEM = "item"
    """The id, or the name, of an item."""
    VALUE = "value"
    """A value that is used already."""
    DATE = "date"
    SNIPPET = "snippet"
    """A new row, item or section."""


class CompletionItem(NamedTuple):
    """Replace the code points ``[start, end)``, which hold the cursor, by `insert`."""

    label: str
    insert: str
    start: int
    end: int
    kind: CompletionKind
    detail: str = ""
    documentation: str = ""
    """In Markdown; that of files and anchors is filled in by `completion.resolve`."""
    filter_text: str = ""
    """All that may be typed to find it, first what goes on from what is typed already: some clients
    compare prefixes."""
    sort_text: str = ""
    path: str = ""
    """Of a file: absolute. Of an anchor or an item: of the document that has it, empty for this one."""
    snippet: str = ""
    """What a client with tab stops inserts instead of `insert`, in LSP's syntax of snippets."""


class CompletionList(NamedTuple):
    """What can stand at a place."""

    items: tuple[CompletionItem, ...] = ()
    incomplete: bool = False
    """Whether to ask again at the next character."""


NOTHING = CompletionList()


class Spot(NamedTuple):
    """Where completion is asked for."""

    view: View
    place: Place[Block]
    line: int
    """0-based, in the document."""
    line_start: int
    """A code point of the document."""
    text: str
    """Of the line, without its end."""
    column: int
    """Of the cursor, in code points."""
    asked: bool = True
    """Whether somebody asked, and not only typed: else nothing new is begun."""

    @property
    def before(self) -> str:
        """What stands in the line before the cursor."""
        return self.text[: self.column]

    @property
    def offset(self) -> int:
        """Of the cursor, in the document."""
        return self.line_start + self.column

    def in_code(self, column: int) -> bool:
        """Tell whether `column` of the line is in a code span or a comment."""
        local = self.line_start + column - self.place.offset
        return any(start <= local < end for start, end in facts(self.place.piece).code)

    def has(self, offset: int) -> bool:
        """Tell whether `offset` is in the line, or at its end."""
        return self.line_start <= offset <= self.line_start + len(self.text)
