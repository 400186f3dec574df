"""`textDocument/semanticTokens`: all tokens, their changes, or those of some lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.semantic_tokens import encode_tokens
from backlog_ls.server.documents.open_document import SentTokens

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def on_semantic_tokens(
    ls: BacklogServer, document: OpenDocument, _params: types.SemanticTokensParams
) -> types.SemanticTokens | None:
    """Return all tokens of a document."""
    sent = _current_tokens(ls, document)
    return types.SemanticTokens(sent.data, sent.result_id)


def on_semantic_tokens_delta(
    ls: BacklogServer, document: OpenDocument, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta | None:
    """Return the difference to the tokens that the client has."""
    before = document.tokens
    sent = _current_tokens(ls, document)
    if before is None or before.result_id != params.previous_result_id:
        return types.SemanticTokens(sent.data, sent.result_id)
    return types.SemanticTokensDelta(_diff_tokens(before.data, sent.data), sent.result_id)


def on_semantic_tokens_range(
    ls: BacklogServer, document: OpenDocument, params: types.SemanticTokensRangeParams
) -> types.SemanticTokens | None:
    """Return the tokens of the lines in a range."""
    view = ls.session.view(document)
    first, last = params.range.start.line, params.range.end.line
    return types.SemanticTokens(encode_tokens(view, ls.session.encoding, first, last))


def _current_tokens(ls: BacklogServer, document: OpenDocument) -> SentTokens:
    """Return the tokens of a document, and remember that the client has them."""
    version = str(document.version)
    if document.tokens is None or document.tokens.result_id != version:
        data = encode_tokens(ls.session.view(document), ls.session.encoding)
        document.tokens = SentTokens(version, data)
    return document.tokens


def _diff_tokens(before: list[int], after: list[int]) -> list[types.SemanticTokensEdit]:
    """Return the edit, in whole tokens, that makes `after` of `before`; empty if they are equal."""
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
