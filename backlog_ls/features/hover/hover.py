"""Hover: what is known about the text under the cursor: `textDocument/hover`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.hover.item import describe_id, describe_item, describe_relations
from backlog_ls.features.hover.section import (
    describe_document,
    describe_section,
    read_first_paragraph,
)
from backlog_ls.features.hover.status import describe_status
from backlog_ls.features.hover.values import describe_column, describe_date, describe_owner
from backlog_ls.features.markdown_text import MAX_LENGTH, code_span, escape_markdown, plain_text
from backlog_ls.features.navigation.labels import (
    defining_link,
    find_label_at,
    find_label_definition,
    read_footnote,
)
from backlog_ls.features.outline.document_symbols import read_section_name
from backlog_ls.features.outline.sections import Section, find_sections
from backlog_ls.model.analysis.bullets import find_work
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.facts import NO_FACTS
from backlog_ls.model.document.index import label_key
from backlog_ls.model.document.status_uses import find_status_uses
from backlog_ls.model.items.dependency_uses import find_signified_dependencies
from backlog_ls.model.items.item import ItemKind, StatusPlace
from backlog_ls.model.items.items import find_items
from backlog_ls.model.names.ids import find_ids, normalize_id
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.workspace.document_names import is_markdown
from backlog_ls.workspace.links.wiki import resolve_link

if TYPE_CHECKING:
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

_MAX_ID_LENGTH = 60


class Hover(NamedTuple):
    """A text in Markdown, and the code points ``[start, end)`` that it is about."""

    text: str
    start: int
    end: int


def find_hover(view: View, offset: int) -> Hover | None:
    """Return the hover at `offset`, a code point, or None."""
    place = view.backlog.rope.at_offset(offset)
    context = view.backlog.context(place)
    local = offset - place.offset
    return (
        _hover_link(view, place, local)
        or _hover_label(view, place, local)
        or _hover_status(view, place, context, local)
        or _hover_value(view, place, context, local)
        or _hover_id(view, place, context, local)
        or _hover_section(view, place, context, offset)
        or _hover_item(view, place, context, local)
    )


def _hover_link(view: View, place: Place[Block], local: int) -> Hover | None:
    """Describe the document, or the section, that a link leads to."""
    block = place.piece
    for link in facts_of(block).links:
        text = _describe_target(view, block, link) if link.start <= local < link.end else ""
        if text:
            return Hover(text, place.offset + link.start, place.offset + link.end)
    return None


def _describe_target(view: View, block: Block, link: Link) -> str:
    resolved = resolve_link(block.text, link, view.backlog, view.path, view.root, view.workspace)
    if resolved is None or (resolved.path and not is_markdown(resolved.path)):
        return ""
    backlog = view.workspace.backlog(resolved.path) if resolved.path else view.backlog
    if backlog is None:
        return ""
    text = _describe_anchor(view, backlog, resolved.target.fragment)
    return text or (describe_document(backlog) if resolved.path else "")


def _hover_label(view: View, place: Place[Block], local: int) -> Hover | None:
    """Describe what a reference leads to, or show the text of a footnote."""
    found = find_label_at(view.backlog, place, local)
    if found is None or found.label.kind.is_definition:
        return None
    definition = find_label_definition(view.backlog, label_key(place.piece, found.label))
    link = defining_link(definition)
    text = ""
    if definition and link:
        block = definition.place.piece
        target = code_span(block.text[link.target_start : link.target_end])
        text = _describe_target(view, block, link) or target
    elif definition:
        text = escape_markdown(plain_text(read_footnote(definition), MAX_LENGTH))
    label = found.label
    return Hover(text, place.offset + label.start, place.offset + label.end) if text else None


def _describe_anchor(view: View, backlog: Backlog, fragment: str) -> str:
    found = backlog.find_anchor(fragment.lower()) if fragment else None
    section = heading_section(backlog, found) if found else None
    if section is None or found is None:
        return ""
    name = read_section_name(view._replace(backlog=backlog), section)
    return describe_section(backlog, section, name, read_first_paragraph(backlog, found))


def heading_section(backlog: Backlog, place: Place[Block]) -> Section | None:
    """Return the section of the heading at `place`, or None without a heading.

    Only its end depends on another heading, so this does not read all of them.
    """
    heading = facts_of(place.piece).heading
    if heading is None:
        return None
    stop = backlog.section_end(place)
    rope = backlog.rope
    end = rope.at_index(stop).offset if stop < len(rope) else rope.length
    start, title_end = place.offset + heading.start, place.offset + heading.end
    return Section(place.piece.level, place.key, place.offset, end, start, title_end, title_end, -1)


def _hover_status(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Describe a status: its meaning, and how many items have it."""
    block = place.piece
    listed = block.kind in {Kind.ITEM, Kind.PARAGRAPH}
    items = find_work(view.backlog, place, context) if listed else ()
    stated = (item.status for item in items if item.kind is ItemKind.CARD and item.status)
    uses = {use.start: use for use in (*find_status_uses(block, context), *stated)}
    for use in uses.values():
        if use.start <= local < use.end:
            text = describe_status(view.backlog, use.text, use.status, context.vocabulary)
            return Hover(text, place.offset + use.start, place.offset + use.end)
    for vocabulary in context.vocabularies:
        for term in vocabulary.terms:
            if term.key == place.key and term.start <= local < term.end:
                text = describe_status(view.backlog, term.spelling, term.status, vocabulary)
                return Hover(text, place.offset + term.start, place.offset + term.end)
    return None


def _hover_value(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Describe a date, a person, or the header cell of a column."""
    value = (
        describe_date(view, place, context, local)
        or describe_owner(view, place, context, local)
        or describe_column(view, place, local)
    )
    if value is None:
        return None
    return Hover(value.text, place.offset + value.start, place.offset + value.end)


def _hover_id(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Describe the item with an id that is mentioned somewhere else."""
    block = place.piece
    if facts_of(block) is NO_FACTS:
        return None
    own = {item.id_start for item in find_work(view.backlog, place, context) if item.id}
    low = max(local - _MAX_ID_LENGTH, 0)
    idents = find_ids(block.text, low, min(local + _MAX_ID_LENGTH, len(block.text)))
    for ident in (*find_signified_dependencies(block), *idents):
        if ident.start <= local < ident.end and ident.start not in own:
            text = describe_id(view, normalize_id(ident.text))
            if text:
                return Hover(text, place.offset + ident.start, place.offset + ident.end)
    return None


def _hover_section(view: View, place: Place[Block], context: Context, offset: int) -> Hover | None:
    """Describe the progress of a section: at its heading, or at ``<details>`` or ``<summary>``."""
    if place.piece.level:
        found = heading_section(view.backlog, place)
        sections = [found] if found else []
    else:
        sections = find_sections(view.backlog) if place.piece.kind == Kind.HTML else []
    for section in sections:
        if section.start <= offset < section.head_end:
            name = read_section_name(view, section)
            text = describe_section(view.backlog, section, name)
            if section.level:
                item = find_items(place.piece)[0]
                related = describe_relations(view, place, context, item)
                text = "\n\n".join(filter(None, (text, related)))
            if section.title_start <= offset < section.title_end:
                return Hover(text, section.title_start, section.title_end)
            return Hover(text, section.start, section.head_end)
    return None


def _hover_item(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Describe a row or a task, and list the places of its name."""
    for item in find_work(view.backlog, place, context):
        status = item.status
        at_ident = item.id and 0 <= local - item.id_start < len(item.id)
        here = item.start <= local < item.end
        if here or at_ident or (status and status.start <= local < status.end):
            text = describe_item(view, place, context, item)
            start, end = place.offset + item.start, place.offset + item.end
            if at_ident and not here:
                start = place.offset + item.id_start
                end = start + len(item.id)
            elif status and status.place in {StatusPlace.CHECKBOX, StatusPlace.BULLET}:
                start = min(start, place.offset + status.start)
                end = max(end, place.offset + status.end)
            return Hover(text, start, end)
    return None
