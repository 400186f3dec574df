"""What is said of an item: every place that it stands, its milestone, what waits for what."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.markdown_text import code, escaped, plain
from backlog_ls.features.navigation.call_hierarchy import waited_for, waiting
from backlog_ls.features.outline.document_symbols import section_name
from backlog_ls.features.outline.sections import outline, section_at
from backlog_ls.features.overview.progress import tally_progress
from backlog_ls.model.analysis.occurrences import occurrences
from backlog_ls.model.blocks.entries import Entry, nested_in
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.items.items import Item, ItemKind
from backlog_ls.model.items.milestones import milestones_in
from backlog_ls.model.items.tally import tally_entries
from backlog_ls.model.names.ids import ident_key, is_ident
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Kind
from backlog_ls.workspace.dependencies import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backlog_ls.features.navigation.call_hierarchy import Edge
    from backlog_ls.model.document.context import Context
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_PLACES = 10
"""So many places of one name are listed; the others are counted."""
MOST_WAITS = 5
"""So many items on each side of a dependency are named."""
_MOST_FIELDS = 12


def describe_item(view: View, place: Place[Block], context: Context, item: Item) -> str:
    """Return `item`, which the block at `place` writes, in Markdown."""
    lines = [_title(item)]
    subtasks = _subtasks(place.piece, item)
    if subtasks:
        lines.append(subtasks)
    rope = view.backlog.rope
    places = []
    for occurrence in islice(occurrences(view.backlog, item.key), MOST_PLACES):
        found = rope.at_key(occurrence.key)
        if found is not None:
            places.append(_of_place(view, found, occurrence.context, occurrence.item))
    if not places:  # a name that says nothing is in no index
        places.append(_of_place(view, place, context, item))
    more = len(view.backlog.index.get(SymbolKind.NAME, item.key)) - len(places)
    if more > 0:
        places.append(f"- and {more} more")
    lines.append("\n".join(places))
    related = describe_relations(view, place, context, item)
    if related:
        lines.append(related)
    return "\n\n".join(lines)


def describe_ident(view: View, key: str) -> str:
    """Return the item with the id `key` in Markdown; empty where none has it."""
    found = written(view, key)
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
    """Return the milestone of `item` and its dependencies both ways; empty without any."""
    lines = []
    named = list(dict.fromkeys(_milestones(view, place, context, item)))
    if named:
        lines.append("Milestone: " + ", ".join(escaped(plain(name, 80)) for name in named))
    if item.ident and is_ident(item.ident):
        key = ident_key(item.ident)
        for words, edges in (
            ("Waits for", waited_for(view, key)),
            ("Waiting for it", waiting(view, key)),
        ):
            said = _listed(edges)
            if said:
                lines.append(f"{words}: {said}")
    return "  \n".join(lines)


def link_to_line(path: str, line: int, words: str) -> str:
    """Return a link to a line of the file at `path`, counted from 0; `words` without a path."""
    if not path:
        return escaped(words)
    uri = Path(path).as_uri().replace("(", "%28").replace(")", "%29")
    return f"[{escaped(words)}]({uri}#L{line + 1})"


def _title(item: Item) -> str:
    name = escaped(plain(item.name))
    bold = f"**{name}**" if name else ""
    if not item.ident or plain(item.name).startswith(item.ident):
        return bold
    return " · ".join(filter(None, (code(item.ident), bold)))


def _listed(edges: Iterable[Edge]) -> str:
    found = list(islice(edges, MOST_WAITS + 1))
    said = []
    for edge in found[:MOST_WAITS]:
        node = edge.node
        name = plain(node.name, 60)
        words = escaped(name if name.startswith(node.ident) else f"{node.ident} {name}".strip())
        if node.status is not Status.UNKNOWN:
            words += f" ({status_name(node.status)})"
        said.append(words)
    return ", ".join(said) + (", …" if len(found) > MOST_WAITS else "")


def _milestones(view: View, place: Place[Block], context: Context, item: Item) -> Iterator[str]:
    blocks = [(place, context)]
    if item.kind is ItemKind.SECTION:
        rope = view.backlog.rope
        stop = view.backlog.own_end(place)
        fields = islice(rope.find(BITS, Bit.FIELD, place.index + 1, stop), _MOST_FIELDS)
        blocks = [(each, context) for each in fields if each.piece.kind != Kind.ROW]
    elif (
        place.piece.kind == Kind.ITEM and sum(e.mark != "" for e in facts(place.piece).entries) > 1
    ):
        return  # whose field it is, is not certain
    for each, around in blocks:
        text = each.piece.text
        if each.piece.kind == Kind.ROW and around.roles:
            yield from (
                text[use.start : use.end] for use in milestones_in(each.piece, around.roles)
            )
            continue
        for field in facts(each.piece).fields:
            if header_role(field.name) is Role.MILESTONE and field.value(text):
                yield field.value(text)


def _of_place(view: View, place: Place[Block], context: Context, item: Item) -> str:
    """Return one place of a name as a list item: section, line, status."""
    offset = place.offset + item.start
    title = _section_around(view, offset, context)
    line = view.backlog.document.position_at(offset).line
    parts = [escaped(title)] if title else []
    parts.append(link_to_line(view.path, line, f"line {line + 1}"))
    if item.status and item.kind is ItemKind.TASK:
        parts.append(status_name(item.status.status))
    elif item.status:
        parts.append(code(item.status.text))
    return "- " + " · ".join(parts)


def _section_around(view: View, offset: int, context: Context) -> str:
    """Return the title of the section around, which for a heading is that above it."""
    place = view.backlog.rope.at_offset(offset)
    if not context.details and place.piece.kind != Kind.HTML:
        above = view.backlog.rope.at_key(context.sections[-1].key) if context.sections else None
        heading = facts(above.piece).heading if above else None
        while heading and above and place.piece.level and above.piece.level >= place.piece.level:
            scope = view.backlog.scope_before(above.index)
            shallower = [each for each in scope.headings if each.level < place.piece.level]
            above = view.backlog.rope.at_key(shallower[-1].key) if shallower else None
            heading = facts(above.piece).heading if above else None
        return plain(heading.title) if heading else ""
    sections = outline(view.backlog)  # linear in the headings, for the few documents with details
    section = section_at(sections, offset)
    if section and place.piece.level and section.key == place.key:
        section = sections[section.parent] if section.parent >= 0 else None
    return section_name(view, section) if section else ""


def _subtasks(block: Block, item: Item) -> str:
    """Return the progress over the tasks inside a task; empty without any."""
    if item.kind is not ItemKind.TASK:
        return ""
    entries = facts(block).entries
    inside: tuple[Entry, ...] = ()
    for index, entry in enumerate(entries):
        if entry.text_start <= item.start < max(entry.text_end, entry.text_start + 1):
            inside = tuple(nested_in(entries, index))
            break
    progress = tally_progress(tally_entries(block.text, inside))
    if not progress.total:
        return ""
    return f"{progress.bar} {progress} · {progress.percent} %"
