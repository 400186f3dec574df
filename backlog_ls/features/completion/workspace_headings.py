"""Completion of links to headings of all backlogs: ``](##``, ``[[##`` and the words of a heading.

Two number signs ask for it, as in VS Code's Markdown: there are too many headings to offer them along
with the files.
"""

from __future__ import annotations

import os
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.completion.items import (
    CompletionItem,
    CompletionKind,
    CompletionList,
)
from backlog_ls.features.completion.links import SAFE_IN_ANGLES, encode_path, named_anchors
from backlog_ls.features.completion.wiki_links import can_be_wiki_target, wiki_name
from backlog_ls.features.navigation.workspace_symbols import score_match
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.text.pattern import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.features.cursor import Cursor
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.workspace.view import View

MAX_HEADINGS = 200
"""Maximum number of headings to offer; typing more brings the others."""
MAX_DOCUMENTS_READ = 20
"""Maximum number of backlogs to read from disk: those with the best matches."""

_TYPED = pattern(r"(?P<opening>\]\(<?|(?<!\\)\[\[)(?P<signs>##)(?P<query>[^\[\]()<>#|]{0,80})\Z")
_REST = pattern(r"[^\s\[\]()<>#|]*")


class _Heading(NamedTuple):
    path: str
    """Absolute; empty for this document."""
    anchor: str
    title: str


def complete_workspace_heading(cursor: Cursor) -> CompletionList | None:
    """Offer the headings of all backlogs behind ``](##`` and ``[[##``, or return None."""
    match = _TYPED.search(cursor.before)
    if match is None or cursor.is_code(match.start()):
        return None
    rest = _REST.match(cursor.line_text, cursor.column)
    start = cursor.line_start + match.start("signs")
    end = cursor.line_start + (rest.end() if rest else cursor.column)
    is_wiki = match["opening"] == "[["
    letters = "".join(normalize_name(match["query"]).split())
    scored = (
        (score, number, heading)
        for number, heading in enumerate(_headings(cursor.view, letters))
        if (score := score_match(letters, normalize_name(heading.title))) is not None
    )
    items: list[CompletionItem] = []
    for _, _, heading in nsmallest(MAX_HEADINGS, scored):
        insert = (
            _wiki_target(cursor, heading, end)
            if is_wiki
            else _target(cursor.view, heading, angled=match["opening"] == "](<")
        )
        if insert:
            items.append(
                CompletionItem(
                    heading.title,
                    insert,
                    start,
                    end,
                    CompletionKind.ANCHOR,
                    _place(cursor.view, heading),
                    filter_text=f"##{match['query']} {heading.title}",
                    sort_text=f"{len(items):06}",
                    path=heading.path,
                )
            )
    return CompletionList(tuple(items), incomplete=True)


def _headings(view: View, letters: str) -> Iterator[_Heading]:
    """Yield the headings of this document, then of other backlogs that may have `letters` in one."""
    yield from _headings_of("", view.backlog)
    if not view.path or not view.root:
        return
    workspace = view.workspace
    for path, backlog in workspace.open.items():
        if path != view.path and workspace.root_of(path) == view.root:
            yield from _headings_of(path, backlog)
    best = nsmallest(
        MAX_DOCUMENTS_READ,
        (
            (min(scores), path)
            for path, summary in workspace.summaries()
            if workspace.root_of(path) == view.root
            and (scores := [s for name in summary.names if (s := score_match(letters, name))])
        ),
    )
    for _, path in best:
        found = workspace.backlog(path)
        if found:
            yield from _headings_of(path, found)


def _headings_of(path: str, backlog: Backlog) -> Iterator[_Heading]:
    return (_Heading(path, anchor, title) for anchor, title in named_anchors(backlog) if title)


def _target(view: View, heading: _Heading, *, angled: bool) -> str:
    safe = SAFE_IN_ANGLES if angled else ""
    if not heading.path:
        return f"#{encode_path(heading.anchor, safe)}"
    relative = os.path.relpath(heading.path, os.path.dirname(view.path)).replace(os.sep, "/")
    return f"{encode_path(relative, safe)}#{encode_path(heading.anchor, safe)}"


def _wiki_target(cursor: Cursor, heading: _Heading, end: int) -> str:
    name = wiki_name(cursor.view, heading.path) if heading.path else ""
    if not can_be_wiki_target(name + heading.title):
        return ""
    closed = cursor.line_text.startswith("]]", end - cursor.line_start)
    return f"{name}#{heading.title}{'' if closed else ']]'}"


def _place(view: View, heading: _Heading) -> str:
    """Return where a heading is, to tell equal ones apart."""
    if not heading.path:
        return f"#{heading.anchor}"
    return os.path.relpath(heading.path, view.root).replace(os.sep, "/")
