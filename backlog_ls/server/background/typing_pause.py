"""Show what was withheld on the lines that the user types in: after a pause, or when they are left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from backlog_ls.server.documents.unfinished_lines import is_on_line
from backlog_ls.server.publish_diagnostics import republish

if TYPE_CHECKING:
    from lsprotocol import types

    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.server import BacklogServer


def wait_for_pause(server: BacklogServer, document: OpenDocument) -> None:
    """Show what is withheld in `document`, which was edited, once nothing is typed for a moment."""
    stop_waiting(server, document.uri)
    if document.unfinished:
        loop, pauses = asyncio.get_running_loop(), server.connection.background.typing_pauses
        seconds = server.session.typing_pause_s
        pauses[document.uri] = loop.call_later(seconds, show_withheld, server, document.uri)


def stop_waiting(server: BacklogServer, uri: str) -> None:
    """Forget the pause after the last edit of the document `uri`."""
    pause = server.connection.background.typing_pauses.pop(uri, None)
    if pause is not None:
        pause.cancel()


def notice_cursor(server: BacklogServer, document: OpenDocument, cursor: types.Range) -> None:
    """Show what is withheld in `document` if the cursor has left the lines that were typed in."""
    text = document.backlog.document
    lines = range(cursor.start.line, cursor.end.line + 1)
    if document.unfinished and not is_on_line(document.unfinished, text, lines):
        # A request may be interrupted, so it does not change the session itself.
        asyncio.get_running_loop().call_soon(show_withheld, server, document.uri)


def show_withheld(server: BacklogServer, uri: str) -> None:
    """Take what was typed in the document `uri` as finished, and show what this adds."""
    stop_waiting(server, uri)
    document = server.session.documents.get(uri)
    if document is not None and server.session.finish_lines(document):
        republish(server, [document])
