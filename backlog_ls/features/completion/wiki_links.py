"""Completion of wiki links: documents by their names behind ``[[``, headings behind a ``#``."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Value
from backlog_ls.features.completion.items import CompletionKind
from backlog_ls.features.completion.links import MOST_ITEMS
from backlog_ls.features.completion.matching import Option, offered
from backlog_ls.features.markdown_text import plain
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.links.wiki import MARKDOWN, file_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.items import CompletionList, Spot
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

_OPENED = pattern(
    r"(?<!\\)\[\[(?P<name>[^\[\]|#]{0,200})(?P<mark>#?)(?P<heading>[^\[\]|#]{0,200})\Z"
)
_REST = pattern(r"[^\[\]|#]{0,200}(?=\]\]|[|#][^\[\]]{0,200}\]\])")
_NO_TARGET = pattern(r"[\[\]|#^]")
"""What would end a wiki link's target or mean something else in it."""


def complete_wiki(spot: Spot) -> CompletionList | None:
    """Offer what a wiki link can name; None outside of one."""
    match = _OPENED.search(spot.before)
    if match is None or spot.in_code(match.start()):
        return None
    rest = _REST.match(spot.text, spot.column)
    end = rest.end() if rest else spot.column
    closed = bool(rest) or spot.text.startswith("]]", spot.column)
    start = match.start("heading") if match["mark"] else match.start("name")
    value = Value(start, end, tail="" if closed else "]]")
    options = _headings(spot.view, match["name"]) if match["mark"] else _documents(spot.view)
    return offered(spot, value, list(islice(options, MOST_ITEMS)))


def _documents(view: View) -> Iterator[Option]:
    """Yield the documents of the workspace folder, milestones first; by path where a name is twice."""
    if not view.path or not view.root:
        return
    found = []
    for path in view.workspace.files(view.root, MARKDOWN):
        inside = os.path.relpath(path, view.root).replace(os.sep, "/")
        if path != view.path and not _NO_TARGET.search(inside):
            found.append((not is_milestone_path(inside), inside.removesuffix(MARKDOWN), path))
    names = Counter(os.path.basename(inside).casefold() for _, inside, _ in found)
    for other, inside, path in sorted(found):
        name = os.path.basename(inside)
        alone = names[name.casefold()] == 1
        kind = CompletionKind.FILE if other else CompletionKind.MILESTONE
        folder = os.path.dirname(inside)
        yield Option(name if alone else inside, "", folder, (name,), kind, path)


def _headings(view: View, name: str) -> Iterator[Option]:
    """Yield the titles of the document `name`, or of this one where it is empty."""
    backlog: Backlog | None = view.backlog
    if name.strip():
        path = file_named(name.strip(), view.path, view.root, view.workspace)
        backlog = view.workspace.backlog(path) if path else None
    if backlog is None:
        return
    for place in backlog.rope.find(BITS, Bit.HEADING, 0, len(backlog.rope)):
        heading = facts(place.piece).heading
        title = plain(heading.title, 200) if heading else ""
        if title and not _NO_TARGET.search(title):
            yield Option(title, kind=CompletionKind.ANCHOR)
