"""Completion of wiki links: documents behind ``[[``, headings behind ``#``."""

from __future__ import annotations

import os
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.context import Replacement
from backlog_ls.features.completion.items import CompletionKind
from backlog_ls.features.completion.links import MAX_ITEMS
from backlog_ls.features.completion.matching import Option, match_options
from backlog_ls.features.markdown_text import plain_text
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.links.wiki import MARKDOWN, find_wiki_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.completion.items import CompletionList
    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

_OPENED = pattern(
    r"(?<!\\)\[\[(?P<name>[^\[\]|#]{0,200})(?P<mark>#?)(?P<heading>[^\[\]|#]{0,200})\Z"
)
_REST = pattern(r"[^\[\]|#]{0,200}(?=\]\]|[|#][^\[\]]{0,200}\]\])")
_NO_TARGET = pattern(r"[\[\]|#^]")
"""Characters that would end the target of a wiki link, or change its meaning."""


def complete_wiki_link(cursor: Cursor) -> CompletionList | None:
    """Offer targets in a wiki link, or return None."""
    match = _OPENED.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    rest = _REST.match(cursor.line_text, cursor.column)
    end = rest.end() if rest else cursor.column
    closed = bool(rest) or cursor.line_text.startswith("]]", cursor.column)
    start = match.start("heading") if match["mark"] else match.start("name")
    value = Replacement(start, end, suffix="" if closed else "]]")
    options = _headings(cursor.view, match["name"]) if match["mark"] else _documents(cursor.view)
    return match_options(cursor, value, list(islice(options, MAX_ITEMS)))


def can_be_wiki_target(text: str) -> bool:
    """Tell whether `text` is read as it is written in a wiki link."""
    return not _NO_TARGET.search(text)


def wiki_name(view: View, path: str) -> str:
    """Return the name by which a wiki link leads to the document at `path`, shortest first."""
    inside = os.path.relpath(path, view.root).replace(os.sep, "/").removesuffix(MARKDOWN)
    name = os.path.basename(inside)
    alone = len(view.workspace.find_by_stem(view.root, name.casefold())) < 2
    return name if alone else inside


def _documents(view: View) -> Iterator[Option]:
    """Yield the documents of the workspace, milestones first; with a path if the name is ambiguous."""
    if not view.path or not view.root:
        return
    found = []
    for path in view.workspace.find_files(view.root, MARKDOWN):
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
    """Yield the headings of the document `name`, or of this one if it is empty."""
    backlog: Backlog | None = view.backlog
    if name.strip():
        path = find_wiki_document(name.strip(), view.path, view.root, view.workspace)
        backlog = view.workspace.backlog(path) if path else None
    if backlog is None:
        return
    for place in backlog.rope.find(FLAGS, Flag.HEADING, 0, len(backlog.rope)):
        heading = facts_of(place.piece).heading
        title = plain_text(heading.title, 200) if heading else ""
        if title and not _NO_TARGET.search(title):
            yield Option(title, kind=CompletionKind.ANCHOR)
