"""Between the project's own types and those of the protocol. Positions are converted here only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.document_symbols import Symbol, SymbolKind
from backlog_ls.rules.engine.registry import rule_of
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.server.documents.session import OpenDocument, Session, TextChange
from backlog_ls.server.transport.uris import uri_of
from backlog_ls.syntax.document import locate
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.rules.engine.finding import Finding, Related
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.edit import Edit
    from backlog_ls.text.position import Encoding

SOURCE = "backlog-ls"


def text_change(change: types.TextDocumentContentChangeEvent) -> TextChange:
    """Return `change` as the session takes it."""
    if isinstance(change, types.TextDocumentContentChangePartial):
        start, end = change.range.start, change.range.end
        return TextChange(
            change.text, Position(start.line, start.character), Position(end.line, end.character)
        )
    return TextChange(change.text)


def offset(session: Session, document: OpenDocument, position: types.Position) -> int:
    """Return the code-point offset of a client's `position`."""
    place = Position(position.line, position.character)
    return document.backlog.document.offset_at(place, session.encoding)


def span(document: Document, encoding: Encoding, start: int, end: int) -> types.Range:
    """Return the code points ``[start, end)`` as a client's range."""
    first = document.position_at(start, encoding)
    last = document.position_at(end, encoding)
    return types.Range(types.Position(*first), types.Position(*last))


def text_edit(session: Session, document: OpenDocument, edit: Edit) -> types.TextEdit:
    """Return `edit` as a client's."""
    where = span(document.backlog.document, session.encoding, edit.start, edit.end)
    return types.TextEdit(where, edit.text)


_SYMBOL_KINDS = {
    SymbolKind.HEADING: types.SymbolKind.Namespace,
    SymbolKind.DETAILS: types.SymbolKind.Package,
    SymbolKind.ROW: types.SymbolKind.Field,
    SymbolKind.TASK: types.SymbolKind.Boolean,
}


def symbols(
    session: Session, document: OpenDocument, found: Iterable[Symbol]
) -> list[types.DocumentSymbol]:
    """Return `found` as a client's, with what is in them."""
    text = document.backlog.document
    return [
        types.DocumentSymbol(
            symbol.name,
            _SYMBOL_KINDS[symbol.kind],
            span(text, session.encoding, symbol.start, symbol.end),
            span(text, session.encoding, symbol.select_start, symbol.select_end),
            symbol.detail or None,
            children=symbols(session, document, symbol.children) or None,
        )
        for symbol in found
    ]


def diagnostics(session: Session, document: OpenDocument) -> list[types.Diagnostic]:
    """Return what is to be said of `document`."""
    found = []
    for finding in session.findings(document):
        shown = diagnostic(session, document, finding)
        if shown is not None:
            found.append(shown)
    return found


def diagnostic(
    session: Session, document: OpenDocument, finding: Finding
) -> types.Diagnostic | None:
    """Return `finding` as a client's diagnostic; None where the settings turn it off."""
    severity = severity_of(finding, document.settings)
    where = block_range(session, document, finding.key, finding.start, finding.end)
    if severity is None or where is None:
        return None
    related = [shown for other in finding.related if (shown := _related(session, document, other))]
    return types.Diagnostic(
        where,
        finding.message,
        severity=types.DiagnosticSeverity(severity),
        code=finding.code,
        code_description=types.CodeDescription(rule_of(finding.code).url),
        source=SOURCE,
        related_information=related or None,
    )


def block_range(
    session: Session, document: OpenDocument, key: int, start: int, end: int
) -> types.Range | None:
    """Return ``[start, end)`` of the block under `key` as a client's range, or None: it is gone."""
    return _range_in(document.backlog, session.encoding, key, start, end)


def _related(
    session: Session, document: OpenDocument, other: Related
) -> types.DiagnosticRelatedInformation | None:
    backlog: Backlog | None = document.backlog
    uri = document.uri
    if other.path:
        backlog = session.workspace.backlog(other.path)
        uri = next((each.uri for each in session.documents.values() if each.path == other.path), "")
        uri = uri or uri_of(other.path)
    place = _range_in(backlog, session.encoding, other.key, other.start, other.end)
    if place is None:
        return None
    return types.DiagnosticRelatedInformation(types.Location(uri, place), other.message)


def _range_in(
    backlog: Backlog | None, encoding: Encoding, key: int, start: int, end: int
) -> types.Range | None:
    place = backlog.rope.at_key(key) if backlog else None
    if place is None:
        return None
    first = locate(place.piece, start, encoding)
    last = locate(place.piece, end, encoding)
    return types.Range(
        types.Position(place.line + first.line, first.column),
        types.Position(place.line + last.line, last.column),
    )
