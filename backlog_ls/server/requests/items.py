"""The items of a document for the trees and boards of editors: the request `backlog-ls/items`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.features.overview.listing import listed
from backlog_ls.model.analysis.kanban import column_headings
from backlog_ls.model.blocks.facts import facts
from backlog_ls.rules.shared.legends import legends_of
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import plain

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.server.server import BacklogServer


def on_items(ls: BacklogServer, params: Any) -> dict[str, Any] | None:
    """Return all items of the document `uri`, or None: it is not open, or no backlog.

    The answer has the `uri`, the `version` that it is about, the `statuses` that the document
    declares, in their order (else the columns of its board), and the `items` as `backlog-ls items` has them, each also with
    its `key` for the commands, its `range` in units of the client, and the `parts` in it.
    """
    asked = plain(params)
    document = ls.spoken(str(asked.get("uri"))) if isinstance(asked, dict) else None
    if document is None:
        return None
    backlog, encoding = document.backlog, ls.session.encoding
    items = []
    for each in listed(backlog):
        where = convert.span(backlog.document, encoding, each.start, each.end)
        items.append(
            {
                **each.data,
                "key": str(each.key),
                "range": {
                    "start": {"line": where.start.line, "character": where.start.character},
                    "end": {"line": where.end.line, "character": where.end.character},
                },
                "parts": {"done": each.done, "total": each.total} if each.total else None,
            }
        )
    return {
        "uri": document.uri,
        "version": document.version,
        "statuses": _statuses(backlog),
        "items": items,
    }


def _statuses(backlog: Backlog) -> list[dict[str, str]]:
    """Return the declared statuses: of the settings, else of the first legend, else of columns."""
    vocabulary = backlog.declared or next(iter(legends_of(backlog)), None)
    if vocabulary is None:
        return _columns(backlog)
    return [
        {"spelling": term.spelling, "meaning": term.meaning, "canonical": term.status.value}
        for term in vocabulary.terms
    ]


def _columns(backlog: Backlog) -> list[dict[str, str]]:
    """Return the columns of a kanban board, empty ones too; nothing where a section is alone."""
    found = {}
    for key, status in column_headings(backlog).items():
        place = backlog.rope.at_key(key)
        heading = facts(place.piece).heading if place else None
        if heading:
            found[heading.title] = status.value
    return [
        {"spelling": title, "meaning": "", "canonical": status}
        for title, status in (found.items() if len(found) > 1 else ())
    ]
