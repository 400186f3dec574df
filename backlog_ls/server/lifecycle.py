"""The start of a connection, and its end when nobody is there any more."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server import indexing, publish
from backlog_ls.server.incoming import plain, settings_in
from backlog_ls.server.session import path_of
from backlog_ls.text.position import Encoding

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

WATCHED = "**/*"
LOOK_AT_PARENT = 0.5
"""Seconds between two looks at whether the client still lives."""


def initialized_with(server: BacklogServer, params: types.InitializeParams) -> None:
    """Take in what the client can and wants (LSP 3.17, "Initialize Request")."""
    session = server.session
    encoding = server.workspace.position_encoding
    session.encoding = Encoding(getattr(encoding, "value", encoding) or "utf-16")
    folders = [folder.uri for folder in params.workspace_folders or []]
    if not folders and params.root_uri:
        folders = [params.root_uri]
    roots = [path for uri in folders if (path := path_of(uri))]
    if not roots and params.root_path:
        roots = [os.path.abspath(params.root_path)]
    session.workspace.roots = tuple(dict.fromkeys(roots))
    session.editor = settings_in(params.initialization_options)
    text = params.capabilities.text_document
    if text and text.diagnostic:
        server.pulls = True
        workspace = params.capabilities.workspace
        asked = workspace.diagnostics if workspace else None
        server.refreshes = bool(asked and asked.refresh_support)
        _offer_diagnostics(server)
    if params.process_id:
        watch_parent(params.process_id)


def _offer_diagnostics(server: BacklogServer) -> None:
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="backlog-ls"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def diagnostic(
        ls: BacklogServer, params: types.DocumentDiagnosticParams
    ) -> types.DocumentDiagnosticReport:
        return publish.answer(ls, params)


def ready(server: BacklogServer) -> None:
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


def watch_parent(process_id: int) -> None:
    """End this process when the client's is gone without a word.

    A client that is killed may leave its end of the pipe open in another child, so that no end of
    input is ever seen here (LSP 3.17, `InitializeParams.processId`).
    """

    def look() -> None:
        while _lives(process_id):
            time.sleep(LOOK_AT_PARENT)
        os._exit(1)

    if _lives(process_id):
        threading.Thread(target=look, daemon=True, name="parent").start()


def _lives(process_id: int) -> bool:
    if os.name == "nt":
        return True  # asking on Windows takes its API; there a closed pipe tells
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # it is there, and not ours
    return True
