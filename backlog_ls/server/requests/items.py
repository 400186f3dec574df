"""`backlog-ls/items`: the items of a document, for trees and boards in editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backlog_ls.features.overview.listing import list_items
from backlog_ls.model.analysis.item_counts import count_items, describe_counted
from backlog_ls.model.analysis.kanban import find_column_headings
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.shared.legends import find_legends
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import to_plain_json

if TYPE_CHECKING:
    from backlog_ls.model.analysis.item_counts import StatusCounts
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.server.server import BacklogServer


def on_items(ls: BacklogServer, params: Any) -> dict[str, Any] | None:
    """Return all items of the document `uri`; None if it is not open or not a backlog.

    The answer has the document's `uri` and `version`; the `statuses` that it declares, in their order,
    or else the columns of its board; the `counts` of its items, with `explanation`, which says what was counted;
    and the `items` as `backlog-ls items` prints them, each also with its `key` for the commands, its
    `range` as the client counts columns, and the counts of its `parts`. All figures are made here, so that
    clients show the same ones.
    """
    asked = to_plain_json(params)
    document = ls.session.find_backlog(str(asked.get("uri"))) if isinstance(asked, dict) else None
    if document is None:
        return None
    backlog, encoding = document.backlog, ls.session.encoding
    items = []
    found = list(list_items(backlog, document.verdict.role))
    count = count_items([each.counted for each in found])
    for each in found:
        where = convert.to_range(backlog.document, encoding, each.start, each.end)
        items.append(
            {
                **each.data,
                "key": str(each.key),
                "range": {
                    "start": {"line": where.start.line, "character": where.start.character},
                    "end": {"line": where.end.line, "character": where.end.character},
                },
                "parts": _counts(each.parts) if each.parts.total else None,
            }
        )
    return {
        "uri": document.uri,
        "version": document.version,
        "statuses": _statuses(backlog),
        "counts": {
            **_counts(count.counts),
            "open": count.counts.open,
            "blocked": count.counts.of(Status.BLOCKED),
            "explanation": "\n".join(describe_counted(count)),
        },
        "items": items,
    }


def _counts(counts: StatusCounts) -> dict[str, Any]:
    return {
        "done": counts.done,
        "total": counts.total,
        "percent": counts.percent,
        "label": counts.label,
    }


def _statuses(backlog: Backlog) -> list[dict[str, str]]:
    """Return the statuses of the settings, or else of the first legend, or else of the columns."""
    vocabulary = backlog.declared_vocabulary or next(iter(find_legends(backlog)), None)
    if vocabulary is None:
        return _columns(backlog)
    return [
        {"spelling": term.spelling, "meaning": term.meaning, "canonical": term.status.value}
        for term in vocabulary.terms
    ]


def _columns(backlog: Backlog) -> list[dict[str, str]]:
    """Return the columns of a kanban board, also empty ones. One section alone is not a board."""
    found = {}
    for key, status in find_column_headings(backlog).items():
        place = backlog.rope.at_key(key)
        heading = facts_of(place.piece).heading if place else None
        if heading:
            found[heading.title] = status.value
    return [
        {"spelling": title, "meaning": "", "canonical": status}
        for title, status in (found.items() if len(found) > 1 else ())
    ]
