"""Documents that are too large are ignored, so that the server goes on for the others."""

from __future__ import annotations

import gc
import logging
import os
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.publish_diagnostics import clear

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

MAX_CODE_POINTS = 20_000_000
"""Maximum length of an open document, in code points. It takes about fifty times as many bytes."""


def is_refused(server: BacklogServer, uri: str, length: int) -> bool:
    """Tell whether a document is ignored; `length` is its new length in code points."""
    refused = server.session.refused
    if uri not in refused and length > MAX_CODE_POINTS:
        refuse(server, uri, f"has more than {MAX_CODE_POINTS // 1_000_000} million characters")
    return uri in refused


def refuse(server: BacklogServer, uri: str, reason: str) -> None:
    """Ignore a document until it is opened again, and warn the user."""
    server.session.refused.add(uri)
    document = server.session.documents.get(uri)
    if document is not None:
        server.session.close(uri)
        clear(server, document)
        del document
    gc.collect()  # what was begun for it has reference cycles
    name = os.path.basename(uri)
    message = f"{name} {reason}: backlog-ls leaves it alone until it is opened again."
    log.warning("%s", message)
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))


def length_after(length: int, changes: Iterable[types.TextDocumentContentChangeEvent]) -> int:
    """Return the maximum length after `changes` of a document of `length` code points."""
    for change in changes:
        partial = isinstance(change, types.TextDocumentContentChangePartial)
        length = len(change.text) + (length if partial else 0)
    return length
