"""Documents that are too large are refused, so that the others go on."""

from __future__ import annotations

import gc
import logging
import os
from typing import TYPE_CHECKING

from lsprotocol import types

from backlog_ls.server.diagnostics import publish

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlog_ls.server.server import BacklogServer

log = logging.getLogger(__name__)

LARGEST = 20_000_000
"""Code points of an open document. It takes some fifty times as many bytes."""


def is_refused(server: BacklogServer, uri: str, length: int) -> bool:
    """Tell whether nothing is done with a document, which has or would have `length` code points."""
    if uri not in server.refused and length > LARGEST:
        refuse(server, uri, f"has more than {LARGEST // 1_000_000} million characters")
    return uri in server.refused


def refuse(server: BacklogServer, uri: str, why: str) -> None:
    """Let go of a document until it is closed, and tell the user so, once."""
    server.refused.add(uri)
    document = server.session.documents.get(uri)
    if document is not None:
        server.session.closed(uri)
        publish.withdraw(server, document)
        del document
    gc.collect()  # what was begun for it holds itself in circles
    name = os.path.basename(uri)
    message = f"{name} {why}: backlog-ls leaves it alone until it is opened again."
    log.warning("%s", message)
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))


def grown(length: int, changes: Iterable[types.TextDocumentContentChangeEvent]) -> int:
    """Return how many code points a document of `length` has after `changes`, at most."""
    for change in changes:
        partial = isinstance(change, types.TextDocumentContentChangePartial)
        length = len(change.text) + (length if partial else 0)
    return length
