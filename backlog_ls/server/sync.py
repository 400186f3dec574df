"""The life of documents: opened, changed, closed; files that change beside them; settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.server import convert, publish
from backlog_ls.server.session import path_of

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.server import BacklogServer


def opened(server: BacklogServer, params: types.DidOpenTextDocumentParams) -> None:
    """Take in an opened document."""
    item = params.text_document
    document = server.session.opened(item.uri, item.version, item.text)
    publish.publish(server, document)
    publish.publish_again(server, server.session.linked_again(document))


def changed(server: BacklogServer, params: types.DidChangeTextDocumentParams) -> None:
    """Take in changes of a document."""
    before = server.session.documents.get(params.text_document.uri)
    anchors = before.backlog.anchors if before else None
    document = server.session.changed(
        params.text_document.uri,
        params.text_document.version,
        map(convert.text_change, params.content_changes),
    )
    if document is None:
        return
    publish.publish(server, document)
    if document.backlog.anchors is not anchors:
        publish.publish_again(server, server.session.linked_again(document))


def closed(server: BacklogServer, params: types.DidCloseTextDocumentParams) -> None:
    """Let go of a document."""
    document = server.session.closed(params.text_document.uri)
    if document is not None:
        publish.withdraw(server, document)
        publish.publish_again(server, server.session.linked_again(None))


def files_changed(server: BacklogServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Look anew at files that came, went or changed on disk."""
    paths = [path for change in params.changes if (path := path_of(change.uri))]
    publish.publish_again(server, server.session.files_changed(paths))


def folders_changed(server: BacklogServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take in workspace folders that came or went."""
    session = server.session
    gone = {path_of(folder.uri) for folder in params.event.removed}
    come = [path for folder in params.event.added if (path := path_of(folder.uri))]
    kept = [root for root in session.workspace.roots if root not in gone]
    session.workspace.roots = tuple(dict.fromkeys([*kept, *come]))
    publish.publish_again(server, session.reconfigured())


def configuration_changed(
    server: BacklogServer, params: types.DidChangeConfigurationParams
) -> None:
    """Take in new settings of the editor."""
    publish.publish_again(server, server.session.reconfigured(settings_in(params.settings)))


def settings_in(data: Any) -> dict[str, Any]:
    """Return the settings in what a client sends: with or without the section around them."""
    data = plain(data)
    if not isinstance(data, dict):
        return {}
    section = data.get("backlog-ls", data.get("backlog_ls", data))
    return section if isinstance(section, dict) else {}


def plain(data: Any) -> Any:
    """Return JSON that pygls made objects of as the dictionaries and lists that it was."""
    fields = getattr(data, "_asdict", None)
    if fields is not None:
        return {key: plain(value) for key, value in fields().items()}
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [plain(value) for value in data]
    return data
