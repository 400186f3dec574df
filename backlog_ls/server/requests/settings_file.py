"""Settings files that the client has open: diagnostics, completion and hover.

`dispatch` sends messages about them here. All other requests about them are answered with nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.settings.settings_file import complete_setting, hover_setting
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.rules.engine.severity import effective_severity
from backlog_ls.rules.invalid_settings import RULE, find_settings_errors
from backlog_ls.server.documents import convert
from backlog_ls.server.documents.open_document import SettingsFile
from backlog_ls.server.transport.uris import uri_to_path
from backlog_ls.syntax.document import Document
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.configuration import parse_configuration

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


def on_did_open(ls: BacklogServer, params: types.DidOpenTextDocumentParams) -> None:
    """Add a settings file that the client opened."""
    item = params.text_document
    path = uri_to_path(item.uri) or ""
    file = SettingsFile(path, item.version, Document.parse(item.text))
    ls.session.settings_files[item.uri] = file
    _publish(ls, item.uri, file)


def on_did_change(ls: BacklogServer, params: types.DidChangeTextDocumentParams) -> None:
    """Apply changes of a settings file."""
    uri = params.text_document.uri
    file = ls.session.settings_files[uri]
    file.version = params.text_document.version
    for each in map(convert.to_text_change, params.content_changes):
        document = file.document
        if each.start is None or each.end is None:
            file.document = Document.parse(each.text)
            continue
        start = document.offset_at(each.start, ls.session.encoding)
        end = document.offset_at(each.end, ls.session.encoding)
        file.document = document.edit(start, end, each.text).document
    _publish(ls, uri, file)


def on_did_close(ls: BacklogServer, params: types.DidCloseTextDocumentParams) -> None:
    """Remove a settings file. Errors of files that are not open are logged when they are read."""
    uri = params.text_document.uri
    del ls.session.settings_files[uri]
    if not ls.connection.client.pulls_diagnostics:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def on_diagnostic(
    ls: BacklogServer, params: types.DocumentDiagnosticParams
) -> types.DocumentDiagnosticReport:
    """Return the diagnostics of a settings file."""
    file = ls.session.settings_files[params.text_document.uri]
    return types.RelatedFullDocumentDiagnosticReport(_diagnostics(ls, file))


def on_completion(ls: BacklogServer, params: types.CompletionParams) -> types.CompletionList:
    """Return the keys and values that can be inserted at the cursor."""
    file, position = ls.session.settings_files[params.text_document.uri], params.position
    text = file.document.text
    found = complete_setting(file.path, text, _client_offset(ls, file, position))
    kinds = types.CompletionItemKind
    items = [
        types.CompletionItem(
            each.label,
            kind=kinds.EnumMember if each.is_value else kinds.Property,
            detail=each.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, each.documentation),
            sort_text=f"{index:03}",
            filter_text=each.insert if text[each.start : each.end][:1] in {'"', "'"} else None,
            text_edit=types.TextEdit(
                convert.to_range(file.document, ls.session.encoding, each.start, each.end),
                each.insert,
            ),
        )
        for index, each in enumerate(found)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def on_hover(ls: BacklogServer, params: types.HoverParams) -> types.Hover | None:
    """Return the description of the setting at the cursor."""
    file, position = ls.session.settings_files[params.text_document.uri], params.position
    found = hover_setting(file.path, file.document.text, _client_offset(ls, file, position))
    if found is None:
        return None
    where = convert.to_range(file.document, ls.session.encoding, found.start, found.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), where)


def _diagnostics(ls: BacklogServer, file: SettingsFile) -> list[types.Diagnostic]:
    configuration = parse_configuration(file.path, file.document.text)
    if configuration is None:
        return []
    severity = effective_severity(Finding(RULE.code, 0, 0, 0, ""), configuration.settings)
    if severity is None:
        return []
    return [
        types.Diagnostic(
            convert.to_range(
                file.document,
                ls.session.encoding,
                _offset(file, error.range.start),
                _offset(file, error.range.end),
            ),
            str(error),
            severity=types.DiagnosticSeverity(severity),
            code=RULE.code,
            code_description=convert.describe_code(RULE),
            source=convert.SOURCE,
        )
        for error in find_settings_errors(configuration)
    ]


def _publish(ls: BacklogServer, uri: str, file: SettingsFile) -> None:
    if not ls.connection.client.pulls_diagnostics:
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, _diagnostics(ls, file), file.version)
        )


def _client_offset(ls: BacklogServer, file: SettingsFile, position: types.Position) -> int:
    place = Position(position.line, position.character)
    return file.document.offset_at(place, ls.session.encoding)


def _offset(file: SettingsFile, place: Position) -> int:
    return file.document.offset_at(place, Encoding.UTF32)
