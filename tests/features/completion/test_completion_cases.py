"""Completion: what is offered at the cursor, and what it makes of the text.

Operations: `labels` lists what is offered, `offers` with everything that is shown of it, `typed` what
is offered while typing, without being asked for. `insert LABEL` is the line of the cursor after that
item is accepted, `snippet LABEL` the same lines with tab stops, `documentation LABEL` what is shown
beside the item.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.completion.engine import complete, resolve_completion
from backlog_ls.features.completion.items import CompletionKind
from backlog_ls.text.edit import Edit, apply_edits

if TYPE_CHECKING:
    from pathlib import Path

    from fixtures import Request

    from backlog_ls.features.completion.items import CompletionItem, CompletionList

TODAY = date(2026, 2, 11)
"""A Wednesday."""


def completions(request: Request, *, invoked: bool = True) -> CompletionList:
    """What is offered, after a check of what must hold of all items."""
    document = request.view.backlog.document
    found = complete(request.view, request.offset, invoked=invoked)
    line = document.position_at(request.offset).line
    for item in found.items:
        # LSP 3.17: the range is on one line and holds the cursor.
        assert item.start <= request.offset <= item.end
        assert document.position_at(item.start).line == line
        assert document.position_at(item.end).line == line
        if item.kind is CompletionKind.STATUS:
            assert item.filter_text.startswith(document.text[item.start : request.offset])
    order = [item.sort_text for item in found.items]
    assert order == sorted(order)
    return found


def item_called(request: Request) -> CompletionItem:
    """The item whose label is the argument."""
    items = completions(request).items
    return next(item for item in items if item.label == request.argument)


def labels(request: Request) -> str:
    return "\n".join(item.label for item in completions(request).items)


def typed(request: Request) -> str:
    return "\n".join(item.label for item in completions(request, invoked=False).items)


def offers(request: Request) -> str:
    found = completions(request)
    lines = []
    for item in found.items:
        lines.append(f"{item.kind.value}: {item.label}")
        if item.insert != item.label:
            lines += [f"  inserts {line}" for line in item.insert.splitlines()]
        lines += [f"  detail {item.detail}"] if item.detail else []
        lines += [f"  documentation {item.documentation}"] if item.documentation else []
    return "\n".join([*lines, *(["(incomplete)"] if found.incomplete else [])])


def insert(request: Request) -> str:
    item = item_called(request)
    document = request.view.backlog.document
    new = apply_edits(document.text, [Edit(item.start, item.end, item.insert)])
    return new.splitlines()[document.position_at(request.offset).line]


def snippet(request: Request) -> str:
    item = item_called(request)
    text = request.view.backlog.document.text
    before, after = text[: item.start], text[item.end :]
    return before[before.rfind("\n") + 1 :] + item.snippet + after.partition("\n")[0]


def documentation(request: Request) -> str:
    return resolve_completion(request.view, item_called(request)).documentation


OPERATIONS = {
    "labels": labels,
    "offers": offers,
    "typed": typed,
    "insert": insert,
    "snippet": snippet,
    "documentation": documentation,
}


@pytest.mark.parametrize("path", case_files("completion"), ids=case_name)
def test_completion_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig, TODAY)
