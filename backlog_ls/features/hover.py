"""Hover: what is known of the thing under the cursor."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from backlog_ls.features.outline import Section, outline, section_at
from backlog_ls.features.progress import stated, tally_progress
from backlog_ls.features.summary import describe_document, describe_section, status_name
from backlog_ls.features.symbols import section_name
from backlog_ls.features.wording import code, escaped, plain
from backlog_ls.model.entries import Entry, nested_in
from backlog_ls.model.facts import facts
from backlog_ls.model.fold import fold_status
from backlog_ls.model.index import Sort
from backlog_ls.model.items import Item, ItemKind, items_of
from backlog_ls.model.occurrences import occurrences
from backlog_ls.model.status import Status
from backlog_ls.model.statuses import declared_uses
from backlog_ls.model.tally import tally_entries
from backlog_ls.syntax.block import Block, Kind
from backlog_ls.workspace.linking import follow

if TYPE_CHECKING:
    from backlog_ls.model.backlog import Backlog
    from backlog_ls.model.context import Context
    from backlog_ls.model.vocabulary import Term, Vocabulary
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

MOST_PLACES = 10
"""So many places of one name are listed; the others are counted."""

MARKDOWN = (".md", ".markdown")


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
        or _section(view, place, offset)
        or _item(view, place, context, local)
    )


def _link(view: View, place: Place[Block], local: int) -> Hover | None:
    """Say what the document is like that the link leads to, or the section of it."""
    block = place.piece
    for link in facts(block).links:
        if not link.start <= local < link.end:
            continue
        lead = follow(block.text, link, view.backlog, view.path, view.root, view.workspace)
        if lead is None or (lead.path and not lead.path.lower().endswith(MARKDOWN)):
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
    if found is None or not found.piece.level:
        return ""
    section = next(each for each in outline(backlog) if each.key == found.key)
    name = section_name(view._replace(backlog=backlog), section)
    return describe_section(backlog, section, name)


def _status(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say what a status means, in our words and the legend's, and how many have it."""
    block = place.piece
    for use in declared_uses(block, context):
        if use.start <= local < use.end:
            vocabulary = context.vocabulary
            text = _of_status(view, use.text, use.status, vocabulary)
            return Hover(text, place.offset + use.start, place.offset + use.end)
    for vocabulary in context.vocabularies:
        for term in vocabulary.terms:
            if term.key == place.key and term.start <= local < term.end:
                text = _of_status(view, term.spelling, term.status, vocabulary)
                return Hover(text, place.offset + term.start, place.offset + term.end)
    return None


def _of_status(view: View, text: str, status: Status, vocabulary: Vocabulary | None) -> str:
    term = vocabulary.find(text) if vocabulary else None
    if term and status is Status.UNKNOWN:
        status = term.status
    lines = [code(text)]
    if status is not Status.UNKNOWN:
        lines[0] += f" means *{status_name(status)}*"
    if term and term.meaning:
        lines.append(f"Legend: {escaped(plain(term.meaning, 300))}")
    wanted = _identity(text, vocabulary)
    same = total = 0
    for _, use in stated(view.backlog.rope):
        total += 1
        same += _identity(use.text, vocabulary) == wanted
    if total:
        lines.append(f"{same} of {total} item{'s' * (total != 1)} in this document")
    return "\n\n".join(lines)


def _identity(text: str, vocabulary: Vocabulary | None) -> str | Term:
    return (vocabulary.find(text) if vocabulary else None) or fold_status(text).key


def _section(view: View, place: Place[Block], offset: int) -> Hover | None:
    """Say how far a section is: of a heading, or of a ``<details>`` at its tag or summary."""
    if not place.piece.level and place.piece.kind != Kind.HTML:
        return None
    for section in outline(view.backlog):
        if section.start <= offset < section.head_end:
            text = describe_section(view.backlog, section, section_name(view, section))
            if section.title_start <= offset < section.title_end:
                return Hover(text, section.title_start, section.title_end)
            return Hover(text, section.start, section.head_end)
    return None


def _item(view: View, place: Place[Block], context: Context, local: int) -> Hover | None:
    """Say where a row or a task stands, each time that its name does."""
    block = place.piece
    for item in items_of(block, context.roles, cards=context.cards):
        status = item.status
        if item.start <= local < item.end or (status and status.start <= local < status.end):
            text = _of_item(view, place, item)
            start, end = place.offset + item.start, place.offset + item.end
            if status and item.kind is ItemKind.TASK:
                start = min(start, place.offset + status.start)
            return Hover(text, start, end)
    return None


def _of_item(view: View, place: Place[Block], item: Item) -> str:
    lines = [f"**{escaped(plain(item.name))}**"]
    subtasks = _subtasks(place.piece, item)
    if subtasks:
        lines.append(subtasks)
    sections = outline(view.backlog)
    rope = view.backlog.rope
    places = []
    for occurrence in islice(occurrences(view.backlog, item.key), MOST_PLACES):
        found = rope.at_key(occurrence.key)
        if found is not None:
            places.append(_of_place(view, sections, found, occurrence.item))
    if not places:  # a name that says nothing is in no index
        places.append(_of_place(view, sections, place, item))
    more = len(view.backlog.index.get(Sort.NAME, item.key)) - len(places)
    if more > 0:
        places.append(f"- and {more} more")
    lines.append("\n".join(places))
    return "\n\n".join(lines)


def _of_place(view: View, sections: list[Section], place: Place[Block], item: Item) -> str:
    """Return one place of a name as a list item: section, line, status."""
    offset = place.offset + item.start
    section = section_at(sections, offset)
    if section and item.kind is ItemKind.SECTION:
        section = sections[section.parent] if section.parent >= 0 else None
    parts = [escaped(section_name(view, section))] if section else []
    parts.append(f"line {view.backlog.document.position_at(offset).line + 1}")
    if item.status and item.kind is ItemKind.TASK:
        parts.append(status_name(item.status.status))
    elif item.status:
        parts.append(code(item.status.text))
    return "- " + " · ".join(parts)


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
