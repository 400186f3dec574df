"""Completion on an empty line: a new task or section in the style of the document, a legend, a link."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.items import CompletionItem, CompletionKind, CompletionList
from backlog_ls.features.completion.milestones import find_milestones, milestone_link
from backlog_ls.features.completion.snippets import (
    Placeholder,
    first_open_status,
    next_id,
    to_snippet,
    to_text,
)
from backlog_ls.features.cursor import Cursor
from backlog_ls.features.neighbourhood import NEAR_BLOCKS, blocks_near
from backlog_ls.features.status.choices import list_status_choices
from backlog_ls.model.blocks.block_cache import facts_of
from backlog_ls.model.document.flags import FLAGS, Flag
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import find_leading_id
from backlog_ls.model.names.normalize import normalize_status
from backlog_ls.model.statuses.status import Status, status_name
from backlog_ls.model.tables.roles import Role, find_role
from backlog_ls.syntax.block import Kind
from backlog_ls.text.lines import line_start_at
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.index.summary import find_title
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

Parts = list["str | Placeholder"]

_EMPTY = pattern(r"(?P<indent>[ \t>]*)(?:(?P<begun>[-+*]|#{1,6})[ \t]*)?\Z")
_BULLET = pattern(r"(?P<indent>[ \t>]*)(?P<bullet>[-+*]|(?P<number>\d{1,9})(?P<dot>[.)]))[ \t]+")
_LEAD = pattern(r"(?P<before>[*_`]{0,3})(?P<label>[^\W\d_]{1,20}[ ])(?P<number>\d{1,4})(?=\W)")
_BEHIND = pattern(r"[*_`\])]{0,4}[:.)]?[*_`]{0,3}[ \t]*(?:[-\u2013\u2014:|][ \t]+)?")
_BETWEEN = pattern(r"[\s*_`>|\u00b7\u2022,;:\uff1a+-]*")
_MAX_HEADINGS = 30
_MAX_FIELDS = 12
_MAX_LINKS = 20
_MAX_STATUSES = 10
_MAX_EMPTY_LENGTH = 20
"""Maximum length of an empty document in code points."""


def complete_empty_line(cursor: Cursor) -> CompletionList | None:
    """Offer templates on an empty line, or behind a bullet or `#`, or return None."""
    match = _EMPTY.match(cursor.line_text)
    if match is None or cursor.place.piece.kind == Kind.FRONT_MATTER:
        return None
    begun, indent = match["begun"] or "", match["indent"]
    apart = not cursor.view.backlog.document.line_text(cursor.line - 1).strip()
    found: list[tuple[str, Parts]] = []
    if "#" not in begun:
        task = _new_task(cursor, indent, begun)
        if task:
            found.append(("new task", task))
    if apart and not indent and (not begun or "#" in begun):
        section = _new_section(cursor, begun)
        if section:
            found.append(("new section", section))
    milestone = _new_milestone(cursor) if begun in {"", "#"} else None
    if milestone:
        found.append(("new milestone", milestone))
    if apart and not begun and not indent:
        legend = _new_legend(cursor)
        if legend:
            found.append(("legend", legend))
    if "#" not in begun:
        prefix = cursor.line_text.rstrip() + " " if begun else indent
        found += (
            (f"link to {each.title}", [prefix + milestone_link(cursor.view, each)])
            for each in islice(find_milestones(cursor.view), _MAX_LINKS)
        )
    if not found:
        return None
    typed = cursor.before.strip()
    return CompletionList(
        tuple(
            CompletionItem(
                label,
                to_text(parts),
                cursor.line_start,
                cursor.line_start + len(cursor.line_text),
                CompletionKind.SNIPPET,
                next(iter(to_text(parts).split("\n"))).strip(),
                filter_text=f"{cursor.before}{label}" if typed else label,
                sort_text=f"{number:02}",
                snippet=to_snippet(parts),
            )
            for number, (label, parts) in enumerate(found)
        )
    )


def _new_task(cursor: Cursor, indent: str, begun: str) -> Parts | None:
    """Return a task like the last one above the cursor, or None if there is none near."""
    rope = cursor.view.backlog.rope
    last = rope.find_last(FLAGS, Flag.TASK, cursor.place.index + 1)
    if (
        last is None
        or last.piece.kind == Kind.HEADING
        or cursor.place.index - last.index > NEAR_BLOCKS
    ):
        return None
    text = last.piece.text
    local = cursor.line_start - last.offset
    entries = [
        entry for entry in facts_of(last.piece).list_items if entry.mark and entry.start < local
    ]
    found = []
    for entry in entries:
        bullet = _BULLET.match(text, line_start_at(text, entry.start))
        if bullet:
            found.append((entry, bullet))
    if not found:
        return None
    if indent:
        beside = [each for each in found if each[1]["indent"] == indent]
    else:  # at the top level
        beside = [each for each in found if each[0].depth == found[0][0].depth]
    entry, bullet = (beside or found)[-1]
    mark = begun or bullet["bullet"]
    if bullet["number"] and not begun:
        mark = (_next_list_number(rope, last, bullet) if beside else "1") + bullet["dot"]
    named = text[entry.text_start : entry.text_end]
    return [f"{indent or bullet['indent']}{mark} [ ] ", *_new_name(cursor, named, "task")]


def _next_list_number(rope: Rope[Block], last: Place[Block], bullet: re.Match[str]) -> str:
    """Return the number after that of `bullet`, or 1 in lists where every number is 1."""
    before = rope.at_index(last.index - 1).piece.text if last.index else ""
    again = _BULLET.match(before)
    same = again is not None and again["number"] == bullet["number"]
    return bullet["number"] if same else str(int(bullet["number"]) + 1)


def _new_name(cursor: Cursor, name: str, what: str) -> Parts:
    """Return a name like `name`, with the next id of its series."""
    ident = find_leading_id(name, 0, len(name))
    if ident.text:
        following = next_id(cursor.view.backlog, ident.text)
        before, at = name[: ident.start], ident.end
    else:
        lead = _LEAD.match(name)
        following = _next_number(cursor, lead) if lead else ""
        before, at = (lead["before"], lead.end()) if lead else ("", 0)
    if not following:
        return [Placeholder(what)]
    behind = _BEHIND.match(name, at)
    after = behind[0] if behind else " "
    mark = before.strip("[(~ ")
    close = mark if mark and mark[0] not in after else ""
    if any(opening in before for opening in "[(") and not any(each in after for each in "])"):
        return [Placeholder(what)]  # the whole name is a link
    return [before + following + (after or " "), Placeholder(what), close]


def _next_number(cursor: Cursor, lead: re.Match[str]) -> str:
    """Return the next unused number: `Epic 4` for `Epic 3`."""
    taken = set()
    for place in blocks_near(
        cursor.view.backlog.rope, cursor.place.index, Flag.HEADING, _MAX_HEADINGS
    ):
        heading = facts_of(place.piece).heading
        other = _LEAD.match(heading.title) if heading else None
        if other and other["label"].casefold() == lead["label"].casefold():
            taken.add(int(other["number"]))
    number = int(lead["number"])
    while number in taken:
        number += 1
    return f"{lead['label']}{number}"


def _new_section(cursor: Cursor, marks: str) -> Parts | None:
    """Return a heading with fields, like the last one above that has any, or None."""
    rope = cursor.view.backlog.rope
    at = cursor.place.index + 1
    for _ in range(_MAX_HEADINGS):
        heading = rope.find_last(FLAGS, Flag.HEADING, at)
        if heading is None:
            return None
        at = heading.index
        found = facts_of(heading.piece).heading
        if found is None or found.underlined or (marks and len(marks) != heading.piece.level):
            continue
        if heading.piece.level == 1 and not rope.find_last(FLAGS, 1, at):
            continue  # the title of the document
        fields = _new_fields(cursor, heading)
        if fields:
            behind = heading.piece.text[found.end :]
            title = _new_name(cursor, found.title, "Title")
            gap = re.sub(r"[^\r\n]", "", behind) or "\n"
            return ["#" * heading.piece.level + " ", *title, gap, *fields]
    return None


def _new_milestone(cursor: Cursor) -> Parts | None:
    """Return the beginning of a milestone document like the last one in its folder, or None."""
    view = cursor.view
    document = view.backlog.document
    if (
        not is_milestone_path(view.path[len(view.root) :])
        or document.length > _MAX_EMPTY_LENGTH
        or document.text.strip("# \r\n")
    ):
        return None
    folder = os.path.dirname(view.path)
    beside = [each for each in find_milestones(view) if os.path.dirname(each.path) == folder]
    backlog = view.workspace.backlog(beside[-1].path) if beside else None
    heading = find_title(backlog) if backlog else None
    found = facts_of(heading.piece).heading if heading else None
    if backlog is None or heading is None or found is None or found.underlined:
        return [
            "# ",
            Placeholder("Milestone"),
            "\n\n**Status:** ",
            Placeholder(first_open_status(cursor, [])),
        ]
    model = Cursor(
        View(backlog, view.workspace, beside[-1].path, view.settings), heading, 0, 0, "", 0
    )
    gap = re.sub(r"[^\r\n]", "", heading.piece.text[found.end :]) or "\n\n"
    return ["# ", *_new_name(model, found.title, "Milestone"), gap, *_new_fields(model, heading)]


def _new_fields(cursor: Cursor, heading: Place[Block]) -> Parts:
    """Return the fields below `heading`, empty except for the status."""
    backlog = cursor.view.backlog
    parts: Parts = []
    known = False
    stop = min(backlog.body_end(heading), heading.index + _MAX_FIELDS)
    for place in islice(backlog.rope.places(heading.index + 1), max(stop - heading.index - 1, 0)):
        text = place.piece.text
        fields = facts_of(place.piece).fields
        at = 0
        own: Parts = []
        for field in fields:
            if not _BETWEEN.fullmatch(text, at, field.name_start):
                break
            label = text[at : field.value_start]
            if parts and ("**" in label) is not ("**" in str(parts[0])):
                break  # prose that begins with a word and a colon
            own.append(label)
            gap = "" if label[-1:].isspace() else " "
            role = find_role(field.name)
            status = (
                _first_open_status_like(cursor, field.value(text)) if role is Role.STATUS else ""
            )
            own += [gap + status] if status else [gap, Placeholder()]
            at = field.value_end
            known = known or role is not None
        else:
            if fields and _BETWEEN.fullmatch(text, at, len(text)):
                parts += [*own, text[at:]]
                continue
        break
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return parts if known else []


def _first_open_status_like(cursor: Cursor, value: str) -> str:
    return first_open_status(cursor, [value]) if value else ""


def _new_legend(cursor: Cursor) -> Parts | None:
    """Return a legend of the statuses in use, or None if there is one, or too few are in use."""
    backlog = cursor.view.backlog
    rope = backlog.rope
    context = backlog.context(cursor.place)
    if context.vocabulary or any(True for _ in rope.find(FLAGS, Flag.LEGEND, 0, len(rope))):
        return None
    if not next(iter(rope.find(FLAGS, Flag.WORK_TABLE | Flag.STATUS, 0, len(rope))), None):
        return None
    choices = []
    for choice in list_status_choices(cursor, []):
        normalized = normalize_status(choice.spelling)
        if backlog.index.get(SymbolKind.STATUS, normalized.word or normalized.emoji):
            choices.append(choice)
    if not 2 <= len(choices) <= _MAX_STATUSES:
        return None
    width = max(len("Status"), *(len(choice.spelling) for choice in choices))
    parts: Parts = [f"| {'Status':{width}} | Meaning |\n| {'-' * width} | ------- |"]
    for choice in choices:
        known = "" if choice.status is Status.UNKNOWN else status_name(choice.status)
        parts += [f"\n| {choice.spelling:{width}} | ", Placeholder(known), " |"]
    return parts
