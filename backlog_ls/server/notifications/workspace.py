"""Files that change on disk, and workspace folders that are added or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlog_ls.server.background import indexing
from backlog_ls.server.notifications.configuration import request_settings
from backlog_ls.server.publish_diagnostics import republish
from backlog_ls.server.transport.uris import uri_to_path

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.server import BacklogServer


def on_did_change_watched_files(
    server: BacklogServer, params: types.DidChangeWatchedFilesParams
) -> None:
    """Update what depends on files that were created, changed or deleted."""
    paths = [path for change in params.changes if (path := uri_to_path(change.uri))]
    if indexing.reindex_if_many(server, paths):
        affected = server.session.refresh_links()
    else:
        affected = server.session.update_files(paths)
        indexing.reindex_if_settings_changed(server)
    republish(server, affected)


def on_did_change_workspace_folders(
    server: BacklogServer, params: types.DidChangeWorkspaceFoldersParams
) -> None:
    """Apply the added and removed workspace folders."""
    session = server.session
    removed = {uri_to_path(folder.uri) for folder in params.event.removed}
    added = [path for folder in params.event.added if (path := uri_to_path(folder.uri))]
    kept = [root for root in session.workspace.roots if root not in removed]
    session.workspace.set_roots([*kept, *added])
    republish(server, session.update_settings())
    request_settings(server)
    indexing.index_workspace(server)
