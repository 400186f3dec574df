"""Format the tables of a document, and what is typed in tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.formatting.layout import TableStyle, diff_table, lay_out_table
from backlog_ls.features.formatting.lists import continue_list
from backlog_ls.features.formatting.tables import (
    Table,
    find_tables,
    table_at,
)
from backlog_ls.text.edit import Edit
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from backlog_ls.workspace.view import View

MAX_TYPED_LINES = 1_000
"""Maximum number of lines of a table that is formatted while it is typed."""


def format_document(view: View) -> list[Edit]:
    """Return the edits that format all tables of a document."""
    return [edit for table in find_tables(view) for edit in format_table(view, table)]


def format_range(view: View, start: int, end: int) -> list[Edit]:
    """Return the edits that format the tables that touch ``[start, end]``, in code points.

    Each table is formatted as a whole, as the width of a column depends on all of its cells.
    """
    tables = find_tables(view, start, end)
    return [edit for table in tables for edit in format_table(view, table)]


def format_on_type(view: View, offset: int, typed: str) -> list[Edit]:
    """Return the edits that format a table while one of its rows is typed, or continue a list.

    Args:
        view: the document, which already contains the typed character.
        offset: the cursor after the typed character, in code points. Editors may have indented a new
            line before it.
        typed: ``|`` at the end of a cell, or a line ending after the last row of a table or in a list.
    """
    if typed != "|":
        continued = continue_list(view, offset) if view.settings.continue_lists else []
        if continued:
            return continued
        document = view.backlog.document
        line = document.position_at(offset).line
        around = document.line_text(line) + document.line_text(line + 1)
        if not line or around.strip():
            return []  # inside a table, the new line splits it until a row is typed there
        offset = document.offset_at(Position(line - 1, 0))
    table = table_at(view, offset)
    if table is None or len(table.lines) > MAX_TYPED_LINES:
        return []
    return format_table(view, table)


def format_table(view: View, table: Table) -> list[Edit]:
    """Return the edits that format `table` in the style of the settings."""
    settings = view.settings.table
    laid_out = lay_out_table(
        table.lines,
        TableStyle(settings.style),
        max_width=settings.max_width,
        ambiguous_wide=settings.ambiguous_wide,
    )
    return [
        Edit(table.starts[line] + start, table.starts[line] + end, text)
        for line, start, end, text in diff_table(table.lines, laid_out)
    ]
