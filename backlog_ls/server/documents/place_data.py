"""Places in documents that a client sends back when it asks to resolve a lens or a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from backlog_ls.server.documents.open_document import OpenDocument
    from backlog_ls.server.documents.session import Session


def place_data(document: OpenDocument, key: int, start: int) -> dict[str, Any]:
    """Return the JSON data for code point `start` of the block `key`."""
    # JavaScript cannot represent every key as a number.
    return {"uri": document.uri, "key": str(key), "start": start}


def read_place(session: Session, data: Any) -> tuple[OpenDocument, int, int] | None:
    """Return the arguments of `place_data`; None if its document is not an open backlog."""
    data = to_plain_json(data)
    if not isinstance(data, dict):
        return None
    document = session.find_backlog(str(data.get("uri")))
    key, start = data.get("key"), data.get("start")
    if document is None or not isinstance(start, int):
        return None
    return (document, int(key), start) if isinstance(key, str) and key.isdecimal() else None
