"""What the server asks of a client that is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server import indexing, publish
from backlog_ls.server.incoming import plain

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

WATCHED = "**/*"


def ready(server: BacklogServer, _params: types.InitializedParams) -> None:
    """Ask to be told of files that come, go and change, now that the client is ready."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
        registration = types.Registration(
            "backlog-ls-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
        )
        server.client_register_capability(types.RegistrationParams([registration]))
        server.watches = True
    ask_for_settings(server)
    indexing.index(server)


def ask_for_settings(server: BacklogServer) -> None:
    """Ask for the editor's settings, where the client can be asked."""
    workspace = server.client_capabilities.workspace
    if workspace and workspace.configuration:
        item = types.ConfigurationItem(section="backlog-ls")
        server.workspace_configuration(
            types.ConfigurationParams([item]),
            callback=lambda answer: _configured(server, answer),
        )


def _configured(server: BacklogServer, answer: object) -> None:
    values = plain(answer)
    settings = values[0] if isinstance(values, list) and values else None
    if isinstance(settings, dict) and settings:
        publish.publish_again(server, server.session.reconfigured(settings))
