"""The start of a connection; and its end, when nobody is there any more.

The client waits for what stands here, so it loads nothing that reads documents.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.background.metrics import Timings, place_of
from backlog_ls.server.background.watchdog import interruptible
from backlog_ls.server.lazy_handlers import later, later_async
from backlog_ls.server.server import Beginning
from backlog_ls.server.transport.json_data import settings_in
from backlog_ls.server.transport.uris import path_of
from backlog_ls.text.position import Encoding

if TYPE_CHECKING:
    from backlog_ls.server.server import BacklogServer

LOOK_AT_PARENT = 0.5
"""Seconds between two looks at whether the client still lives."""
LONG = 10
"""Seconds from which on a message hangs, so that the log says where."""

log = logging.getLogger(__name__)

_DIAGNOSTICS = types.DiagnosticOptions(
    inter_file_dependencies=True, workspace_diagnostics=True, identifier="backlog-ls"
)


def initialized_with(ls: BacklogServer, params: types.InitializeParams) -> None:
    """Take in what the client can and wants (LSP 3.17, "Initialize Request")."""
    encoding = ls.workspace.position_encoding
    folders = [folder.uri for folder in params.workspace_folders or []]
    if not folders and params.root_uri:
        folders = [params.root_uri]
    roots = [path for uri in folders if (path := path_of(uri))]
    if not roots and params.root_path:
        roots = [os.path.abspath(params.root_path)]
    ls.begins_with = Beginning(
        Encoding(getattr(encoding, "value", encoding) or "utf-16"),
        tuple(dict.fromkeys(roots)),
        settings_in(params.initialization_options),
    )
    text, workspace = params.capabilities.text_document, params.capabilities.workspace
    asked = workspace.diagnostics if workspace else None
    if text and text.diagnostic:
        ls.pulls = True
        ls.refreshes = bool(asked and asked.refresh_support)
        pulled = interruptible(
            types.TEXT_DOCUMENT_DIAGNOSTIC, later("diagnostics.publish", "answer")
        )
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, _DIAGNOSTICS)(pulled)
        ls.feature(types.WORKSPACE_DIAGNOSTIC)(
            later_async("diagnostics.workspace_diagnostics", "on_workspace_diagnostic")
        )
    if params.process_id:
        watch_parent(params.process_id, ls.timings)


def watch_parent(process_id: int, timings: Timings) -> None:
    """End this process when the client's is gone without a word; say where the loop hangs, if so.

    A client that is killed may leave its end of the pipe open in another child, so that no end of
    input is ever seen here (LSP 3.17, `InitializeParams.processId`).
    """
    loop = threading.get_ident()

    def look() -> None:
        told = None
        while _lives(process_id):
            time.sleep(LOOK_AT_PARENT)
            busy = timings.long_busy(LONG)
            if busy and busy != told:
                log.warning("busy with %s for %d s, in %s", busy[0], LONG, place_of(loop))
                told = busy
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
    return not _is_zombie(process_id)


def _is_zombie(process_id: int) -> bool:
    """Tell whether a process has ended and nobody has heard; only Linux tells."""
    try:
        with open(f"/proc/{process_id}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[:1] == [b"Z"]
    except OSError:
        return False
