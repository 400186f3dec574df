"""`check --fix` and `format` give the same text of real documents in either order."""

from __future__ import annotations

import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
import text_mutations
from real_documents import documents_in, folders

from backlog_ls.features.code_actions.fix_all import compute_visible_findings, fix_all
from backlog_ls.features.formatting.format import format_document
from backlog_ls.text.edit import apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mutants import Mutant
    from real_documents import RealDocument

MAX_DOCUMENTS = 6
"""Maximum number of documents of a repository."""
MAX_LINES = 400
DEFECTS: tuple[Callable[[RealDocument, Random], Iterator[Mutant]], ...] = (
    text_mutations.a_cell_too_few,
    text_mutations.dashes_right_below_a_paragraph,
    text_mutations.a_list_right_below_a_summary,
)
"""Defects with a safe fix, or next to a table."""


def _formatted(document: RealDocument, text: str) -> str:
    return apply_edits(text, format_document(document.rewritten(text)))


def _fixed(document: RealDocument, text: str) -> str:
    view = document.rewritten(text)
    return apply_edits(text, fix_all(view, compute_visible_findings(view)).edits)


def _texts(document: RealDocument) -> Iterator[str]:
    """Yield the text of a document, as it is and with a defect of each kind."""
    yield document.text
    for make in DEFECTS:
        mutant = next(make(document, Random(document.name)), None)
        if mutant:
            yield mutant.text(document)


@pytest.fixture(scope="module")
def documents(shared: Path) -> list[RealDocument]:
    return [
        document
        for folder in folders(shared)
        for document in documents_in(folder, shared, MAX_DOCUMENTS)
        if len(document.lines) <= MAX_LINES
    ]


def test_same_text_in_either_order(documents: list[RealDocument]) -> None:
    tried = changed = 0
    for document in documents:
        for text in _texts(document):
            fixed_last = _fixed(document, _formatted(document, text))
            assert fixed_last == _formatted(document, _fixed(document, text)), document.name
            tried += 1
            changed += fixed_last != _formatted(document, text)
    sys.stdout.write(f"\n{changed} of {tried} texts had something to fix")
    assert changed
