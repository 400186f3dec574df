"""What the server asks of a client that is ready."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from backlog_ls.server.background import indexing
from backlog_ls.server.background.file_polling import poll
from backlog_ls.server.diagnostics import publish
from backlog_ls.server.transport.json_data import plain
from backlog_ls.server.transport.uris import uri_of
from backlog_ls.workspace.configuration import OWN_FILE, PROJECT_FILE

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

WATCHED = "**/*"
LOOK_AT_DAY = 60.0
"""Seconds between two looks at which day it is."""


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
    else:
        server.polling = asyncio.get_running_loop().create_task(poll(server))
    server.days = asyncio.get_running_loop().create_task(_each_day(server))
    ask_for_settings(server)
    ask_for_settings_files(server)
    indexing.index(server)


async def _each_day(server: BacklogServer) -> None:
    """Say anew, when a day begins, what depends on it."""
    day = time.localtime().tm_yday
    while True:
        # Not until midnight in one: a machine that sleeps does not count the time.
        await asyncio.sleep(LOOK_AT_DAY)
        if day != time.localtime().tm_yday:
            day = time.localtime().tm_yday
            publish.publish_again(server, server.session.new_day())
            workspace = server.client_capabilities.workspace
            if workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
                server.workspace_inlay_hint_refresh(None)


def ask_for_settings_files(server: BacklogServer) -> None:
    """Ask for settings files, where the client can be asked for more than it sends by itself.

    For these alone, and no more than is answered for them: the rest of TOML is for other servers.
    """
    text = server.client_capabilities.text_document
    sync = text.synchronization if text else None
    if not text or not sync or not sync.dynamic_registration:
        return
    files = [
        types.TextDocumentFilterPattern(pattern=f"**/{name}", scheme="file")
        for name in (OWN_FILE, PROJECT_FILE)
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
        asked_at = types.CompletionRegistrationOptions(files, trigger_characters=[*'[."= '])
        wanted.append((types.TEXT_DOCUMENT_COMPLETION, asked_at))
    if server.pulls and text.diagnostic and text.diagnostic.dynamic_registration:
        pulled = types.DiagnosticRegistrationOptions(
            inter_file_dependencies=False,
            workspace_diagnostics=False,
            document_selector=files,
            identifier="backlog-ls-settings",
        )
        wanted.append((types.TEXT_DOCUMENT_DIAGNOSTIC, pulled))
    server.client_register_capability(
        types.RegistrationParams(
            [
                types.Registration(f"backlog-ls-settings:{method}", method, options)
                for method, options in wanted
            ]
        )
    )


def ask_for_settings(server: BacklogServer) -> None:
    """Ask for the editor's settings, of each workspace folder, where the client can be asked."""
    workspace = server.client_capabilities.workspace
    if workspace and workspace.configuration:
        roots = server.session.workspace.roots
        scopes = [None, *map(uri_of, roots)]
        items = [types.ConfigurationItem(scope, "backlog-ls") for scope in scopes]
        server.workspace_configuration(
            types.ConfigurationParams(items),
            callback=lambda answer: _configured(server, roots, answer),
        )


def _configured(server: BacklogServer, roots: tuple[str, ...], answer: object) -> None:
    values = plain(answer)
    if not isinstance(values, list) or not values:
        return
    given, *of_roots = (value if isinstance(value, dict) else {} for value in values)
    by_root = dict(zip(roots, of_roots, strict=False))
    session = server.session
    before = session.editor, session.editor_by_root
    # A client that has nothing to say in this way may have said it in another.
    given = given or session.editor
    now = given, {root: own for root, own in by_root.items() if own and own != given}
    if now != before:
        publish.publish_again(server, session.reconfigured(*now))
