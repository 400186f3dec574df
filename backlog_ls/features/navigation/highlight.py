"""Where the symbol under the cursor is used in its document: `textDocument/documentHighlight`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.features.navigation.references import find_references
from backlog_ls.features.navigation.symbol_at import symbol_at

if TYPE_CHECKING:
    from backlog_ls.features.navigation.location import Location
    from backlog_ls.workspace.view import View


def find_highlights(view: View, offset: int) -> list[Location]:
    """Return all occurrences of the symbol at `offset`, a code point, in this document.

    If there are very many, only those near the cursor: editors ask after every cursor movement.
    """
    symbol = symbol_at(view, offset)
    if symbol is None:
        return []
    return [each for each in find_references(view, symbol, everywhere=False) if not each.path]
