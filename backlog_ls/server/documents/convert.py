"""Conversion between the types of the project and those of the protocol.

Positions are converted only here. Offsets are code points; clients count columns in their encoding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.outline.document_symbols import DocumentSymbol, DocumentSymbolKind
from backlog_ls.rules.engine.message import shorten_quotes
from backlog_ls.rules.engine.registry import get_rule
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.server.documents.open_document import TextChange
from backlog_ls.server.transport.uris import path_to_uri
from backlog_ls.text.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.rules.engine.finding import Finding, Related
    from backlog_ls.rules.engine.rule import Rule
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.documents.session import Session
    from backlog_ls.syntax.document import Document
    from backlog_ls.text.edit import Edit
    from backlog_ls.text.position import Encoding, Range

SOURCE = "backlog-ls"
"""The source of all diagnostics."""


def to_text_change(change: types.TextDocumentContentChangeEvent) -> TextChange:
    """Return `change` for `Session.change`."""
    if isinstance(change, types.TextDocumentContentChangePartial):
        start, end = change.range.start, change.range.end
        return TextChange(
            change.text, Position(start.line, start.character), Position(end.line, end.character)
        )
    return TextChange(change.text)


def to_offset(session: Session, document: OpenDocument, position: types.Position) -> int:
    """Return the code-point offset of a client's `position`."""
    place = Position(position.line, position.character)
    return document.backlog.document.offset_at(place, session.encoding)


def to_range(document: Document, encoding: Encoding, start: int, end: int) -> types.Range:
    """Return the code points ``[start, end)`` as a range of the protocol."""
    first = document.position_at(start, encoding)
    last = document.position_at(end, encoding)
    return types.Range(types.Position(*first), types.Position(*last))


def to_text_edit(session: Session, document: OpenDocument, edit: Edit) -> types.TextEdit:
    """Return `edit` of `document` as an edit of the protocol."""
    where = to_range(document.backlog.document, session.encoding, edit.start, edit.end)
    return types.TextEdit(where, edit.text)


def client_uri(session: Session, path: str) -> str:
    """Return the URI of the absolute `path`: the client's own one if it has the document open."""
    known = (each.uri for each in session.documents.values() if each.path == path)
    return next(known, "") or path_to_uri(path)


_SYMBOL_KINDS = {
    DocumentSymbolKind.HEADING: types.SymbolKind.Namespace,
    DocumentSymbolKind.DETAILS: types.SymbolKind.Package,
    DocumentSymbolKind.ROW: types.SymbolKind.Field,
    DocumentSymbolKind.TASK: types.SymbolKind.Boolean,
    DocumentSymbolKind.CARD: types.SymbolKind.Boolean,
}


def to_document_symbols(
    session: Session, document: OpenDocument, found: Iterable[DocumentSymbol]
) -> list[types.DocumentSymbol]:
    """Return `found` and their children as symbols of the protocol."""
    text = document.backlog.document
    return [
        types.DocumentSymbol(
            symbol.name,
            _SYMBOL_KINDS[symbol.kind],
            to_range(text, session.encoding, symbol.start, symbol.end),
            to_range(text, session.encoding, symbol.select_start, symbol.select_end),
            symbol.detail or None,
            children=to_document_symbols(session, document, symbol.children) or None,
        )
        for symbol in found
    ]


def to_diagnostics(session: Session, document: OpenDocument) -> list[types.Diagnostic]:
    """Return the diagnostics to show for `document`. Only what changed is converted."""
    before, document.converted = document.converted, {}
    shown: list[types.Diagnostic] = []
    for finding in session.show_findings(document):
        made = before.get(finding) or to_diagnostic(session, document, finding)
        if made is not None:
            shown.append(made)
            if not finding.related:  # other places may move without this one
                document.converted[finding] = made
    return shown


def to_diagnostic(
    session: Session, document: OpenDocument, finding: Finding
) -> types.Diagnostic | None:
    """Return `finding` as a diagnostic; None if the settings turn it off or its block is gone."""
    severity = effective_severity(finding, document.settings)
    where = document.backlog.document.range_in_block(
        finding.key, finding.start, finding.end, session.encoding
    )
    if severity is None or where is None:
        return None
    related = [shown for other in finding.related if (shown := _related(session, document, other))]
    return types.Diagnostic(
        _range(where),
        shorten_quotes(finding.message),
        severity=types.DiagnosticSeverity(severity),
        code=finding.code,
        code_description=describe_code(get_rule(finding.code)),
        source=SOURCE,
        related_information=related or None,
    )


def describe_code(rule: Rule) -> types.CodeDescription | None:
    """Return the web page of `rule`; None without one: an editor would open a file as text to edit."""
    return types.CodeDescription(rule.url) if rule.url.startswith("https:") else None


def _related(
    session: Session, document: OpenDocument, other: Related
) -> types.DiagnosticRelatedInformation | None:
    uri = client_uri(session, other.path) if other.path else document.uri
    backlog = session.workspace.backlog(other.path) if other.path else document.backlog
    if backlog is None:
        return None
    where = backlog.document.range_in_block(other.key, other.start, other.end, session.encoding)
    if where is None:
        return None
    message = shorten_quotes(other.message)
    return types.DiagnosticRelatedInformation(types.Location(uri, _range(where)), message)


def _range(where: Range) -> types.Range:
    return types.Range(types.Position(*where.start), types.Position(*where.end))
