"""The outline requests: symbols, folding and selection ranges, tokens, lenses and hints.

Operations: `symbols` is the tree of document symbols, `folding` the folding ranges with 1-based lines,
`selection` the texts around the cursor from the innermost on, `tokens` the semantic tokens with
their modifiers, `lenses` the code lenses with their titles, `hints` the inlay hints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fixtures import case_files, case_name, check_cases

from backlog_ls.features.outline.code_lenses import find_code_lenses, resolve_lens
from backlog_ls.features.outline.document_symbols import build_document_symbols
from backlog_ls.features.outline.folding_ranges import find_folding_ranges
from backlog_ls.features.outline.inlay_hints import find_inlay_hints
from backlog_ls.features.outline.selection_ranges import find_selection_ranges
from backlog_ls.features.outline.semantic_tokens import TOKEN_STATUSES, TokenKind, encode_tokens
from backlog_ls.text.position import Encoding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fixtures import Request

    from backlog_ls.features.outline.document_symbols import DocumentSymbol


def symbols(request: Request) -> str:
    return "\n".join(tree(build_document_symbols(request.view)))


def tree(found: Iterable[DocumentSymbol], indent: str = "") -> Iterator[str]:
    for symbol in found:
        yield f"{indent}{symbol.kind.value} {symbol.name} {symbol.detail}".rstrip()
        yield from tree(symbol.children, indent + "  ")


def folding(request: Request) -> str:
    document = request.view.backlog.document
    return "\n".join(
        f"{fold.first + 1}-{fold.last + 1} {document.line_text(fold.first).strip()}"
        for fold in find_folding_ranges(request.view)
    )


def selection(request: Request) -> str:
    text = request.view.backlog.document.text
    spans = find_selection_ranges(request.view, request.offset)
    return "\n".join(f"{request.where(*span)} {shortened(text[slice(*span)])}" for span in spans)


def shortened(text: str) -> str:
    """The first and the last line of `text`."""
    lines = text.split("\n")
    return text if len(lines) == 1 else f"{lines[0]} … {lines[-1]}".rstrip()


def tokens(request: Request) -> str:
    """The tokens as an editor applies them, from columns in UTF-16."""
    text = request.view.backlog.document.text
    lines = [line.encode("utf-16-le") for line in text.split("\n")]
    data = encode_tokens(request.view, Encoding.UTF16)
    line = column = 0
    shown = []
    for at in range(0, len(data), 5):
        down, right, length, kind, bits = data[at : at + 5]
        line, column = line + down, right if down else column + right
        words = lines[line][2 * column : 2 * (column + length)].decode("utf-16-le")
        modifiers = [s.value for number, s in enumerate(TOKEN_STATUSES) if bits >> number & 1]
        shown.append(" ".join([TokenKind(kind).name.lower(), *modifiers, words]))
    return "\n".join(shown)


def lenses(request: Request) -> str:
    text = request.view.backlog.document.text
    return "\n".join(
        f"{text[lens.start : lens.end]}: {resolve_lens(request.view, lens.key, lens.start).title}"
        for lens in find_code_lenses(request.view)
    )


def hints(request: Request) -> str:
    """The lines up to each hint, and the hint."""
    document = request.view.backlog.document
    lines = []
    for hint in find_inlay_hints(request.view, 0, document.length):
        line, column = document.position_at(hint.offset)
        lines.append(f"{document.line_text(line)[:column]} «{hint.label}»")
    return "\n".join(lines)


OPERATIONS = {
    "symbols": symbols,
    "folding": folding,
    "selection": selection,
    "tokens": tokens,
    "lenses": lenses,
    "hints": hints,
}


@pytest.mark.parametrize("path", case_files("outline"), ids=case_name)
def test_outline_cases(path: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    check_cases(path, OPERATIONS, tmp_path, pytestconfig)
