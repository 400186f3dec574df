"""Extract items into a new milestone document, and replace them with a link to it."""

from __future__ import annotations

import os
import re
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote

from backlog_ls.features.code_actions.action import EXTRACT, Action, RefusedError
from backlog_ls.features.markdown_text import escape_markdown, plain_text
from backlog_ls.features.status.slots import MAX_SLOTS
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.items.items import find_items, is_work_table
from backlog_ls.model.names.slug import slugify
from backlog_ls.model.statuses.heading_status import read_heading_status
from backlog_ls.model.tables.roles import roles_of_table
from backlog_ls.syntax.block import Kind
from backlog_ls.syntax.inline import LinkKind
from backlog_ls.text.edit import Edit, apply_edits
from backlog_ls.text.lines import detect_line_ending, first_line, first_line_end
from backlog_ls.text.tree import Measure
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.links.target import TargetKind, resolve_path
from backlog_ls.workspace.links.wiki import parse_link_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backlog_ls.syntax.block import Block
    from backlog_ls.syntax.inline import Link
    from backlog_ls.text.rope import Place
    from backlog_ls.workspace.view import View

EXTRACT_ITEMS = "extract-items"

MAX_NAME_LENGTH = 60
"""Maximum length of a title and of a file name, in code points."""


class _Target(NamedTuple):
    """The document that is created."""

    title: str
    path: str
    """Absolute."""
    link: str
    """The link target from the document that has the items."""


def find_extract_actions(view: View, start: int, end: int) -> Iterator[Action]:
    """Yield the action that extracts the section at the cursor, or the selected rows or tasks."""
    if not view.path:
        return
    found = _find_selected(view, start, end)
    if not found:
        return
    kind = found[0].piece.kind
    if kind == Kind.HEADING:
        what = "this section"
    else:
        many = len(found) > 1
        noun = "rows" if kind == Kind.ROW else "tasks"
        what = f"{len(found)} {noun}" if many else f"this {noun[:-1]}"
    yield Action(
        f"Extract {what} into a milestone document",
        EXTRACT,
        start=start,
        end=end,
        refactoring_id=EXTRACT_ITEMS,
    )


def extract_items(view: View, action: Action) -> Action:
    """Return `action`, one of `find_extract_actions`, with its edits and the new document.

    Raises:
        RefusedError: a link in the items would break.
    """
    places = _find_selected(view, action.start, action.end)
    if not places:
        message = "There is nothing to extract here."
        raise RefusedError(message)
    eol = detect_line_ending(view.backlog.rope.at_index(0).piece.text)
    target = _choose_target(view, places)
    if places[0].piece.kind == Kind.HEADING:
        edits, content = _extract_section(view, places[0], target, eol)
    elif places[0].piece.kind == Kind.ROW:
        edits, content = _extract_rows(view, places, target, eol)
    else:
        edits, content = _extract_tasks(view, places, target, eol)
    return action._replace(edits=tuple(sorted(edits)), create=target.path, content=content)


def _find_selected(view: View, start: int, end: int) -> list[Place[Block]]:
    """Return the heading at `start`, or the rows of one table or the top-level tasks selected."""
    rope = view.backlog.rope
    first = rope.at_offset(start)
    kind = first.piece.kind
    if kind == Kind.HEADING:
        return [first] if first.piece.level > 1 else []
    context = view.backlog.context(first)
    of_work = kind == Kind.ROW and context.roles is not None and is_work_table(context.roles)
    if not of_work and kind != Kind.ITEM:
        return []
    found = []
    for place in islice(rope.places(first.index), MAX_SLOTS):
        if place.piece.kind != kind or place.offset > end or (place.offset == end > start):
            break
        entries = facts_of(place.piece).list_items
        if kind == Kind.ITEM and not (entries and (entries[0].mark or context.cards)):
            return []
        found.append(place)
    return found


def _choose_target(view: View, places: list[Place[Block]]) -> _Target:
    first = places[0]
    context = view.backlog.context(first)
    heading = facts_of(first.piece).heading
    if heading:
        title = heading.title
    elif len(places) == 1:
        title = next((item.name for item in find_items(first.piece, context.roles)), "")
    else:
        above = view.backlog.scope_before(first.index).headings
        around = facts_of(above[-1].block).heading if above else None
        title = around.title if around else ""
    stated = read_heading_status(title)
    if stated and not stated.is_whole_title:
        before, after = title[: stated.start].rstrip(), title[stated.end :].lstrip()
        if before.endswith(("(", "[")) and after.startswith((")", "]")):
            before, after = before[:-1], after[1:]
        title = f"{before.rstrip(' -–—:')} {after}"
    title = plain_text(title, MAX_NAME_LENGTH).strip() or "Milestone"
    folder = _find_milestone_folder(view)
    stem = re.sub(r"-{2,}", "-", slugify(title)).strip("-")[:MAX_NAME_LENGTH] or "milestone"
    base = os.path.normpath(os.path.join(os.path.dirname(view.path), unquote(folder)))
    for number in range(1, MAX_SLOTS):
        name = f"{stem}-{number}.md" if number > 1 else f"{stem}.md"
        path = os.path.join(base, name)
        if not view.workspace.exists(path):
            return _Target(title, path, f"{folder}/{quote(name)}")
    message = "There are too many documents with this name."
    raise RefusedError(message)


def _find_milestone_folder(view: View) -> str:
    """Return the folder of the first milestone link of the document, as it is written there."""
    rope = view.backlog.rope
    for place in islice(rope.find(FLAGS, Flag.LINK, 0, len(rope)), MAX_SLOTS):
        for link in facts_of(place.piece).links:
            written = place.piece.text[link.target_start : link.target_end]
            target = parse_link_target(place.piece.text, link)
            inside = target.kind is TargetKind.FILE and not written.startswith("/")
            if inside and link.kind is not LinkKind.WIKI and is_milestone_path(target.path):
                folder = written[: target.path_end].rpartition("/")[0]
                if resolve_path(unquote(folder), view.path, view.root):
                    return folder
    return "milestones"


def _format_link(target: _Target) -> str:
    return f"[{escape_markdown(target.title)}]({target.link})"


def _extract_section(
    view: View, heading: Place[Block], target: _Target, eol: str
) -> tuple[list[Edit], str]:
    """Return the edits that replace the section's content with a link, and the new document."""
    rope = view.backlog.rope
    stop = view.backlog.section_end(heading)
    found = facts_of(heading.piece).heading
    shift = heading.piece.level - 1
    parts = [f"# {found.title if found else target.title}{eol}{eol}"]
    end = heading.offset + len(heading.piece.text)
    moved = range(heading.index, stop)
    for place in rope.places(heading.index + 1):
        if place.index >= stop:
            break
        text = _rewrite_links(view, place, target, moved)
        if place.piece.kind == Kind.HEADING:
            marks = text.index("#")  # setext headings are of level 1 or 2, so never inside
            text = text[:marks] + text[marks + shift :]
        parts.append(text)
        end = place.offset + len(place.piece.text)
    if len(parts) == 1:
        message = "The section is empty."
        raise RefusedError(message)
    text = heading.piece.text
    head_end = heading.offset + len(text.rstrip())
    tail = eol + (eol if stop < len(rope) else "")
    edits = [Edit(head_end, end, f"{eol}{eol}{_format_link(target)}{tail}")]
    edits += _redirect_anchors(view, target, moved)
    return edits, "".join(parts).rstrip() + eol


def _extract_rows(
    view: View, rows: list[Place[Block]], target: _Target, eol: str
) -> tuple[list[Edit], str]:
    """Return the edits that replace the rows with one linking row, and the new document."""
    table = view.backlog.rope.at_key(view.backlog.context(rows[0]).lead)
    header = facts_of(table.piece).row if table else None
    if table is None or header is None:
        message = "There is no table here."
        raise RefusedError(message)
    roles = roles_of_table(table.piece)
    moved = range(rows[0].index, rows[-1].index + 1)
    lines = [first_line(_rewrite_links(view, row, target, moved)) for row in rows]
    head = table.piece.text.lstrip("\ufeff").rstrip()
    content = f"# {target.title}{eol}{eol}{head}{eol}{eol.join(lines)}{eol}"
    column = roles.name if roles.name is not None else roles.id
    statuses = {_cell_text(row, roles.status) for row in rows}
    cells = [""] * len(header.cells)
    cells[column or 0] = _format_link(target)
    if roles.status is not None and len(statuses) == 1:
        cells[roles.status] = statuses.pop()
    last = rows[-1]
    end = last.offset + first_line_end(last.piece.text)
    row = "| " + " | ".join(cells) + " |"
    return [Edit(rows[0].offset, end, row)], content


def _cell_text(row: Place[Block], column: int | None) -> str:
    cells = facts_of(row.piece).row
    if cells is None or column is None or column >= len(cells.cells):
        return ""
    return cells.cells[column].text(row.piece.text)


def _extract_tasks(
    view: View, tasks: list[Place[Block]], target: _Target, eol: str
) -> tuple[list[Edit], str]:
    """Return the edits that replace the tasks with one linking task, and the new document."""
    moved = range(tasks[0].index, tasks[-1].index + 1)
    content = "".join(_rewrite_links(view, task, target, moved) for task in tasks).rstrip()
    content = f"# {target.title}{eol}{eol}{content}{eol}"
    entries = [facts_of(task.piece).list_items[0] for task in tasks]
    first, last = tasks[0], tasks[-1]
    done = all(entry.done for entry in entries)
    mark = entries[0].mark if len(tasks) == 1 or done else " "
    box = f"[{mark}] " if entries[0].mark else ""
    text = first.piece.text
    lead = text[: entries[0].mark_at - 1] if entries[0].mark else text[: entries[0].text_start]
    end = last.offset + len(last.piece.text.rstrip())
    edits = [Edit(first.offset, end, f"{lead}{box}{_format_link(target)}")]
    return edits, content


def _rewrite_links(view: View, place: Place[Block], target: _Target, moved: range) -> str:
    """Return the text of a block with its links rewritten for the document of `target`.

    Raises:
        RefusedError: the block uses or contains a link reference definition.
    """
    block = place.piece
    if block.kind == Kind.REFERENCE or _has_reference_link(view, block):
        message = "A link is defined elsewhere in the document, so it would break."
        raise RefusedError(message)
    edits = []
    for link in facts_of(block).links:
        new = _rewrite_target(view, block.text, link, target, moved)
        if new is not None:
            edits.append(Edit(link.target_start, link.target_end, new))
    return apply_edits(block.text, edits)


def _has_reference_link(view: View, block: Block) -> bool:
    if "[" not in block.text:
        return False
    rope = view.backlog.rope
    if not rope.fold(_REFERENCES, 0, len(rope)):
        return False
    text = block.text.lower()
    labels = (
        place.piece.text.partition("]")[0].strip(" []").lower()
        for place in rope.find(_REFERENCES, 1, 0, len(rope))
    )
    return any(f"[{label}]" in text for label in labels)


def _rewrite_target(view: View, text: str, link: Link, target: _Target, moved: range) -> str | None:
    """Return the new target of `link` in the document of `target`; None if it stays the same."""
    written = text[link.target_start : link.target_end]
    named = parse_link_target(text, link)
    if link.kind is LinkKind.WIKI or named.kind is TargetKind.OTHER or written.startswith("/"):
        return None
    folder = os.path.dirname(target.path)
    if named.kind is TargetKind.LOCAL:
        goal = view.backlog.find_anchor(named.fragment.lower())
        if goal is None or goal.index in moved:
            return None
        return f"{_relative_url(view.path, folder)}{written}"
    found = resolve_path(named.path, view.path, view.root)
    if found is None:
        return None
    slash = "/" if written[: named.path_end].endswith("/") else ""
    return _relative_url(found, folder) + slash + written[named.path_end :]


def _relative_url(path: str, folder: str) -> str:
    return quote(os.path.relpath(path, folder).replace(os.sep, "/"))


def _redirect_anchors(view: View, target: _Target, moved: range) -> Iterator[Edit]:
    """Yield edits that redirect links from the rest of the document into the `moved` blocks."""
    rope = view.backlog.rope
    for place in rope.find(FLAGS, Flag.ANCHOR_LINK, 0, len(rope)):
        if place.index in moved:
            continue
        for link in facts_of(place.piece).links:
            named = parse_link_target(place.piece.text, link)
            if named.kind is not TargetKind.LOCAL:
                continue
            goal = view.backlog.find_anchor(named.fragment.lower())
            if goal and goal.index in moved and goal.index != moved.start:
                at = place.offset + link.target_start
                yield Edit(at, at, target.link)


_REFERENCES: Measure[Block, int] = Measure(
    0, lambda _, block: int(block.kind == Kind.REFERENCE), or_
)
