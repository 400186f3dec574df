"""Formatting: the document after its tables are formatted.

Operations: `format` formats the document, `format_range` the selection. `table` is the table at the
cursor, as it is read. `type` is the document and the cursor after the character in the argument was
typed: ``|``, or ``enter``. Behind `enter` is what the editor begins the new line with, with ``_`` for a
space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.formatting.format import format_document, format_on_type, format_range
from backlog_ls.features.formatting.tables import find_tables, has_table, table_at
from backlog_ls.text.edit import apply_edits
from backlog_ls.text.lines import detect_line_ending

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fixtures import Request

    from backlog_ls.text.edit import Edit


def edited(request: Request, edits: Iterable[Edit]) -> str:
    return request.shown(apply_edits(request.view.backlog.document.text, edits))


def format_all(request: Request) -> str:
    view = request.view
    edits = format_document(view)
    assert has_table(view) == any(True for _ in find_tables(view))
    return edited(request, edits) if has_table(view) else "no table"


def format_selection(request: Request) -> str:
    edits = format_range(request.view, *request.selection)
    return edited(request, edits) if edits else ""


def table(request: Request) -> str:
    found = table_at(request.view, request.offset)
    if found is None:
        return ""
    text = request.view.backlog.document.text
    for start, line in zip(found.starts, found.lines, strict=True):
        assert text.startswith(line, start)
    return "\n".join(found.lines)


def type_character(request: Request) -> str:
    """The cursor moves as an editor moves it: behind an edit that ends at it or before it."""
    character, _, begun = request.argument.partition(" ")
    typed = detect_line_ending(request.view.backlog.document.text)
    typed = typed if character == "enter" else character
    old = request.view.backlog.document
    offset = request.offset
    begun = begun.replace("_", " ")
    document = old.edit(offset, offset, typed + begun).document
    backlog = type(request.view.backlog).read(document)
    offset += len(typed + begun)
    edits = format_on_type(request.view._replace(backlog=backlog), offset, typed[-1])
    new = apply_edits(document.text, edits)
    at = offset + sum(len(e.text) - (e.end - e.start) for e in edits if e.end <= offset)
    return request.shown(new[:at] + "$0" + new[at:])


OPERATIONS = {
    "format": format_all,
    "format_range": format_selection,
    "table": table,
    "type": type_character,
}


@pytest.mark.parametrize("path", case_files("formatting"), ids=case_name)
def test_formatting_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig)
