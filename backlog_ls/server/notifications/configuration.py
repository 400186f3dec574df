"""The settings of the editor: `workspace/didChangeConfiguration` and `workspace/configuration`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.background import indexing
from backlog_ls.server.publish_diagnostics import republish
from backlog_ls.server.transport.json_data import extract_settings, to_plain_json
from backlog_ls.server.transport.uris import path_to_uri

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer


def on_did_change_configuration(
    server: BacklogServer, params: types.DidChangeConfigurationParams
) -> None:
    """Apply new settings of the editor.

    Clients that expect to be asked for them send none (LSP 3.17, `workspace/configuration`).
    """
    if params.settings is not None:
        # The settings for workspace folders are requested again.
        settings = extract_settings(params.settings)
        republish(server, server.session.update_settings(settings, {}))
        indexing.reindex_if_settings_changed(server)
    request_settings(server)


def request_settings(server: BacklogServer) -> None:
    """Request the settings of the editor, also for each workspace folder, if the client allows it."""
    workspace = server.client_capabilities.workspace
    if workspace and workspace.configuration:
        roots = server.session.workspace.roots
        scopes = [None, *map(path_to_uri, roots)]
        items = [types.ConfigurationItem(scope, "backlog-ls") for scope in scopes]
        server.workspace_configuration(
            types.ConfigurationParams(items),
            callback=lambda answer: _apply_settings(server, roots, answer),
        )


def _apply_settings(server: BacklogServer, roots: tuple[str, ...], answer: object) -> None:
    values = to_plain_json(answer)
    if not isinstance(values, list) or not values:
        return
    given, *of_roots = (value if isinstance(value, dict) else {} for value in values)
    by_root = dict(zip(roots, of_roots, strict=False))
    settings = server.session.settings
    before = settings.editor, settings.by_folder
    # A client that answers with nothing may have sent its settings in another way.
    given = given or settings.editor
    now = given, {root: own for root, own in by_root.items() if own and own != given}
    if now != before:
        republish(server, server.session.update_settings(*now))
        indexing.reindex_if_settings_changed(server)
