"""Create the missing document of a milestone link, filled with the items of that milestone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.markdown_text import escape_markdown, plain_text
from backlog_ls.model.analysis.effective_status import declared_meaning
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.normalize import normalize_name
from backlog_ls.model.statuses.status import Status
from backlog_ls.text.lines import detect_line_ending
from backlog_ls.workspace.links.link_search import find_links, link_search_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.model.document.context import Context
    from backlog_ls.model.items.item import Item
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.links.link_search import LinkUse
    from backlog_ls.workspace.view import View

_MAX_NAME_LENGTH = 200
_MAX_TASKS = 500
"""Maximum number of items to copy into the new document."""

_GENERIC_LINK_TEXTS = {
    "link",
    "details",
    "more",
    "milestone",
    "doc",
    "docs",
    "document",
    "here",
    "see",
}
"""Link texts that are not titles."""


class _Mentions(NamedTuple):
    """What a document says about a milestone."""

    titles: list[str]
    statuses: list[str]
    """As written, of the items that *are* the milestone: their name is the link."""
    items: list[tuple[str, bool]]
    """The other items that link to it: their names, and whether each is done."""


def build_milestone_text(view: View, path: str) -> str:
    """Return the text of a new document at the absolute `path`, to which `view` has links.

    Its title is the link text. It has the status that `view` gives the milestone, and a task for
    each item that links to it.
    """
    found = _collect_mentions(view, path)
    title = next(filter(_is_title, found.titles), "")
    parts = [f"# {escape_markdown(title) or title_from_path(path)}"]
    if len(set(found.statuses)) == 1:
        parts.append(f"**Status:** {found.statuses[0]}")
    tasks = [f"- [{'x' if done else ' '}] {name}" for name, done in found.items[:_MAX_TASKS]]
    eol = detect_line_ending(view.backlog.rope.at_index(0).piece.text)
    if tasks:
        parts.append(eol.join(tasks))
    return (eol * 2).join(parts) + eol


def title_from_path(path: str) -> str:
    """Return a title made from the file name of `path`: `first-light.md` gives `First light`."""
    stem = os.path.basename(path).rpartition(".")[0]
    words = stem.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _is_title(text: str) -> bool:
    """Tell whether a link text is a title, unlike ``the plan``."""
    return not text[:1].islower() and normalize_name(text) not in _GENERIC_LINK_TEXTS


def _collect_mentions(view: View, path: str) -> _Mentions:
    backlog = view.backlog
    found = _Mentions([], [], [])
    stem = normalize_name(os.path.basename(path).rpartition(".")[0])
    for use in find_links(view.path, backlog, view.workspace, word=link_search_word(path)):
        if use.target_path != path:
            continue
        text = plain_text(backlog.rope.slice(use.text_start, use.text_end), _MAX_NAME_LENGTH)
        if normalize_name(text.removesuffix(".md")) != stem:
            found.titles.append(text)
        place = backlog.rope.at_offset(use.start)
        context = backlog.context(place)
        for item in _find_linking_items(place, context, use):
            name = _strip_link(
                place.piece.text, item, use.start - place.offset, use.end - place.offset
            )
            if normalize_name(name):
                found.items.extend(_convert_to_task(item, name, context))
            elif item.status and item.status.place is not StatusPlace.CHECKBOX:
                found.statuses.append(item.status.text)
    return found


def _strip_link(text: str, item: Item, start: int, end: int) -> str:
    """Return the name of `item` without the link at ``[start, end)`` and brackets around it."""
    if not item.start <= start < item.end:
        return text[item.start : item.end]
    before = text[item.start : start].rstrip(" \t([:\u2013\u2014-")
    return before + text[end : max(item.end, end)].lstrip(" \t)]")


def _find_linking_items(place: Place[Block], context: Context, use: LinkUse) -> Iterator[Item]:
    """Yield the row, task or card that contains the link `use`."""
    local = use.start - place.offset
    items = [
        item
        for item in find_items(place.piece, context.roles, cards=context.cards)
        if item.kind in {ItemKind.ROW, ItemKind.TASK, ItemKind.CARD}
    ]
    if facts_of(place.piece).row:
        yield from items[:1]
        return
    before = [item for item in items if item.start <= local]
    yield from before[-1:]


def _convert_to_task(item: Item, name: str, context: Context) -> Iterator[tuple[str, bool]]:
    """Yield the item as a task; nothing if it is cancelled."""
    status = declared_meaning(item, context, context.column_status)
    shown = plain_text(name, _MAX_NAME_LENGTH)
    if item.id and item.id not in shown:
        shown = f"{item.id} {shown}"
    if status is not Status.CANCELLED:
        yield escape_markdown(shown), status is Status.DONE
