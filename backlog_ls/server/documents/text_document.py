"""The life of documents: opened, changed, closed; files that change beside them; settings."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from backlog_ls.server.background import indexing
from backlog_ls.server.diagnostics import publish
from backlog_ls.server.documents import convert, settings_files
from backlog_ls.server.documents import size_limit as limiting
from backlog_ls.server.lifecycle import initialized as lifecycle
from backlog_ls.server.transport.json_data import settings_in
from backlog_ls.server.transport.uris import path_of
from backlog_ls.workspace.configuration import is_settings_file

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.server import BacklogServer

NO_MEMORY = "needs more memory than there is"


def opened(server: BacklogServer, params: types.DidOpenTextDocumentParams) -> None:
    """Take in an opened document."""
    item = params.text_document
    path = path_of(item.uri) or ""
    if is_settings_file(path):
        settings_files.opened(server, item, path)
        return
    server.refused.discard(item.uri)
    if limiting.is_refused(server, item.uri, len(item.text)):
        return
    if not server.watches:
        server.session.workspace.forget_all()
    document = None
    with suppress(MemoryError):  # which lets go of what was begun, before it is told
        document = server.session.opened(item.uri, item.version, item.text)
    if document is None:
        limiting.refuse(server, item.uri, NO_MEMORY)
        return
    publish.publish(server, document)
    publish.publish_again(server, server.session.heard(document))
    indexing.opened(server, document)


def changed(server: BacklogServer, params: types.DidChangeTextDocumentParams) -> None:
    """Take in changes of a document."""
    if params.text_document.uri in server.session.settings_files:
        settings_files.changed(server, params)
        return
    uri = params.text_document.uri
    known = server.session.documents.get(uri)
    length = known.backlog.document.length if known else 0
    if limiting.is_refused(server, uri, limiting.grown(length, params.content_changes)):
        return
    suffices, document = False, None
    with suppress(MemoryError):
        document = server.session.changed(
            uri, params.text_document.version, map(convert.text_change, params.content_changes)
        )
        suffices = True
    if not suffices:
        limiting.refuse(server, uri, NO_MEMORY)
    if document is None:
        return
    publish.publish(server, document)
    publish.publish_again(server, server.session.heard(document))


def closed(server: BacklogServer, params: types.DidCloseTextDocumentParams) -> None:
    """Let go of a document."""
    uri = params.text_document.uri
    if uri in server.session.settings_files:
        settings_files.closed(server, uri)
        return
    if uri in server.refused:
        server.refused.discard(uri)
        return
    document = server.session.closed(uri)
    if document is not None:
        publish.withdraw(server, document)
        publish.publish_again(server, server.session.heard(document))


def saved(server: BacklogServer, _params: types.DidSaveTextDocumentParams) -> None:
    """Look anew at the disk where the client does not tell what changed there."""
    if not server.watches:
        server.session.workspace.forget_all()
        publish.publish_again(server, server.session.linked_again())
        indexing.index(server)


def files_changed(server: BacklogServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Look anew at files that came, went or changed on disk."""
    paths = [path for change in params.changes if (path := path_of(change.uri))]
    many = indexing.many_changed(server, paths)
    again = server.session.linked_again() if many else server.session.files_changed(paths)
    publish.publish_again(server, again)


def folders_changed(server: BacklogServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take in workspace folders that came or went."""
    session = server.session
    gone = {path_of(folder.uri) for folder in params.event.removed}
    come = [path for folder in params.event.added if (path := path_of(folder.uri))]
    kept = [root for root in session.workspace.roots if root not in gone]
    session.workspace.move_to([*kept, *come])
    publish.publish_again(server, session.reconfigured())
    lifecycle.ask_for_settings(server)
    indexing.index(server)


def configuration_changed(
    server: BacklogServer, params: types.DidChangeConfigurationParams
) -> None:
    """Take in new settings of the editor.

    A client that is to be asked for them sends none (LSP 3.17, `workspace/configuration`).
    """
    if params.settings is None:
        lifecycle.ask_for_settings(server)
        return
    # What folders have instead is asked for anew.
    publish.publish_again(server, server.session.reconfigured(settings_in(params.settings), {}))
    lifecycle.ask_for_settings(server)
