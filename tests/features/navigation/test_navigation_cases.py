"""Navigation: what the cursor is on, where that is defined, and where it is used.

Operations: `symbol` is the kind of symbol at the cursor; `definition`, `references`, `highlights` and
`linked` list ranges, with their words and the file, unless it is the document itself.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.navigation.definition import find_definition_at
from backlog_ls.features.navigation.document_links import find_destination, find_document_links
from backlog_ls.features.navigation.highlight import find_highlights
from backlog_ls.features.navigation.linked_editing import find_linked_ranges
from backlog_ls.features.navigation.references import find_references
from backlog_ls.features.navigation.symbol_at import symbol_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fixtures import Request

    from backlog_ls.features.navigation.location import Location


def listed(request: Request, locations: Iterable[Location]) -> str:
    """Each location on a line of its own; a definition is marked with `!`."""
    lines = []
    for each in locations:
        assert each.backlog is not None
        document = each.backlog.document
        assert 0 <= each.start <= each.end <= document.length
        file = f"{os.path.relpath(each.path, request.root)}:" if each.path else ""
        where = request.where(each.start, each.end, each.backlog)
        mark = "!" if each.is_definition else ""
        lines.append(f"{file}{where} {document.text[each.start : each.end]}{mark}")
    return "\n".join(lines).replace(os.sep, "/")


def symbol(request: Request) -> str:
    found = symbol_at(request.view, request.offset)
    if found is None:
        return ""
    assert found.start <= request.offset <= found.end
    words = request.view.backlog.document.text[found.start : found.end]
    return f"{found.kind.value} {words}"


def definition(request: Request) -> str:
    return listed(request, find_definition_at(request.view, request.offset)[1])


def references(request: Request) -> str:
    found = symbol_at(request.view, request.offset)
    return listed(request, find_references(request.view, found)) if found else ""


def highlights(request: Request) -> str:
    return listed(request, find_highlights(request.view, request.offset))


def linked(request: Request) -> str:
    return listed(request, find_linked_ranges(request.view, request.offset))


def link(request: Request) -> str:
    """The link whose target begins at the cursor, and the file and line that it leads to."""
    links = find_document_links(request.view)
    key = next(each.key for each in links if each.start == request.offset)
    found = find_destination(request.view, key, request.offset)
    if found is None:
        return ""
    name = os.path.relpath(found.path, request.root) if found.path else ""
    return f"{name.replace(os.sep, '/')}:{found.line + 1}"


OPERATIONS = {
    "symbol": symbol,
    "definition": definition,
    "references": references,
    "highlights": highlights,
    "linked": linked,
    "link": link,
}


@pytest.mark.parametrize("path", case_files("navigation"), ids=case_name)
def test_navigation_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig)
