"""`textDocument/foldingRange`: what can be folded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.folding_ranges import FoldKind, find_folding_ranges

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer

_FOLD_KINDS = {
    FoldKind.REGION: types.FoldingRangeKind.Region,
    FoldKind.COMMENT: types.FoldingRangeKind.Comment,
}


def on_folding_range(
    ls: BacklogServer, document: OpenDocument, _params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """Return the folding ranges of a document."""
    return [
        types.FoldingRange(fold.first, fold.last, kind=_FOLD_KINDS[fold.kind])
        for fold in find_folding_ranges(ls.session.view(document))
    ]
