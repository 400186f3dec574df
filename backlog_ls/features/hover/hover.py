"""Hover: what is known of the thing under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.item import describe_ident, describe_item, describe_relations
from backlog_ls.features.hover.section_card import describe_document, describe_section
from backlog_ls.features.hover.status import describe_status
from backlog_ls.features.hover.values import of_column, of_date, of_owner
from backlog_ls.features.outline.document_symbols import section_name
from backlog_ls.features.outline.sections import Section, outline
from backlog_ls.model.blocks.facts import NO_FACTS, facts
from backlog_ls.model.document.status_uses import declared_uses
from backlog_ls.model.items.items import ItemKind, items_of
from backlog_ls.model.names.ids import find_idents, ident_key
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.links.wiki import followed

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_LONGEST_IDENT = 60


class Hover(NamedTuple):
    """A text in Markdown, for the code points ``[start, end)`` of the document."""

    text: str
    start: int
    end: int


def hover(view: View, offset: int) -> Hover | None:
    """Return what to say of what is at `offset`, a code point, or None."""
    place = view.backlog.rope.at_offset(offset)
    context = view.backlog.context(place)
    local = offset - place.offset
    return (
        _link(view, place, local)
        or _status(view, place, context, local)
        or _value(view, place, context, local)
        or _ident(view, place, context, local)
        or _section(view, place, context, offset)
        or _item(view, place, context, local)
    )


def _link(view: View, place: Place[Block], local: int) -> Hover | None:
    """Say what the document is like that the link leads to, or the section of it."""
    block = place.piece
    for link in facts(block).links:
        if not link.start <= local < link.end:
            continue
        lead = followed(block.text, link, view.backlog, view.path, view.root, view.workspace)
        if lead is None or (lead.path and not is_markdown(lead.path)):
            continue
        backlog = view.workspace.backlog(lead.path) if lead.path else view.backlog
        if backlog is None:
            continue
        text = _section_of_anchor(view, backlog, lead.target.fragment)
        if not text and lead.path:
            text = describe_document(backlog)
        if text:
            return Hover(text, place.offset + link.start, place.offset + link.end)
    return None


def _section_of_anchor(view: View, backlog: Backlog, fragment: str) -> str:
    found = backlog.anchor(fragment.lower()) if fragment else None
    section = heading_section(backlog, found) if found else None
    if section is None:
        return ""
    return describe_section(backlog, section, section_name(view._replace(backlog=backlog), section))


def heading_section(backlog: Backlog, place: Place[Block]) -> Section | None:
    """Return the section of the heading at `place`; None where no heading is there.

    Without a look at the other headings, but for its end, which is where the next one begins.
    """
    heading = facts(place.piece).heading
    if heading is None:
        return None
    stop = backlog.section_end(place)
    rope = backlog.rope
    end = rope.at_index(stop).offset if stop < len(rope) else rope.length
    start, title_end = place.offset + heading.start, place.offset + heading.end
    return Section(place.piece.level, place.key, place.offset, end, start, title_end, title_end, -1)


def _status(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say what a status means, in our words and the legend's, and how many have it."""
    block = place.piece
    for use in declared_uses(block, context):
        if use.start <= local < use.end:
            text = describe_status(view.backlog, use.text, use.status, context.vocabulary)
            return Hover(text, place.offset + use.start, place.offset + use.end)
    for vocabulary in context.vocabularies:
        for term in vocabulary.terms:
            if term.key == place.key and term.start <= local < term.end:
                text = describe_status(view.backlog, term.spelling, term.status, vocabulary)
                return Hover(text, place.offset + term.start, place.offset + term.end)
    return None


def _value(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say what a date, a person or the title of a column stands for."""
    said = (
        of_date(view, place, context, local)
        or of_owner(view, place, context, local)
        or of_column(view, place, local)
    )
    if said is None:
        return None
    return Hover(said.text, place.offset + said.start, place.offset + said.end)


def _ident(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say which item an id names, wherever it stands but where the item is written."""
    block = place.piece
    if facts(block) is NO_FACTS:
        return None
    own = {
        item.ident_start
        for item in items_of(block, context.roles, cards=context.cards)
        if item.ident
    }
    low = max(local - _LONGEST_IDENT, 0)
    for ident in find_idents(block.text, low, min(local + _LONGEST_IDENT, len(block.text))):
        if ident.start <= local < ident.end and ident.start not in own:
            text = describe_ident(view, ident_key(ident.text))
            if text:
                return Hover(text, place.offset + ident.start, place.offset + ident.end)
    return None


def _section(view: View, place: Place[Block], context: Context, offset: int) -> Hover | None:
    """Say how far a section is: of a heading, or of a ``<details>`` at its tag or summary."""
    if place.piece.level:
        found = heading_section(view.backlog, place)
        sections = [found] if found else []
    else:
        sections = outline(view.backlog) if place.piece.kind == Kind.HTML else []
    for section in sections:
        if section.start <= offset < section.head_end:
            name = section_name(view, section)
            text = describe_section(view.backlog, section, name)
            if section.level:
                item = items_of(place.piece)[0]
                related = describe_relations(view, place, context, item)
                text = "\n\n".join(filter(None, (text, related)))
            if section.title_start <= offset < section.title_end:
                return Hover(text, section.title_start, section.title_end)
            return Hover(text, section.start, section.head_end)
    return None


def _item(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say where a row or a task stands, each time that its name does."""
    for item in items_of(place.piece, context.roles, cards=context.cards):
        status = item.status
        at_ident = item.ident and 0 <= local - item.ident_start < len(item.ident)
        here = item.start <= local < item.end
        if here or at_ident or (status and status.start <= local < status.end):
            text = describe_item(view, place, context, item)
            start, end = place.offset + item.start, place.offset + item.end
            if at_ident and not here:
                start = place.offset + item.ident_start
                end = start + len(item.ident)
            elif status and item.kind is ItemKind.TASK:
                start = min(start, place.offset + status.start)
            return Hover(text, start, end)
    return None
