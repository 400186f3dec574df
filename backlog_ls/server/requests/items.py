"""The items of documents, for trees and boards in editors.

`backlog-ls/items` is about an open document. `backlog-ls/backlogs` lists the files of the workspace that
may be backlogs, so that a view can show them at once; `backlog-ls/unopenedItems` reads some of them. A
client asks for a few at a time, and shows each answer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from backlog_ls.features.overview.listing import list_items
from backlog_ls.model.analysis.item_counts import count_items, describe_counted
from backlog_ls.model.analysis.kanban import find_column_headings
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.statuses.status import Status
from backlog_ls.rules.shared.legends import find_legends
from backlog_ls.server.documents import convert
from backlog_ls.server.transport.json_data import to_plain_json
from backlog_ls.server.transport.uris import path_to_uri, uri_to_path
from backlog_ls.workspace.roles import role_of
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.model.analysis.item_counts import StatusCounts
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.roles.role import DocumentRole
    from backlog_ls.server.server import BacklogServer

MAX_READ = 50
"""Maximum number of documents that one request reads."""


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
    return to_listing(ls, document.uri, document.version, document.backlog, document.verdict.role)


def on_backlogs(ls: BacklogServer, _params: Any) -> list[dict[str, str]]:
    """Return the `uri` of each file that may be a backlog, with the `folder` that it is in.

    The folder is relative to that of the workspace, with slashes; empty for the workspace itself.
    """
    workspace = ls.session.workspace
    found: dict[str, str] = {}
    for root in workspace.roots:
        for path in workspace.find_candidates(root):
            folder = os.path.relpath(os.path.dirname(path), root).replace(os.sep, "/")
            found.setdefault(path, "" if folder == "." else folder)
    return [{"uri": path_to_uri(path), "folder": folder} for path, folder in found.items()]


def on_unopened_items(ls: BacklogServer, params: Any) -> list[dict[str, Any]]:
    """Return what `backlog-ls/items` would for those of `uris` that are backlogs and not open.

    The version of these answers is 0. The rest is left out, and so is what follows the first `MAX_READ`.
    """
    asked = to_plain_json(params)
    uris = asked.get("uris") if isinstance(asked, dict) else None
    answers = []
    for uri in uris[:MAX_READ] if isinstance(uris, list) else ():
        found = _read(ls, str(uri))
        if found is not None:
            answers.append(found)
    return answers


def _read(ls: BacklogServer, uri: str) -> dict[str, Any] | None:
    session = ls.session
    path = uri_to_path(uri)
    if not path or path in session.workspace.open or not session.workspace.root_of(path):
        return None
    session.workspace.deadline.next_file()
    backlog = session.workspace.backlog(path)
    if backlog is None:
        return None
    settings, _ = session.settings.resolve(path)
    role = role_of(View(backlog, session.workspace, path, settings, session.today)).role
    return to_listing(ls, uri, 0, backlog, role) if role.is_checked else None


def to_listing(
    ls: BacklogServer, uri: str, version: int, backlog: Backlog, role: DocumentRole
) -> dict[str, Any]:
    """Return the answer to `backlog-ls/items` about a document, open or not."""
    encoding = ls.session.encoding
    items = []
    found = list(list_items(backlog, role))
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
        "uri": uri,
        "version": version,
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
    found: dict[str, str] = {}
    for key, status in find_column_headings(backlog).items():
        place = backlog.rope.at_key(key)
        heading = facts_of(place.piece).heading if place else None
        if heading:
            found[heading.title] = status.value
    return [
        {"spelling": title, "meaning": "", "canonical": status}
        for title, status in (found.items() if len(found) > 1 else ())
    ]
