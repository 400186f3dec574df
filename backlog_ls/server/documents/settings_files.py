"""Settings files that the client has open: what is wrong in them, completion and hover.

They are no Markdown, and nothing else is answered for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.features.settings.settings_file import setting_hover, setting_items
from backlog_ls.rules.engine.finding import Finding
from backlog_ls.rules.engine.severity import severity_of
from backlog_ls.rules.invalid_settings import RULE, settings_errors
from backlog_ls.server.documents import convert
from backlog_ls.server.lazy_handlers import later_of_backlog
from backlog_ls.syntax.document import Document
from backlog_ls.text.position import Encoding, Position
from backlog_ls.workspace.configuration import configuration_in

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


@dataclass(slots=True)
class SettingsFile:
    """A settings file that the client has open."""

    path: str
    version: int
    document: Document
    """Its text. That its blocks are those of Markdown harms nobody: it is asked for places only."""


def opened(ls: BacklogServer, item: types.TextDocumentItem, path: str) -> None:
    """Take in an opened settings file."""
    file = SettingsFile(path, item.version, Document.parse(item.text))
    ls.session.settings_files[item.uri] = file
    _publish(ls, item.uri, file)


def changed(ls: BacklogServer, params: types.DidChangeTextDocumentParams) -> None:
    """Take in changes of a settings file."""
    uri = params.text_document.uri
    file = ls.session.settings_files[uri]
    file.version = params.text_document.version
    for each in map(convert.text_change, params.content_changes):
        document = file.document
        if each.start is None or each.end is None:
            file.document = Document.parse(each.text)
            continue
        start = document.offset_at(each.start, ls.session.encoding)
        end = document.offset_at(each.end, ls.session.encoding)
        file.document = document.edit(start, end, each.text).document
    _publish(ls, uri, file)


def closed(ls: BacklogServer, uri: str) -> None:
    """Let go of a settings file: from now on its problems are told by what they do."""
    del ls.session.settings_files[uri]
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def diagnostics(ls: BacklogServer, file: SettingsFile) -> list[types.Diagnostic]:
    """Return what is wrong in a settings file, as it is being edited."""
    configuration = configuration_in(file.path, file.document.text)
    if configuration is None:
        return []
    severity = severity_of(Finding(RULE.code, 0, 0, 0, ""), configuration.settings)
    if severity is None:
        return []
    return [
        types.Diagnostic(
            convert.span(
                file.document,
                ls.session.encoding,
                _offset(file, error.range.start),
                _offset(file, error.range.end),
            ),
            str(error),
            severity=types.DiagnosticSeverity(severity),
            code=RULE.code,
            code_description=types.CodeDescription(RULE.url),
            source=convert.SOURCE,
        )
        for error in settings_errors(configuration)
    ]


_completion_in_backlog = later_of_backlog("requests.completion", "on_completion")
_hover_in_backlog = later_of_backlog("requests.showing", "on_hover")


def on_completion(ls: BacklogServer, params: types.CompletionParams) -> types.CompletionList | None:
    """What can stand at the cursor, in a settings file or a backlog."""
    file = ls.session.settings_files.get(params.text_document.uri)
    if file is None:
        answer: types.CompletionList | None = _completion_in_backlog(ls, params)
        return answer
    return _completion(ls, file, params.position)


def on_hover(ls: BacklogServer, params: types.HoverParams) -> types.Hover | None:
    """What is under the cursor, in a settings file or a backlog."""
    file = ls.session.settings_files.get(params.text_document.uri)
    if file is None:
        answer: types.Hover | None = _hover_in_backlog(ls, params)
        return answer
    return _hover(ls, file, params.position)


def _completion(
    ls: BacklogServer, file: SettingsFile, position: types.Position
) -> types.CompletionList:
    text = file.document.text
    found = setting_items(file.path, text, _client_offset(ls, file, position))
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
                convert.span(file.document, ls.session.encoding, each.start, each.end), each.insert
            ),
        )
        for index, each in enumerate(found)
    ]
    return types.CompletionList(is_incomplete=False, items=items)


def _hover(ls: BacklogServer, file: SettingsFile, position: types.Position) -> types.Hover | None:
    found = setting_hover(file.path, file.document.text, _client_offset(ls, file, position))
    if found is None:
        return None
    where = convert.span(file.document, ls.session.encoding, found.start, found.end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found.text), where)


def _publish(ls: BacklogServer, uri: str, file: SettingsFile) -> None:
    if not ls.pulls:
        ls.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics(ls, file), file.version)
        )


def _client_offset(ls: BacklogServer, file: SettingsFile, position: types.Position) -> int:
    place = Position(position.line, position.character)
    return file.document.offset_at(place, ls.session.encoding)


def _offset(file: SettingsFile, place: Position) -> int:
    return file.document.offset_at(place, Encoding.UTF32)
