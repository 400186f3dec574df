"""Folds, growing selections, colours, lenses and hints on their way to the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lsprotocol import types

from backlog_ls.features.navigation.document_links import destination, document_links
from backlog_ls.features.outline.code_lenses import lens_title, lenses
from backlog_ls.features.outline.folding_ranges import FoldKind, folds
from backlog_ls.features.outline.inlay_hints import inlays
from backlog_ls.features.outline.selection_ranges import selections
from backlog_ls.features.outline.semantic_tokens import encoded_tokens
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import plain
from backlog_ls.server.transport.uris import uri_of

if TYPE_CHECKING:
    from backlog_ls.server.documents.session import OpenDocument
    from backlog_ls.server.server import BacklogServer

_FOLD_KINDS = {
    FoldKind.REGION: types.FoldingRangeKind.Region,
    FoldKind.COMMENT: types.FoldingRangeKind.Comment,
}


def on_folding(
    ls: BacklogServer, document: OpenDocument, _params: types.FoldingRangeParams
) -> list[types.FoldingRange] | None:
    """What can be folded."""
    return [
        types.FoldingRange(fold.first, fold.last, kind=_FOLD_KINDS[fold.kind])
        for fold in folds(ls.session.view(document))
    ]


def on_selection(
    ls: BacklogServer, document: OpenDocument, params: types.SelectionRangeParams
) -> list[types.SelectionRange] | None:
    """What a selection at each of the places grows to."""
    return [_selection(ls, document, position) for position in params.positions]


def _selection(
    ls: BacklogServer, document: OpenDocument, position: types.Position
) -> types.SelectionRange:
    text, encoding = document.backlog.document, ls.session.encoding
    found: types.SelectionRange | None = None
    offset = convert.offset(ls.session, document, position)
    for start, end in reversed(selections(ls.session.view(document), offset)):
        found = types.SelectionRange(convert.span(text, encoding, start, end), parent=found)
    return found or types.SelectionRange(types.Range(position, position))


class Sent(NamedTuple):
    """The tokens that a client has."""

    result_id: str
    data: list[int]


def on_tokens(
    ls: BacklogServer, document: OpenDocument, _params: types.SemanticTokensParams
) -> types.SemanticTokens | None:
    """All tokens of a document."""
    sent = _sent(ls, document)
    return types.SemanticTokens(sent.data, sent.result_id)


def on_tokens_delta(
    ls: BacklogServer, document: OpenDocument, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta | None:
    """What changed in the tokens since the client asked before."""
    before = ls.tokens.get(document.uri)
    sent = _sent(ls, document)
    if not isinstance(before, Sent) or before.result_id != params.previous_result_id:
        return types.SemanticTokens(sent.data, sent.result_id)
    return types.SemanticTokensDelta(_edits(before.data, sent.data), sent.result_id)


def on_tokens_range(
    ls: BacklogServer, document: OpenDocument, params: types.SemanticTokensRangeParams
) -> types.SemanticTokens | None:
    """The tokens of some lines."""
    view = ls.session.view(document)
    first, last = params.range.start.line, params.range.end.line
    return types.SemanticTokens(encoded_tokens(view, ls.session.encoding, first, last))


def _sent(ls: BacklogServer, document: OpenDocument) -> Sent:
    """Return all tokens of a document; what is kept of them are the last ones of each."""
    known = ls.tokens.get(document.uri)
    version = str(document.version)
    if isinstance(known, Sent) and known.result_id == version:
        return known
    for uri in ls.tokens.keys() - ls.session.documents.keys():
        del ls.tokens[uri]
    sent = Sent(version, encoded_tokens(ls.session.view(document), ls.session.encoding))
    ls.tokens[document.uri] = sent
    return sent


def _edits(before: list[int], after: list[int]) -> list[types.SemanticTokensEdit]:
    """Return the one run of numbers in which both differ, in whole tokens."""
    if before == after:
        return []
    shorter = min(len(before), len(after))
    head = 0
    while head < shorter and before[head] == after[head]:
        head += 1
    head -= head % 5
    tail = 0
    while tail < shorter - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    tail -= tail % 5
    new = after[head : len(after) - tail]
    return [types.SemanticTokensEdit(head, len(before) - tail - head, new)]


def on_lenses(
    ls: BacklogServer, document: OpenDocument, _params: types.CodeLensParams
) -> list[types.CodeLens] | None:
    """The sections above which something is said; what that is, is asked of those in sight."""
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.CodeLens(
            convert.span(text, encoding, lens.start, lens.end),
            data=_mark(document, lens.key, lens.start),
        )
        for lens in lenses(ls.session.view(document))
    ]


def on_lens(ls: BacklogServer, lens: types.CodeLens) -> types.CodeLens:
    """What a lens says."""
    marked = _marked(ls, lens.data)
    title = ""
    if marked is not None:
        document, key, start = marked
        title = lens_title(ls.session.view(document), key, start)
    # A command without a name is words that nobody can click; a lens without one is asked again.
    lens.command = types.Command(title, "")
    return lens


def on_inlays(
    ls: BacklogServer, document: OpenDocument, params: types.InlayHintParams
) -> list[types.InlayHint] | None:
    """The hints in some lines."""
    start = convert.offset(ls.session, document, params.range.start)
    end = convert.offset(ls.session, document, params.range.end)
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.InlayHint(
            types.Position(*text.position_at(hint.offset, encoding)),
            hint.label,
            padding_left=True,
        )
        for hint in inlays(ls.session.view(document), start, end)
    ]


def on_links(
    ls: BacklogServer, document: OpenDocument, _params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    """The links to files and headings; where they lead is asked of the one that is followed."""
    text, encoding = document.backlog.document, ls.session.encoding
    return [
        types.DocumentLink(
            convert.span(text, encoding, link.start, link.end),
            data=_mark(document, link.key, link.start),
        )
        for link in document_links(ls.session.view(document))
    ]


def on_link(ls: BacklogServer, link: types.DocumentLink) -> types.DocumentLink:
    """Where a link leads: a URI, with the line as editors take it."""
    marked = _marked(ls, link.data)
    if marked is None:
        return link
    document, key, start = marked
    found = destination(ls.session.view(document), key, start)
    if found is not None:
        uri = uri_of(found.path) if found.path else document.uri
        link.target = f"{uri}#L{found.line + 1}" if found.line else uri
    return link


def _mark(document: OpenDocument, key: int, start: int) -> dict[str, Any]:
    """Return what comes back with a question about the place `start` in the block `key`."""
    # A key is text: it may be too great for the numbers of JavaScript.
    return {"uri": document.uri, "key": str(key), "start": start}


def _marked(ls: BacklogServer, mark: Any) -> tuple[OpenDocument, int, int] | None:
    """Return the document, the key and the place of what `_mark` made, if it is that."""
    data = plain(mark)
    if not isinstance(data, dict):
        return None
    document, key, start = ls.spoken(str(data.get("uri"))), data.get("key"), data.get("start")
    if document is None or not isinstance(start, int):
        return None
    return (document, int(key), start) if isinstance(key, str) and key.isdecimal() else None
