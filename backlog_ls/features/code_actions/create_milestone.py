"""The document of a milestone that a link names and that is not there yet, filled from its items."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import escaped, plain
from backlog_ls.model.analysis.effective_status import meant
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.items.items import ItemKind, StatusPlace, items_of
from backlog_ls.model.names.normalize import fold
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.lines import line_end_of
from backlog_ls.workspace.links.link_search import link_word, links_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.items import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.link_search import LinkUse
    from backlog_ls.workspace.view import View

_LONGEST = 200
_MOST = 500
"""So many items fill a document; who has more does not want them copied."""

_SAYS_NOTHING = {"link", "details", "more", "milestone", "doc", "docs", "document", "here", "see"}
"""What a link may say that is no title."""


class _Found(NamedTuple):
    """What the document at hand says of a milestone."""

    titles: list[str]
    statuses: list[str]
    """As the items write them that *are* the milestone: those whose name is the link."""
    items: list[tuple[str, bool]]
    """Those which name it beside a name of their own, and whether each is done."""


def milestone_text(view: View, path: str) -> str:
    """Return the text of a new document at the absolute `path`, which links of `view` lead to.

    It has the link's words as its title, the status that the document at hand states for it, and a
    task for each item that names it.
    """
    found = _found(view, path)
    title = next(filter(_is_title, found.titles), "")
    parts = [f"# {escaped(title) or title_of(path)}"]
    if len(set(found.statuses)) == 1:
        parts.append(f"**Status:** {found.statuses[0]}")
    tasks = [f"- [{'x' if done else ' '}] {name}" for name, done in found.items[:_MOST]]
    eol = line_end_of(view.backlog.rope.at_index(0).piece.text)
    if tasks:
        parts.append(eol.join(tasks))
    return (eol * 2).join(parts) + eol


def title_of(path: str) -> str:
    """Return the title that a document at `path` begins with: its name as words."""
    stem = os.path.basename(path).rpartition(".")[0]
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _is_title(text: str) -> bool:
    """Tell whether what a link says names its milestone: ``the plan`` is no name."""
    return not text[:1].islower() and fold(text) not in _SAYS_NOTHING


def _found(view: View, path: str) -> _Found:
    backlog = view.backlog
    found = _Found([], [], [])
    stem = fold(os.path.basename(path).rpartition(".")[0])
    for use in links_of(view.path, backlog, view.workspace, word=link_word(path)):
        if use.leads_to != path:
            continue
        text = plain(backlog.rope.slice(use.text_start, use.text_end), _LONGEST)
        if fold(text.removesuffix(".md")) != stem:
            found.titles.append(text)
        place = backlog.rope.at_offset(use.start)
        context = backlog.context(place)
        for item in _at(place, context, use):
            name = _without(
                place.piece.text, item, use.start - place.offset, use.end - place.offset
            )
            if fold(name):
                found.items.extend(_task(item, name, context))
            elif item.status and item.status.place is not StatusPlace.CHECKBOX:
                found.statuses.append(item.status.text)
    return found


def _without(text: str, item: Item, start: int, end: int) -> str:
    """Return the name of `item` without the link at ``[start, end)`` and the brackets around it."""
    if not item.start <= start < item.end:
        return text[item.start : item.end]
    before = text[item.start : start].rstrip(" \t([:\u2013\u2014-")
    return before + text[end : max(item.end, end)].lstrip(" \t)]")


def _at(place: Place[Block], context: Context, use: LinkUse) -> Iterator[Item]:
    """Yield the item of a row, a task or a card that has the link `use`."""
    local = use.start - place.offset
    items = [
        item
        for item in items_of(place.piece, context.roles, cards=context.cards)
        if item.kind in {ItemKind.ROW, ItemKind.TASK, ItemKind.CARD}
    ]
    if facts(place.piece).row:
        yield from items[:1]
        return
    before = [item for item in items if item.start <= local]
    yield from before[-1:]


def _task(item: Item, name: str, context: Context) -> Iterator[tuple[str, bool]]:
    """Yield the item as a task; nothing where it was given up."""
    status = meant(item, context, context.column)
    shown = plain(name, _LONGEST)
    if item.ident and item.ident not in shown:
        shown = f"{item.ident} {shown}"
    if status is not Status.CANCELLED:
        yield escaped(shown), status is Status.DONE
