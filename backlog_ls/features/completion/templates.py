"""Completion on an empty line: a new task or section as the document writes them, a legend, a link."""

from __future__ import annotations

import os
import re
from itertools import islice
from typing import TYPE_CHECKING

from backlog_ls.features.completion.items import (
    CompletionItem,
    CompletionKind,
    CompletionList,
    Spot,
)
from backlog_ls.features.completion.milestones import link_to, milestones
from backlog_ls.features.completion.snippets import (
    Blank,
    as_snippet,
    as_text,
    first_status,
    next_ident,
)
from backlog_ls.features.hover.section_card import status_name
from backlog_ls.features.neighbourhood import NEAR, around
from backlog_ls.features.status.choices import choices_at
from backlog_ls.model.blocks.facts import facts
from backlog_ls.model.document.flags import BITS, Bit
from backlog_ls.model.document.index import SymbolKind
from backlog_ls.model.names.ids import leading_ident
from backlog_ls.model.names.normalize import fold_status
from backlog_ls.model.statuses.status import Status
from backlog_ls.model.tables.headers import Role, header_role
from backlog_ls.syntax.block import Kind
from backlog_ls.text.pattern import pattern
from backlog_ls.workspace.document_names import is_milestone_path
from backlog_ls.workspace.index.summary import title_place
from backlog_ls.workspace.view import View

if TYPE_CHECKING:
    from backlog_ls.syntax.block import Block
    from backlog_ls.text.rope import Place, Rope

Parts = list["str | Blank"]

_EMPTY = pattern(r"(?P<indent>[ \t>]*)(?:(?P<begun>[-+*]|#{1,6})[ \t]*)?\Z")
_BULLET = pattern(r"(?P<indent>[ \t>]*)(?P<bullet>[-+*]|(?P<number>\d{1,9})(?P<dot>[.)]))[ \t]+")
_LEAD = pattern(r"(?P<before>[*_`]{0,3})(?P<label>[^\W\d_]{1,20}[ ])(?P<number>\d{1,4})(?=\W)")
_BEHIND = pattern(r"[*_`\])]{0,4}[:.)]?[*_`]{0,3}[ \t]*(?:[-\u2013\u2014:|][ \t]+)?")
_BETWEEN = pattern(r"[\s*_`>|\u00b7\u2022,;:\uff1a+-]*")
_MOST_HEADINGS = 30
_MOST_FIELDS = 12
_MOST_LINKS = 20
_MOST_STATUSES = 10
_BLANK = 20
"""A document of more code points than these is not empty."""


def complete_empty_line(spot: Spot) -> CompletionList | None:
    """Offer what can begin on an empty line, or behind a bullet or the marks of a heading."""
    match = _EMPTY.match(spot.text)
    if match is None or spot.place.piece.kind == Kind.FRONT_MATTER:
        return None
    begun, indent = match["begun"] or "", match["indent"]
    apart = not spot.view.backlog.document.line_text(spot.line - 1).strip()
    found: list[tuple[str, Parts]] = []
    if "#" not in begun:
        task = _task(spot, indent, begun)
        if task:
            found.append(("new task", task))
    if apart and not indent and (not begun or "#" in begun):
        section = _section(spot, begun)
        if section:
            found.append(("new section", section))
    milestone = _milestone(spot) if begun in {"", "#"} else None
    if milestone:
        found.append(("new milestone", milestone))
    if apart and not begun and not indent:
        legend = _legend(spot)
        if legend:
            found.append(("legend", legend))
    if "#" not in begun:
        lead = spot.text.rstrip() + " " if begun else indent
        found += (
            (f"link to {each.title}", [lead + link_to(spot.view, each)])
            for each in islice(milestones(spot.view), _MOST_LINKS)
        )
    if not found:
        return None
    typed = spot.before.strip()
    return CompletionList(
        tuple(
            CompletionItem(
                label,
                as_text(parts),
                spot.line_start,
                spot.line_start + len(spot.text),
                CompletionKind.SNIPPET,
                next(iter(as_text(parts).split("\n"))).strip(),
                filter_text=f"{spot.before}{label}" if typed else label,
                sort_text=f"{number:02}",
                snippet=as_snippet(parts),
            )
            for number, (label, parts) in enumerate(found)
        )
    )


def _task(spot: Spot, indent: str, begun: str) -> Parts | None:
    """Return a task like the last one above the cursor, or None: there is none near."""
    rope = spot.view.backlog.rope
    last = rope.find_last(BITS, Bit.TASK, spot.place.index + 1)
    if last is None or last.piece.kind == Kind.HEADING or spot.place.index - last.index > NEAR:
        return None
    text = last.piece.text
    local = spot.line_start - last.offset
    entries = [entry for entry in facts(last.piece).entries if entry.mark and entry.start < local]
    found = []
    for entry in entries:
        line = max(text.rfind("\n", 0, entry.start), text.rfind("\r", 0, entry.start)) + 1
        bullet = _BULLET.match(text, line)
        if bullet:
            found.append((entry, bullet))
    if not found:
        return None
    if indent:
        beside = [each for each in found if each[1]["indent"] == indent]
    else:  # a task of its own, as those at the top are
        beside = [each for each in found if each[0].depth == found[0][0].depth]
    entry, bullet = (beside or found)[-1]
    mark = begun or bullet["bullet"]
    if bullet["number"] and not begun:
        mark = (_following(rope, last, bullet) if beside else "1") + bullet["dot"]
    named = text[entry.text_start : entry.text_end]
    return [f"{indent or bullet['indent']}{mark} [ ] ", *_named(spot, named, "task")]


def _following(rope: Rope[Block], last: Place[Block], bullet: re.Match[str]) -> str:
    """Return the number after that of `bullet`; some lists are numbered 1. throughout."""
    before = rope.at_index(last.index - 1).piece.text if last.index else ""
    again = _BULLET.match(before)
    same = again is not None and again["number"] == bullet["number"]
    return bullet["number"] if same else str(int(bullet["number"]) + 1)


def _named(spot: Spot, name: str, what: str) -> Parts:
    """Return a name like `name`, with the next id of its series."""
    ident = leading_ident(name, 0, len(name))
    if ident.text:
        following = next_ident(spot.view.backlog, ident.text)
        before, at = name[: ident.start], ident.end
    else:
        lead = _LEAD.match(name)
        following = _next_number(spot, lead) if lead else ""
        before, at = (lead["before"], lead.end()) if lead else ("", 0)
    if not following:
        return [Blank(what)]
    behind = _BEHIND.match(name, at)
    after = behind[0] if behind else " "
    mark = before.strip("[(~ ")
    close = mark if mark and mark[0] not in after else ""
    if any(opening in before for opening in "[(") and not any(each in after for each in "])"):
        return [Blank(what)]  # the whole name is a link
    return [before + following + (after or " "), Blank(what), close]


def _next_number(spot: Spot, lead: re.Match[str]) -> str:
    """Return `Epic 4` behind `Epic 3`, or the first number behind it that no heading near has."""
    taken = set()
    for place in around(spot.view.backlog.rope, spot.place.index, Bit.HEADING, _MOST_HEADINGS):
        heading = facts(place.piece).heading
        other = _LEAD.match(heading.title) if heading else None
        if other and other["label"].casefold() == lead["label"].casefold():
            taken.add(int(other["number"]))
    number = int(lead["number"])
    while number in taken:
        number += 1
    return f"{lead['label']}{number}"


def _section(spot: Spot, marks: str) -> Parts | None:
    """Return a heading with fields like the last one above that has any, or None: there is none."""
    rope = spot.view.backlog.rope
    at = spot.place.index + 1
    for _ in range(_MOST_HEADINGS):
        heading = rope.find_last(BITS, Bit.HEADING, at)
        if heading is None:
            return None
        at = heading.index
        found = facts(heading.piece).heading
        if found is None or found.underlined or (marks and len(marks) != heading.piece.level):
            continue
        if heading.piece.level == 1 and not rope.find_last(BITS, 1, at):
            continue  # that of the document
        fields = _fields(spot, heading)
        if fields:
            behind = heading.piece.text[found.end :]
            title = _named(spot, found.title, "Title")
            gap = re.sub(r"[^\r\n]", "", behind) or "\n"
            return ["#" * heading.piece.level + " ", *title, gap, *fields]
    return None


def _milestone(spot: Spot) -> Parts | None:
    """Return the beginning of an empty milestone document, like that of the last one beside it."""
    view = spot.view
    document = view.backlog.document
    if (
        not is_milestone_path(view.path[len(view.root) :])
        or document.length > _BLANK
        or document.text.strip("# \r\n")
    ):
        return None
    folder = os.path.dirname(view.path)
    beside = [each for each in milestones(view) if os.path.dirname(each.path) == folder]
    backlog = view.workspace.backlog(beside[-1].path) if beside else None
    heading = title_place(backlog) if backlog else None
    found = facts(heading.piece).heading if heading else None
    if backlog is None or heading is None or found is None or found.underlined:
        return ["# ", Blank("Milestone"), "\n\n**Status:** ", Blank(first_status(spot, []))]
    model = Spot(
        View(backlog, view.workspace, beside[-1].path, view.settings), heading, 0, 0, "", 0
    )
    gap = re.sub(r"[^\r\n]", "", heading.piece.text[found.end :]) or "\n\n"
    return ["# ", *_named(model, found.title, "Milestone"), gap, *_fields(model, heading)]


def _fields(spot: Spot, heading: Place[Block]) -> Parts:
    """Return the fields right below `heading`, with nothing in them but a first status."""
    backlog = spot.view.backlog
    parts: Parts = []
    known = False
    stop = min(backlog.own_end(heading), heading.index + _MOST_FIELDS)
    for place in islice(backlog.rope.places(heading.index + 1), max(stop - heading.index - 1, 0)):
        text = place.piece.text
        fields = facts(place.piece).fields
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
            role = header_role(field.name)
            status = _status(spot, field.value(text)) if role is Role.STATUS else ""
            own += [gap + status] if status else [gap, Blank()]
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


def _status(spot: Spot, value: str) -> str:
    return first_status(spot, [value]) if value else ""


def _legend(spot: Spot) -> Parts | None:
    """Return a legend of the statuses in use, or None: there is one, or too few are in use."""
    backlog = spot.view.backlog
    rope = backlog.rope
    context = backlog.context(spot.place)
    if context.vocabulary or any(True for _ in rope.find(BITS, Bit.LEGEND, 0, len(rope))):
        return None
    if not next(iter(rope.find(BITS, Bit.WORK | Bit.STATUS, 0, len(rope))), None):
        return None
    choices = []
    for choice in choices_at(spot, []):
        folded = fold_status(choice.spelling)
        if backlog.index.get(SymbolKind.STATUS, folded.word or folded.emoji):
            choices.append(choice)
    if not 2 <= len(choices) <= _MOST_STATUSES:
        return None
    width = max(len("Status"), *(len(choice.spelling) for choice in choices))
    parts: Parts = [f"| {'Status':{width}} | Meaning |\n| {'-' * width} | ------- |"]
    for choice in choices:
        known = "" if choice.status is Status.UNKNOWN else status_name(choice.status)
        parts += [f"\n| {choice.spelling:{width}} | ", Blank(known), " |"]
    return parts
