"""`initialized`: start the work in the background, and register what the client can report."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.server.background import indexing
from backlog_ls.server.background.day_change import watch_day
from backlog_ls.server.background.file_polling import poll_files
from backlog_ls.server.notifications.configuration import request_settings
from backlog_ls.workspace.configuration import PROJECT_FILE, SETTINGS_FILE

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

WATCHED_FILES = "**/*"


def on_initialized(server: BacklogServer, _params: types.InitializedParams) -> None:
    """Request what the client can report, and index the workspace."""
    background = server.connection.background
    loop = asyncio.get_running_loop()
    server.connection.client.watches_files = _register_file_watcher(server)
    if not server.connection.client.watches_files:
        background.tasks.append(loop.create_task(poll_files(server)))
    background.tasks.append(loop.create_task(watch_day(server)))
    request_settings(server)
    register_settings_files(server)
    indexing.index_workspace(server)


def _register_file_watcher(server: BacklogServer) -> bool:
    """Have the client report changes of files; return whether it supports that."""
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if not watching or not watching.dynamic_registration:
        return False
    watcher = types.FileSystemWatcher(WATCHED_FILES)
    options = types.DidChangeWatchedFilesRegistrationOptions([watcher])
    registration = types.Registration(
        "backlog-ls-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options
    )
    server.client_register_capability(types.RegistrationParams([registration]))
    return True


def register_settings_files(server: BacklogServer) -> None:
    """Have the client send settings files too, if it supports dynamic registration.

    Only these files and the supported requests are registered: other servers handle other TOML files.
    """
    text = server.client_capabilities.text_document
    sync = text.synchronization if text else None
    if not text or not sync or not sync.dynamic_registration:
        return
    files = [
        types.TextDocumentFilterPattern(pattern=f"**/{name}", scheme="file")
        for name in (SETTINGS_FILE, PROJECT_FILE)
    ]
    whole = types.TextDocumentRegistrationOptions(files)
    incremental = types.TextDocumentChangeRegistrationOptions(
        types.TextDocumentSyncKind.Incremental, files
    )
    wanted: list[tuple[str, Any]] = [
        (types.TEXT_DOCUMENT_DID_OPEN, whole),
        (types.TEXT_DOCUMENT_DID_CHANGE, incremental),
        (types.TEXT_DOCUMENT_DID_CLOSE, whole),
    ]
    if text.hover and text.hover.dynamic_registration:
        wanted.append((types.TEXT_DOCUMENT_HOVER, types.HoverRegistrationOptions(files)))
    if text.completion and text.completion.dynamic_registration:
        completion = types.CompletionRegistrationOptions(files, trigger_characters=[*'[."= '])
        wanted.append((types.TEXT_DOCUMENT_COMPLETION, completion))
    pulls = server.connection.client.pulls_diagnostics
    if pulls and text.diagnostic and text.diagnostic.dynamic_registration:
        diagnostic = types.DiagnosticRegistrationOptions(
            inter_file_dependencies=False,
            workspace_diagnostics=False,
            document_selector=files,
            identifier="backlog-ls-settings",
        )
        wanted.append((types.TEXT_DOCUMENT_DIAGNOSTIC, diagnostic))
    server.client_register_capability(
        types.RegistrationParams(
            [
                types.Registration(f"backlog-ls-settings:{method}", method, options)
                for method, options in wanted
            ]
        )
    )
