"""`initialize`: what the client supports and wants.

The client waits for the answer, so this imports nothing that reads documents.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backlog_ls.server.connection import Client
from backlog_ls.server.lifecycle.parent_process import watch_parent
from backlog_ls.server.transport.json_data import extract_settings
from backlog_ls.server.transport.uris import uri_to_path
from backlog_ls.text.position import Encoding

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.server import BacklogServer


def on_initialize(ls: BacklogServer, params: types.InitializeParams) -> None:
    """Remember what the client supports and wants (LSP 3.17, "Initialize Request")."""
    encoding = ls.workspace.position_encoding
    text, workspace = params.capabilities.text_document, params.capabilities.workspace
    diagnostics = workspace.diagnostics if workspace else None
    pulls = bool(text and text.diagnostic)
    ls.connection.client = Client(
        Encoding(getattr(encoding, "value", encoding) or "utf-16"),
        _roots(params),
        extract_settings(params.initialization_options),
        pulls_diagnostics=pulls,
        refreshes_diagnostics=pulls and bool(diagnostics and diagnostics.refresh_support),
    )
    if params.process_id:
        watch_parent(params.process_id, ls.connection.timings)


def _roots(params: types.InitializeParams) -> tuple[str, ...]:
    """Return the absolute paths of the workspace folders, each once."""
    folders = [folder.uri for folder in params.workspace_folders or []]
    if not folders and params.root_uri:
        folders = [params.root_uri]
    roots = [path for uri in folders if (path := uri_to_path(uri))]
    if not roots and params.root_path:
        roots = [os.path.abspath(params.root_path)]
    return tuple(dict.fromkeys(roots))
