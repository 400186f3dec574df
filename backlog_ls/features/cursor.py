"""The cursor in a document, and the line that it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.model.blocks.block_cache import facts_of

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View


class Cursor(NamedTuple):
    """A cursor, with its block and its line."""

    view: View
    place: Place[Block]
    line: int
    """0-based line number in the document."""
    line_start: int
    """Where the line begins: a code point of the document."""
    line_text: str
    """The line, without its line ending."""
    column: int
    """The cursor in the line, in code points."""
    invoked: bool = True
    """Whether the user asked for completion, rather than only typed."""

    @property
    def before(self) -> str:
        """The line up to the cursor."""
        return self.line_text[: self.column]

    @property
    def offset(self) -> int:
        """The cursor in the document, in code points."""
        return self.line_start + self.column

    def is_code(self, column: int) -> bool:
        """Tell whether `column` of the line is in a code span or a comment."""
        local = self.line_start + column - self.place.offset
        return any(start <= local < end for start, end in facts_of(self.place.piece).code_spans)

    def is_on_line(self, offset: int) -> bool:
        """Tell whether `offset`, a code point of the document, is in the line or at its end."""
        return self.line_start <= offset <= self.line_start + len(self.line_text)
