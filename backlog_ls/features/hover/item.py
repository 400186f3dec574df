"""An item in a hover: its places, its milestone and its dependencies."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_ls.features.markdown_text import code_span, escape_markdown, plain_text
from backlog_ls.features.navigation.call_hierarchy import find_dependencies, find_dependents
from backlog_ls.features.outline.document_symbols import read_section_name
from backlog_ls.features.outline.sections import find_sections, section_at
from backlog_ls.model.analysis.bullets import read_bullet_status
from backlog_ls.model.analysis.item_counts import count_between
from backlog_ls.model.analysis.occurrences import find_occurrences
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.blocks.list_items import nested_items
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.item import Item, ItemKind
from backlog_ls.model.items.milestones import find_milestone_uses
from backlog_ls.model.names.ids import normalize_id
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Kind
from backlog_ls.workspace.dependencies import items_with_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.navigation.call_hierarchy import DependencyEdge
    from backlog_ls.model.document.backlog import Backlog
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MAX_OCCURRENCES = 10
"""Maximum number of places of a name to list; the others are counted."""
MAX_DEPENDENCIES = 5
"""Maximum number of dependencies to list, and of dependents."""
_MAX_FIELDS = 12


def describe_item(view: View, place: Place[Block], context: Context, item: Item) -> str:
    """Return a description of `item`, which is in the block at `place`, in Markdown."""
    lines = [_title(item)]
    parts = _describe_parts(view.backlog, place, item)
    if parts:
        lines.append(parts)
    rope = view.backlog.rope
    places = []
    for occurrence in islice(find_occurrences(view.backlog, item.normalized_name), MAX_OCCURRENCES):
        found = rope.at_key(occurrence.key)
        if found is not None:
            places.append(_describe_occurrence(view, found, occurrence.context, occurrence.item))
    if not places or not item.confident:  # generic names and plain list items are in no index
        places.insert(0, _describe_occurrence(view, place, context, item))
    more = len(view.backlog.index.get(SymbolKind.NAME, item.normalized_name)) - len(places)
    if more > 0:
        places.append(f"- and {more} more")
    lines.append("\n".join(places))
    related = describe_relations(view, place, context, item)
    if related:
        lines.append(related)
    return "\n\n".join(lines)


def describe_id(view: View, key: str) -> str:
    """Return a description of the item with the id `key` in Markdown; empty without an item."""
    found = items_with_id(view, key)
    if not found:
        return ""
    one = found[0]
    if not one.path:
        return describe_item(view, one.place, one.context, one.item)
    line = one.backlog.document.position_at(one.place.offset + one.item.start).line
    parts = [link_to_line(one.path, line, Path(one.path).name)]
    if one.status is not Status.UNKNOWN:
        parts.append(status_name(one.status))
    return f"{_title(one.item)}\n\n- {' · '.join(parts)}"


def describe_relations(view: View, place: Place[Block], context: Context, item: Item) -> str:
    """Return the milestone, dependencies and dependents of `item`; empty without any."""
    lines = []
    named = list(dict.fromkeys(_milestones(view, place, context, item)))
    if named:
        lines.append(
            "Milestone: " + ", ".join(escape_markdown(plain_text(name, 80)) for name in named)
        )
    if item.is_identified:
        key = normalize_id(item.id)
        for words, edges in (
            ("Depends on", find_dependencies(view, key)),
            ("Required by", find_dependents(view, key)),
        ):
            listed = _list_edges(edges)
            if listed:
                lines.append(f"{words}: {listed}")
    return "  \n".join(lines)


def link_to_line(path: str, line: int, words: str) -> str:
    """Return a link to a 0-based line of the file at `path`; only `words` without a path."""
    if not path:
        return escape_markdown(words)
    uri = Path(path).as_uri().replace("(", "%28").replace(")", "%29")
    return f"[{escape_markdown(words)}]({uri}#L{line + 1})"


def _title(item: Item) -> str:
    name = escape_markdown(plain_text(item.name))
    bold = f"**{name}**" if name else ""
    if not item.id or plain_text(item.name).startswith(item.id):
        return bold
    return " · ".join(filter(None, (code_span(item.id), bold)))


def _list_edges(edges: Iterable[DependencyEdge]) -> str:
    found = list(islice(edges, MAX_DEPENDENCIES + 1))
    listed = []
    for edge in found[:MAX_DEPENDENCIES]:
        node = edge.node
        name = plain_text(node.name, 60)
        words = escape_markdown(name if name.startswith(node.id) else f"{node.id} {name}".strip())
        if node.status is not Status.UNKNOWN:
            words += f" ({status_name(node.status)})"
        listed.append(words)
    return ", ".join(listed) + (", …" if len(found) > MAX_DEPENDENCIES else "")


def _milestones(view: View, place: Place[Block], context: Context, item: Item) -> Iterator[str]:
    blocks = [(place, context)]
    if item.kind is ItemKind.SECTION:
        rope = view.backlog.rope
        stop = view.backlog.body_end(place)
        fields = islice(rope.find(FLAGS, Flag.FIELD, place.index + 1, stop), _MAX_FIELDS)
        blocks = [(each, context) for each in fields if each.piece.kind != Kind.ROW]
    elif (
        place.piece.kind == Kind.ITEM
        and sum(e.mark != "" for e in facts_of(place.piece).list_items) > 1
    ):
        return  # it is not certain which task the field belongs to
    for each, around in blocks:
        text = each.piece.text
        if each.piece.kind == Kind.ROW and around.roles:
            yield from (
                text[use.start : use.end] for use in find_milestone_uses(each.piece, around.roles)
            )
            continue
        for field in facts_of(each.piece).fields:
            if find_role(field.name) is Role.MILESTONE and field.value(text):
                yield field.value(text)


def _describe_occurrence(view: View, place: Place[Block], context: Context, item: Item) -> str:
    """Return a place of a name as a list item: section, line, status."""
    offset = place.offset + item.start
    title = _section_around(view, offset, context)
    line = view.backlog.document.position_at(offset).line
    parts = [escape_markdown(title)] if title else []
    parts.append(link_to_line(view.path, line, f"line {line + 1}"))
    if item.status and item.kind is ItemKind.TASK:
        parts.append(status_name(item.status.status))
    elif item.status:
        parts.append(code_span(item.status.text))
    elif item.kind is ItemKind.CARD:
        parts.append(status_name(read_bullet_status(view.backlog, context, item)))
    return "- " + " · ".join(parts)


def _section_around(view: View, offset: int, context: Context) -> str:
    """Return the title of the section around `offset`; for a heading, that of its parent."""
    place = view.backlog.rope.at_offset(offset)
    if not context.details and place.piece.kind != Kind.HTML:
        above = view.backlog.rope.at_key(context.sections[-1].key) if context.sections else None
        heading = facts_of(above.piece).heading if above else None
        while heading and above and place.piece.level and above.piece.level >= place.piece.level:
            scope = view.backlog.scope_before(above.index)
            shallower = [each for each in scope.headings if each.level < place.piece.level]
            above = view.backlog.rope.at_key(shallower[-1].key) if shallower else None
            heading = facts_of(above.piece).heading if above else None
        return plain_text(heading.title) if heading else ""
    # Reads all headings: only for the few documents with <details>.
    sections = find_sections(view.backlog)
    section = section_at(sections, offset)
    if section and place.piece.level and section.key == place.key:
        section = sections[section.parent] if section.parent >= 0 else None
    return read_section_name(view, section) if section else ""


def _describe_parts(backlog: Backlog, place: Place[Block], item: Item) -> str:
    """Return the progress of the items nested in a list item; empty without any."""
    if item.kind not in {ItemKind.TASK, ItemKind.CARD}:
        return ""
    entries = facts_of(place.piece).list_items
    for index, entry in enumerate(entries):
        if entry.text_start <= item.start < max(entry.text_end, entry.text_start + 1):
            inside = list(nested_items(entries, index))
            if not inside:
                break
            start, end = place.offset + inside[0].start, place.offset + inside[-1].text_end
            counts = count_between(backlog, start, end + 1).counts
            return f"{counts.bar()} {counts.label}" if counts.total else ""
    return ""
